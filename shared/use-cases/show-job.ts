import { type Job, jobAt } from '#shared/domain/job.ts'
import type { Ports } from '#shared/ports.ts'

/** A job as people see it: its whole report is behind an address of its own. */
export type ShownJob = Omit<Job, 'version' | 'attempts'> & { reportUrl?: string }

export const showJob =
  ({ jobs, files }: Pick<Ports, 'jobs' | 'files'>) =>
  async (venueId: string, jobId: string, now: number): Promise<ShownJob | undefined> => {
    const job = await jobs.find(venueId, jobId)
    if (job === undefined) return undefined
    const shown = shownAt(job, now)
    const { reportKey, ...result } = (job.result ?? {}) as { reportKey?: string }
    if (reportKey === undefined) return shown
    const { url } = await files.downloadLink(reportKey, `${jobId}.json`, now)
    return { ...shown, result, reportUrl: url }
  }

/** The newest jobs of a venue, without what came of them. */
export const listJobs =
  ({ jobs }: Pick<Ports, 'jobs'>) =>
  async (venueId: string, limit: number, now: number): Promise<ShownJob[]> =>
    (await jobs.list(venueId, limit)).map((job) => {
      const { result: _, ...listed } = shownAt(job, now)
      return listed
    })

const shownAt = (job: Job, now: number): ShownJob => {
  const { version: _, attempts: __, ...shown } = jobAt(job, now)
  return shown
}
