import type { Ports } from '#shared/ports.ts'

const minute = 60_000
const aheadMs = 2 * minute // twice the sweep's own interval: none is missed between two sweeps
const graceMs = minute // for a timer to come back by itself
const hopelessMs = 24 * 60 * minute // by then its mailbox has failed for longer than any record is retried

/** What a sweep did. */
export type Swept = { started: number; overdue: number; hopeless: number }

/**
 * Starts the timers that fall due soon and were too far away to be started when armed, and starts again what is overdue:
 * its message was lost, or the system was down. What is overdue by a day is given up.
 */
export const sweepTimers =
  ({ timers }: Pick<Ports, 'timers'>) =>
  async (now: number): Promise<Swept> => {
    const from = (await timers.cursor()) ?? now - minute
    const due = await timers.due(from, now + aheadMs)
    const hopeless = due.filter(({ dueAt }) => dueAt < now - hopelessMs)
    const overdue = due.filter(({ dueAt }) => dueAt < now - graceMs && dueAt >= now - hopelessMs)
    const soon = due.filter(({ dueAt, far }) => far && dueAt >= now - graceMs)
    await timers.start([...overdue, ...soon], now)
    await timers.clear(hopeless)
    await timers.moveCursor(overdue[0]?.dueAt ?? now - graceMs)
    return { started: soon.length, overdue: overdue.length, hopeless: hopeless.length }
  }
