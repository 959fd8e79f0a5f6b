export type JobState = 'waiting' | 'running' | 'done' | 'failed'

/**
 * Work that takes longer than a request: importing a map, learning, replaying. `request` is what was asked for and `result` what
 * came of it, each as its kind has it. `progress` is counted in `unit`s. `version` counts how often it was stored.
 */
export type Job<Request = unknown, Result = unknown> = {
  id: string
  venueId: string
  kind: string
  state: JobState
  createdAt: number
  updatedAt: number
  attempts: number
  version: number
  request: Request
  progress?: { done: number; total: number; unit: string }
  /** Why it failed, where there is no result that says so. */
  reason?: string
  result?: Result
}

/** A run is tried so often; then it is given up. */
export const maxAttempts = 3

const waitsForMs = 60 * 60 * 1000 // an upload's address is good for a quarter of that
const runsForMs = 30 * 60 * 1000 // three runs of five minutes, and the waits between them

/** A job as it stands at a time: what nobody works on any more has failed, also where nobody was left to say so. */
export const jobAt = (job: Job, now: number): Job => {
  if (job.state === 'waiting' && now - job.updatedAt > waitsForMs)
    return { ...job, state: 'failed', reason: 'nothing was uploaded within the hour: ask for it again' }
  if (job.state === 'running' && now - job.updatedAt > runsForMs)
    return { ...job, state: 'failed', reason: 'it was cut short each time that it ran: ask for it again' }
  return job
}
