import type { PhoneClock } from '#shared/client/phone-clock.ts'

/** A clock that only moves when it is told to. */
export const manualClock = (start = 1_000_000): PhoneClock & { advance(milliseconds: number): void } => {
  let now = start
  const timers = new Set<{ at: number; callback: () => void }>()
  return {
    now: () => now,
    after: (milliseconds, callback) => {
      const timer = { at: now + milliseconds, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: (milliseconds) => {
      now += milliseconds
      for (const timer of timers) {
        if (timer.at > now) continue
        timers.delete(timer)
        timer.callback()
      }
    },
  }
}
