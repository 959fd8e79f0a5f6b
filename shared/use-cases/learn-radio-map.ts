import { learnRadioMap as learnMap } from '#shared/domain/locating/calibrate.ts'
import { zonesOfCells } from '#shared/domain/locating/cell-zones.ts'
import { encodeRadioMap } from '#shared/domain/locating/codec.ts'
import { expectedAccuracy } from '#shared/domain/locating/expected-accuracy.ts'
import type { RadioMapJob, RadioMapReport } from '#shared/domain/locating/radio-map-job.ts'
import { readWalk, type WalkFault } from '#shared/domain/locating/read-walk.ts'
import type { CalibrationWalk } from '#shared/domain/locating/walk.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import type { Ports } from '#shared/ports.ts'
import { changeVenue } from './change-venue.ts'

export type LearnPorts = Pick<Ports, 'drafts' | 'audit' | 'calibrationWalks' | 'radioMaps'> & {
  radioMapJobs: Pick<Ports['radioMapJobs'], 'find' | 'save'>
}

/** Walks that can be learned from, and what is wrong with the others. */
type Read = { good: { walk: CalibrationWalk; faults: WalkFault[] }[]; refused: RadioMapReport['refused'] }

/**
 * Learns the radio map that a job asks for: saves it under the job's version, and then names it in the venue's draft, so that
 * it goes live with the next publish. What can't be done is told in the job; an outage rejects, and the job is run again.
 */
export const learnRadioMap =
  (ports: LearnPorts) =>
  async (venueId: string, version: string, now: number): Promise<void> => {
    const { drafts, radioMaps, radioMapJobs } = ports
    const job = await radioMapJobs.find(venueId, version)
    if (!job || job.state === 'done' || job.state === 'failed') return
    const fail = (failed: string, report?: RadioMapReport) =>
      radioMapJobs.save({ ...job, state: 'failed', failed, ...(report && { report }) })
    await radioMapJobs.save({ ...job, state: 'running' })

    const venue = (await drafts.findVenue(venueId))?.venue
    if (!venue) return fail(`there is no draft of venue "${venueId}": PUT /venues/${venueId} first`)
    const { good, refused } = await readWalks(ports, venue, job)
    const report: RadioMapReport = {
      walks: good.map(({ walk, faults }) => ({
        walkId: walk.id,
        taps: walk.taps.length,
        sightings: walk.hearings.length,
        faults,
      })),
      refused,
    }
    if (good.length === 0) {
      const why = refused.length === 0 ? 'there is no finished walk' : 'none of the walks can be learned from'
      return fail(`${why}: walk through the venue and finish the walk, then ask again`, report)
    }
    const walks = good.map(({ walk }) => walk)
    const index = indexVenue(venue)
    const map = learnMap(version, venue, walks, (grid) => zonesOfCells(index, grid))
    const expected = expectedAccuracy(venue, walks)
    const { leftOut, ...parts } = encodeRadioMap(map)
    if ((await radioMaps.save(version, parts)) === 'conflict')
      return fail(`another map is stored as ${version}: the walks changed while it was learned. Ask again`, report)
    const named = await changeVenue(ports)(venueId, { by: job.by, now, holds: () => true }, (draft) =>
      draft
        ? {
            next: { ...draft, radioMap: version },
            audit: { action: 'put', what: `venues/${venueId}/radioMap` },
            answer: version,
          }
        : { missing: 'venue' },
    )
    if ('missing' in named) return fail(`the draft of venue "${venueId}" was deleted while its map was learned`, report)
    if (!('answer' in named)) throw new Error(`others change venue ${venueId} time and again: it is tried once more`)
    await radioMapJobs.save({
      ...job,
      state: 'done',
      report: {
        ...report,
        transmitters: map.rows.size + map.crowds.size,
        ...(expected && { expected }),
        floors: [...parts.floors].map(([floorId, { length }]) => ({ floorId, bytes: length })),
        leftOut,
      },
    })
  }

const readWalks = async (
  { calibrationWalks }: LearnPorts,
  venue: Venue,
  { venueId, walkIds }: RadioMapJob,
): Promise<Read> => {
  const all = await calibrationWalks.list(venueId)
  const read: { good: Read['good']; refused: RadioMapReport['refused'][number][] } = { good: [], refused: [] }
  const wanted = walkIds ?? all.flatMap(({ walkId, finishedAt }) => (finishedAt === undefined ? [] : [walkId]))
  for (const walkId of wanted) {
    const order = all.find((one) => one.walkId === walkId)
    if (!order) {
      const detail = `there is no walk ${walkId} in ${venueId}: GET /venues/${venueId}/calibrations lists them`
      read.refused.push({ walkId, faults: [{ reason: 'unknown_walk', detail }] })
      continue
    }
    const { walk, faults } = readWalk(venue, order, await calibrationWalks.parts(venueId, walkId))
    if (walk) read.good.push({ walk, faults })
    else read.refused.push({ walkId, faults })
  }
  return read
}
