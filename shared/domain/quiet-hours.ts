import { spanAt } from './local-clock.ts'

/**
 * A time of day in which no marketing is sent, in local time (`22:00`); one that ends before it starts goes over midnight.
 * `days` are those on which it starts; left out: all. `24:00` is the end of a day.
 */
export type QuietWindow = { start: string; end: string; days?: readonly Weekday[] }

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/**
 * When marketing is silent, and what becomes of a message then. `overrides` replace the windows that start on local dates
 * (2026-12-31, both included), for an event night; of several the first counts.
 */
export type QuietHours = {
  windows: readonly QuietWindow[]
  fallback: 'defer' | 'drop'
  overrides?: readonly { from: string; until: string; windows: readonly QuietWindow[] }[]
}

const minute = 60 * 1000
const day = 24 * 60 * minute
const furthest = 8 * day

/** A window in milliseconds after the midnight of its day; its end may lie in the next one. `days` by number, Monday is 0. */
export type Silence = { start: number; end: number; days: readonly number[] }

type Silences = {
  always: readonly Silence[]
  overrides: readonly { from: number; until: number; silences: readonly Silence[] }[]
}

/**
 * When the silence ends that a time is in: the first moment whose local time lies in no window, windows that touch taken
 * together, but at most eight days ahead. Undefined: it is not silent. It counts what clocks show: in the hour that they show
 * twice a window is silent twice, and the hour that they leave out is neither. Throws where the timezone is not known.
 */
export const quietUntil = (hours: QuietHours, timezone: string, at: number): number | undefined => {
  const silences = silencesOf(hours)
  let time = at
  while (time < at + furthest) {
    const { offset, until } = spanAt(timezone, time)
    const end = endOfSilence(silences, time + offset)
    if (end === undefined) return time === at ? undefined : time
    time = Math.min(end - offset, until)
  }
  return at + furthest
}

/** The latest end of the windows that a local time is in, as local time. */
const endOfSilence = ({ always, overrides }: Silences, local: number): number | undefined => {
  const today = Math.floor(local / day)
  let latest: number | undefined
  for (const date of [today - 1, today]) {
    const over = overrides.find(({ from, until }) => from <= date && date <= until)
    for (const { start, end, days } of over?.silences ?? always) {
      const ends = date * day + end
      const isIn = date * day + start <= local && local < ends && days.includes(weekdayOf(date))
      if (isIn && (latest === undefined || ends > latest)) latest = ends
    }
  }
  return latest
}

// the first of January 1970 was a Thursday
const weekdayOf = (date: number): number => (((date + 3) % 7) + 7) % 7

const known = new WeakMap<QuietHours, Silences>()

/** Reads what a release says of quiet hours, once. */
const silencesOf = (hours: QuietHours): Silences => {
  const read = known.get(hours)
  if (read) return read
  const silences = {
    always: hours.windows.map(silenceOf),
    overrides: (hours.overrides ?? []).map(({ from, until, windows }) => ({
      from: dateOf(from),
      until: dateOf(until),
      silences: windows.map(silenceOf),
    })),
  }
  known.set(hours, silences)
  return silences
}

export const silenceOf = ({ start, end, days = weekdays }: QuietWindow): Silence => {
  const [from, to] = [timeOf(start), timeOf(end)]
  return { start: from, end: to > from ? to : to + day, days: days.map((one) => weekdays.indexOf(one)) }
}

const timeOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * minute
}

const dateOf = (date: string): number => Date.parse(date) / day
