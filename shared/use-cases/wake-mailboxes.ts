import type { Ports, Timer, Timers } from '#shared/ports.ts'

const earlyByMilliseconds = 1000 // the queue counts in seconds

/**
 * Turns timers that are due into events of their mailboxes, the oldest first, so that they queue behind the sightings before
 * them. Early ones wait on.
 */
export const wakeMailboxes =
  ({ events, timers }: Pick<Ports, 'events'> & { timers: Pick<Timers, 'start'> }) =>
  async (woken: readonly Timer[], now: number): Promise<void> => {
    const early = woken.filter(({ dueAt }) => dueAt - now > earlyByMilliseconds)
    const due = woken.filter((timer) => !early.includes(timer)).toSorted((a, b) => a.dueAt - b.dueAt)
    if (early.length > 0) await timers.start(early, now)
    if (due.length === 0) return
    await events.put(
      due.map(({ mailbox, dueAt }) => ({
        key: mailbox,
        body: { v: 1, kind: 'timer', mailbox, dueAt, receivedAt: Math.max(now, dueAt) },
      })),
    )
  }
