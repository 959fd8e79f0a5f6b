import { Cron } from 'croner'
import { spanAt } from '#shared/domain/local-clock.ts'

const day = 24 * 60 * 60 * 1000

/**
 * The last time that a cron pattern of five fields was due after `from`, up to `until`, as the venue's wall clock had it
 * (`2026-03-29T02:30`). Undefined: it was not.
 *
 * What counts is how far the wall clock has ever come: a time that it leaps over is due when it leaps, and one that it shows
 * twice is due the first time. Throws where the pattern or the timezone can't be read.
 */
export const lastDue = (pattern: string, timezone: string, from: number, until: number): string | undefined => {
  const end = furthestWallClock(timezone, until)
  const cron = new Cron(pattern, { mode: '5-part', timezone: 'UTC' })
  let last: Date | undefined
  let next = cron.nextRun(new Date(furthestWallClock(timezone, from)))
  while (next !== null && next.getTime() <= end) {
    last = next
    next = cron.nextRun(next)
  }
  return last?.toISOString().slice(0, 16)
}

/** The furthest that a wall clock has been at a time, as if it stood in UTC: after it was turned back, where it was before. */
const furthestWallClock = (timezone: string, at: number): number => {
  let furthest = at + spanAt(timezone, at).offset
  for (let time = at - day; time < at; ) {
    const { offset, until } = spanAt(timezone, time)
    if (until <= at) furthest = Math.max(furthest, until - 1 + offset)
    time = until
  }
  return furthest
}
