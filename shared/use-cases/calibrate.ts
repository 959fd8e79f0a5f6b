import type { Caller } from '#shared/domain/audit.ts'
import type { WalkOrder, WalkPart } from '#shared/domain/calibration.ts'
import { joinedParts } from '#shared/domain/calibration.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { RadioMapJob } from '#shared/domain/locating/radio-map-job.ts'
import { readWalk, type WalkFault } from '#shared/domain/locating/read-walk.ts'
import type { Ports } from '#shared/ports.ts'

/** A walk, how much of it there is, and what would be wrong with it if it were learned from now. */
export type ShownWalk = WalkOrder & { taps: number; sightings: number; faults: readonly WalkFault[] }

/** Starts a walk. `deviceId` is the device that may report to it by its topic. */
export const startWalk =
  ({ calibrationWalks }: Pick<Ports, 'calibrationWalks'>, newId: () => string) =>
  async (venueId: string, deviceId: string | undefined, now: number): Promise<WalkOrder> => {
    const walk = { venueId, walkId: newId(), ...(deviceId === undefined ? {} : { deviceId }), startedAt: now }
    await calibrationWalks.start(walk)
    return walk
  }

export const addToWalk =
  ({ calibrationWalks }: Pick<Ports, 'calibrationWalks'>) =>
  async (venueId: string, walkId: string, part: WalkPart): Promise<'added' | 'not_found'> => {
    if (!(await calibrationWalks.find(venueId, walkId))) return 'not_found'
    await calibrationWalks.add(venueId, walkId, part)
    return 'added'
  }

export const showWalk =
  ({ calibrationWalks, drafts }: Pick<Ports, 'calibrationWalks' | 'drafts'>) =>
  async (venueId: string, walkId: string): Promise<ShownWalk | undefined> => {
    const [walk, parts, draft] = await Promise.all([
      calibrationWalks.find(venueId, walkId),
      calibrationWalks.parts(venueId, walkId),
      drafts.findVenue(venueId),
    ])
    if (!walk) return undefined
    const { taps, sightings } = joinedParts(parts)
    const faults = draft ? readWalk(draft.venue, walk, parts).faults : []
    return { ...walk, taps: taps.length, sightings: sightings.length, faults }
  }

/** Asks for a radio map of these walks, or of all finished ones. The same question in the same second is the same map. */
export const askForRadioMap =
  ({ radioMapJobs }: Pick<Ports, 'radioMapJobs'>) =>
  async (venueId: string, walkIds: readonly string[] | undefined, by: Caller, now: number): Promise<RadioMapJob> => {
    const second = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
    const version = `${second}-${derivedId(venueId, second, ...(walkIds ?? [])).slice(0, 6)}`
    const known = await radioMapJobs.find(venueId, version)
    const job = known ?? { venueId, version, state: 'waiting', askedAt: now, by, ...(walkIds ? { walkIds } : {}) }
    if (!known) await radioMapJobs.save(job)
    await radioMapJobs.enqueue(job)
    return job
  }
