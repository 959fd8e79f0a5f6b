import type { Job } from '#shared/domain/job.ts'
import type { PolygonFault } from '#shared/domain/polygon-faults.ts'
import type { FloorInfo } from '#shared/maps/floor-map.ts'
import type { Note, Report } from '#shared/maps/report.ts'
import type { Link, Ports } from '#shared/ports.ts'

/** What an operator asks for. Name and timezone are of a venue that has no draft yet. */
export type ImportRequest = {
  format: 'imdf' | 'geojson'
  bytes: number
  floor?: FloorInfo
  name?: string
  timezone?: string
}

/** What came of it: how much was read, the first notes, and where all of them are. */
export type ImportResult = Omit<Report, 'notes'> & {
  notes: readonly Note[]
  reportKey: string
  warnings: readonly PolygonFault[]
  draft?: { floors: number; zones: number; pois: number }
}

export type ImportJob = Job<ImportRequest, ImportResult>

export const uploadKey = (venueId: string, jobId: string): string => `uploads/${venueId}/${jobId}`
export const reportKey = (venueId: string, jobId: string): string => `reports/${venueId}/${jobId}.json`

/** The job that an uploaded file belongs to. */
export const jobOfUpload = (key: string): { venueId: string; jobId: string } | undefined => {
  const [, venueId, jobId] = /^uploads\/([\w.-]+)\/([\w.-]+)$/.exec(key) ?? []
  return venueId === undefined || jobId === undefined ? undefined : { venueId, jobId }
}

export type Upload = Link & { method: 'PUT'; headers: Record<string, string>; maxBytes: number }

/** Writes a job down that waits for its upload. A venue without a draft takes a timezone. */
export const requestImport =
  ({ jobs, drafts, files }: Pick<Ports, 'jobs' | 'drafts' | 'files'>) =>
  async (
    venueId: string,
    jobId: string,
    request: ImportRequest,
    now: number,
  ): Promise<{ jobId: string; upload: Upload } | 'no draft'> => {
    if (request.timezone === undefined && (await drafts.findVenue(venueId)) === undefined) return 'no draft'
    const job: ImportJob = {
      id: jobId,
      venueId,
      kind: 'import',
      state: 'waiting',
      createdAt: now,
      updatedAt: now,
      attempts: 0,
      version: 0,
      request,
    }
    if ((await jobs.save(job)) === 'conflict') throw new Error(`there is a job ${jobId} already`)
    const link = await files.uploadLink(uploadKey(venueId, jobId), request.bytes, now)
    return { jobId, upload: { ...link, maxBytes: request.bytes } }
  }
