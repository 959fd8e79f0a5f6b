import type { Clock } from '../contracts.ts'

export type DemoClock = Pick<Clock, 'now' | 'at'>

const second = 1000

/**
 * Calls back every second of the clock from `firstAt` on (default: now), until it is stopped. Seconds that were slept through are skipped:
 * nobody walks faster to catch up. What the callback returns is handed to the clock, which waits for it while it is stepped.
 */
export const everySecond = (clock: DemoClock, callback: () => unknown, firstAt = clock.now()): (() => void) => {
  let stopped = false
  let due = firstAt
  const tick = (): unknown => {
    const done = callback()
    due = Math.max(due + second, clock.now())
    if (!stopped) cancel = clock.at(due, tick)
    return done
  }
  let cancel = clock.at(due, tick)
  return () => {
    stopped = true
    cancel()
  }
}
