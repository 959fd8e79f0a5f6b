import type { Clock } from './contracts.ts'
import { wallClock } from './wall-clock.ts'

/** An allowance of so much a second, of which one second's worth may be saved up. */
export type Rate = {
  has(amount: number): boolean
  take(amount: number): void
}

/**
 * Refilled by the laptop's clock or by real time, whichever ran further: a clock that stands still lets work go on, and one
 * that runs fast allows what the time that it shows would allow.
 */
export const createRate = (perSecond: number, clock: Pick<Clock, 'now'>, realNow = wallClock): Rate => {
  let left = perSecond
  let at = clock.now()
  let realAt = realNow()
  return {
    has(amount) {
      const now = clock.now()
      const real = realNow()
      left = Math.min(perSecond, left + (Math.max(now - at, real - realAt, 0) / 1000) * perSecond)
      at = now
      realAt = real
      return left >= amount
    },
    take(amount) {
      left -= amount
    },
  }
}
