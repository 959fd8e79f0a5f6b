import type { PhoneClock } from './phone-clock.ts'

const retryAfterMilliseconds = 1000

export type OutboxOptions<T> = {
  /** Items kept at most; beyond it the oldest is dropped. */
  limit: number
  batchSize: number
  /** From the start of one message to the start of the next. */
  gapMilliseconds: number
  clock: PhoneClock
  restored: readonly T[]
  isOnline(): boolean
  /** Resolves once the broker has acknowledged. */
  send(batch: readonly T[]): Promise<void>
  onChange(): void
}

type Outbox<T> = {
  put(items: readonly T[]): void
  /** Tries again; for when the connection is back. */
  wake(): void
  /** All that no broker has acknowledged yet, oldest first. */
  waiting(): readonly T[]
  counters(): { sent: number; dropped: number }
  /** Resolves when nothing is waiting. */
  drained(): Promise<void>
  stop(): void
}

/**
 * A bounded queue with one message in flight, so that none overtakes another. What is in flight stays in the queue until
 * it is acknowledged: a lost connection or a killed app sends it again rather than losing it.
 */
export const createOutbox = <T>(options: OutboxOptions<T>): Outbox<T> => {
  const { clock, gapMilliseconds } = options
  const queue: T[] = [...options.restored]
  let inFlight = 0
  let notBefore = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | undefined
  let pumpQueued = false
  let stopped = false
  let sent = 0
  let dropped = 0
  let drains: (() => void)[] = []

  const wait = (milliseconds: number) => {
    cancelTimer ??= clock.after(milliseconds, () => {
      cancelTimer = undefined
      notBefore = Number.NEGATIVE_INFINITY
      pump()
    })
  }

  const pump = () => {
    pumpQueued = false
    if (stopped || inFlight > 0 || queue.length === 0 || !options.isOnline()) return
    const milliseconds = notBefore - clock.now()
    // waits by duration: a clock that was set back must not silence the phone
    if (milliseconds > 0) return wait(Math.min(milliseconds, Math.max(gapMilliseconds, retryAfterMilliseconds)))
    void sendNext()
  }

  const sendNext = async () => {
    cancelTimer?.()
    cancelTimer = undefined
    const batch = queue.slice(0, options.batchSize)
    inFlight = batch.length
    notBefore = clock.now() + gapMilliseconds
    const acknowledged = await options.send(batch).then(
      () => true,
      () => false,
    )
    inFlight = 0
    if (acknowledged) {
      queue.splice(0, batch.length)
      sent += batch.length
      options.onChange()
    } else {
      notBefore = clock.now() + retryAfterMilliseconds
    }
    if (queue.length > 0) return pump()
    for (const drain of drains) drain()
    drains = []
  }

  // what is put in one go leaves in one message, and still at once
  const pumpSoon = () => {
    if (pumpQueued) return
    pumpQueued = true
    queueMicrotask(pump)
  }

  return {
    put: (items) => {
      queue.push(...items)
      const excess = Math.max(0, queue.length - Math.max(options.limit, inFlight))
      queue.splice(inFlight, excess)
      dropped += excess
      options.onChange()
      pumpSoon()
    },
    wake: pumpSoon,
    waiting: () => queue,
    counters: () => ({ sent, dropped }),
    drained: () => (queue.length === 0 ? Promise.resolve() : new Promise((resolve) => drains.push(resolve))),
    stop: () => {
      stopped = true
      cancelTimer?.()
    },
  }
}
