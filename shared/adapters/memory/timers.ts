import type { DueTimer, Timer, Timers } from '#shared/ports.ts'

const maxDelaySeconds = 900

/** A timer that was started, and how long from then until it comes back. */
export type StartedTimer = Timer & { delaySeconds: number }

/** Timers that are written down, and the list of those that were started. Nothing ever comes back by itself. */
export const memoryTimers = (): { timers: Timers; started: readonly StartedTimer[] } => {
  const written = new Map<string, DueTimer>()
  const started: StartedTimer[] = []
  let cursor: number | undefined

  const start = (timers: Iterable<Timer>, now: number) => {
    for (const { mailbox, dueAt } of timers) {
      const delaySeconds = Math.min(maxDelaySeconds, Math.max(0, Math.ceil((dueAt - now) / 1000)))
      started.push({ mailbox, dueAt, delaySeconds })
    }
  }
  const timers: Timers = {
    start: async (timers, now) => start(timers, now),
    arm: async (timers, now) => {
      const distinct = new Map(
        timers.map(({ mailbox, dueAt }) => [
          keyOf({ mailbox, dueAt }),
          { mailbox, dueAt, far: dueAt - now > maxDelaySeconds * 1000 },
        ]),
      )
      for (const [key, timer] of distinct) written.set(key, timer)
      start(
        distinct.values().filter(({ far }) => !far),
        now,
      )
    },
    clear: async (timers) => {
      for (const timer of timers) written.delete(keyOf(timer))
    },
    due: async (from, until) =>
      [...written.values()]
        .filter(({ dueAt }) => dueAt >= from && dueAt < until)
        .sort((a, b) => a.dueAt - b.dueAt || (a.mailbox < b.mailbox ? -1 : 1))
        .map((timer) => ({ ...timer })),
    cursor: async () => cursor,
    moveCursor: async (to) => {
      cursor = to
    },
  }
  return { timers, started }
}

const keyOf = ({ mailbox, dueAt }: Timer) => `${dueAt} ${mailbox}`
