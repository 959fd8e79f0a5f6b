/** A journey that was due, and when: in the wall clock's words of its venue, so that each time of day comes once. */
export type DueStart = { journeyId: string; due: string }

/** What was due in one look, and up to which customer of the directory's list it has been brought. */
export type StartRound = { starts: readonly DueStart[]; after?: string }

/** `checkedAt` is up to when schedules were looked at, `rounds` what is still to be brought to customers, the oldest first. */
export type ScheduleState = { version: number; checkedAt: number; rounds: readonly StartRound[] }
