import { maxAttempts } from '#shared/domain/job.ts'
import { placeWarnings } from '#shared/domain/place-warnings.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { tellDraftFaults } from '#shared/maps/draft-faults.ts'
import { importMap, type MapFormat } from '#shared/maps/import-map.ts'
import { intoDraft } from '#shared/maps/into-draft.ts'
import type { MapFile } from '#shared/maps/map-file.ts'
import { type Report, startReport } from '#shared/maps/report.ts'
import type { Jobs, Ports } from '#shared/ports.ts'
import { changeDraft } from './change-draft.ts'
import { type ImportJob, type ImportRequest, type ImportResult, reportKey, uploadKey } from './import-jobs.ts'

/** Notes that stand in the job itself; all of them stand in the report's file. */
const notesInJob = 100
const warningsInJob = 100
/** A job's progress is written so often at most. */
const progressSteps = 20

/**
 * Imports what was uploaded for a job. The draft is changed at the end and as a whole, or not at all. Running it again changes
 * nothing once it is done; of two that run at once the later one goes on. Rejects on an outage, to be tried again, until the job's
 * tries are used up. `now` is when the upload was there.
 */
export const runImport =
  ({ jobs, drafts, files }: Pick<Ports, 'jobs' | 'drafts' | 'files'>) =>
  async (venueId: string, jobId: string, now: number): Promise<'done' | 'failed' | 'unknown' | 'taken'> => {
    const found = (await jobs.find(venueId, jobId)) as ImportJob | undefined
    if (found?.kind !== 'import') return 'unknown'
    if (found.state === 'done' || found.state === 'failed') return found.state
    const keep = keeper(jobs, { ...found, state: 'running', attempts: found.attempts + 1, updatedAt: now })
    if (!(await keep({}))) return 'taken'
    try {
      const upload = await files.read(uploadKey(venueId, jobId))
      if (upload === undefined) throw new Error('what was uploaded is gone')
      const { report, warnings, draft } = await importUpload(drafts, found, upload, keep)
      const all = Buffer.from(JSON.stringify({ ...report, warnings }))
      await files.write(reportKey(venueId, jobId), all)
      const result: ImportResult = {
        ...report,
        notes: report.notes.toSorted(faultsFirst).slice(0, notesInJob),
        warnings: warnings.slice(0, warningsInJob),
        reportKey: reportKey(venueId, jobId),
        ...(draft && {
          draft: { floors: draft.floors.length, zones: draft.zones.length, pois: draft.pois?.length ?? 0 },
        }),
      }
      const state = draft === undefined ? 'failed' : 'done'
      return (await keep({ state, result })) ? state : 'taken'
    } catch (error) {
      if (error instanceof Taken) return 'taken'
      if (found.attempts + 1 < maxAttempts) throw error
      const reason = `it failed ${maxAttempts} times: ${(error as Error).message}`
      await keep({ state: 'failed', reason })
      return 'failed'
    }
  }

type Keep = (change: Partial<ImportJob>) => Promise<boolean>

/** Saves a job step by step; false when somebody else has saved it meanwhile. */
const keeper = (jobs: Jobs, first: ImportJob): Keep => {
  let job = first
  return async (change) => {
    const next = { ...job, ...change }
    if ((await jobs.save(next)) === 'conflict') return false
    job = { ...next, version: next.version + 1 }
    return true
  }
}

/** Thrown where another run of the same job has gone ahead. */
class Taken extends Error {}

type Found = { report: Report; warnings: ReturnType<typeof placeWarnings>; draft: Venue | undefined }

const importUpload = async (
  drafts: Ports['drafts'],
  { venueId, request }: ImportJob,
  { bytes, body }: { bytes: number; body: AsyncIterable<Uint8Array> },
  keep: Keep,
): Promise<Found> => {
  const report = startReport()
  const file: MapFile = { name: 'upload', open: () => counted(body, bytes, keep) }
  const map = await importMap(file, formatOf(request), report)
  let warnings: Found['warnings'] = []
  const draft = await changeDraft(drafts, venueId, (found) => {
    if (report.faults > 0) return undefined
    const venue = intoDraft(found ?? newVenue(venueId, request, map.name), map)
    tellDraftFaults(venue, map, report)
    if (report.faults > 0) return undefined
    warnings = placeWarnings(venue)
    return venue
  })
  return { report: report.done(), warnings, draft }
}

const formatOf = ({ format, floor }: ImportRequest): MapFormat =>
  format === 'imdf' ? { format } : { format, ...(floor === undefined ? {} : { floor }) }

const newVenue = (id: string, { name, timezone = 'UTC' }: ImportRequest, nameOfMap: string | undefined): Venue => ({
  id,
  name: name ?? nameOfMap ?? id,
  timezone,
  floors: [],
  zones: [],
  beacons: [],
  gateways: [],
})

/** Passes bytes on and says now and then how many have come. */
async function* counted(body: AsyncIterable<Uint8Array>, total: number, keep: Keep): AsyncGenerator<Uint8Array> {
  let done = 0
  let told = 0
  for await (const chunk of body) {
    yield chunk
    done += chunk.length
    if (done - told < total / progressSteps && done < total) continue
    told = done
    if (!(await keep({ progress: { done, total, unit: 'bytes' } }))) throw new Taken()
  }
}

const faultsFirst = (a: { outcome: string }, b: { outcome: string }) =>
  Number(b.outcome === 'fault') - Number(a.outcome === 'fault')
