import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type QuietHours, type QuietWindow, quietUntil, weekdays } from '#shared/domain/quiet-hours.ts'

const minute = 60 * 1000
const hour = 60 * minute
const vienna = 'Europe/Vienna'

const hours = (...windows: QuietWindow[]): QuietHours => ({ windows, fallback: 'defer' })
const nights = hours({ start: '21:00', end: '08:00' })

/** The end of the silence, as UTC; of a local time that is given as UTC too. */
const until = (quiet: QuietHours, at: string, timezone = 'UTC') => {
  const end = quietUntil(quiet, timezone, Date.parse(`${at}Z`))
  return end === undefined ? 'not silent' : new Date(end).toISOString().slice(0, 16)
}

test.each([
  ['2026-11-21T20:59:59', 'not silent'],
  ['2026-11-21T21:00', '2026-11-22T08:00'],
  ['2026-11-22T03:00', '2026-11-22T08:00'],
  ['2026-11-22T07:59:59.999', '2026-11-22T08:00'],
  ['2026-11-22T08:00', 'not silent'],
])('a night at %s: %s', (at, end) => {
  expect(until(nights, at)).toBe(end)
})

test('it is silent by the clock of the timezone, not by ours', () => {
  expect([until(nights, '2026-11-21T20:30', vienna), until(nights, '2026-11-21T19:30', vienna)]).toEqual([
    '2026-11-22T07:00',
    'not silent',
  ])
})

test('several windows, and those that touch are one silence', () => {
  const lunch = hours(
    { start: '12:00', end: '13:00' },
    { start: '12:30', end: '14:00' },
    { start: '14:00', end: '14:05' },
  )
  expect(['11:59', '12:00', '13:30', '14:04', '14:05'].map((at) => until(lunch, `2026-11-21T${at}`))).toEqual([
    'not silent',
    '2026-11-21T14:05',
    '2026-11-21T14:05',
    '2026-11-21T14:05',
    'not silent',
  ])
})

test('a window of some days is of the day on which it starts', () => {
  const saturdayNight = hours(
    { start: '22:00', end: '10:00', days: ['sat'] },
    { start: '00:00', end: '24:00', days: ['sun'] },
  )
  // the 21st of November 2026 is a Saturday
  expect(
    ['20T23:00', '21T09:00', '21T22:00', '22T09:59', '22T10:00', '23T00:00'].map((at) =>
      until(saturdayNight, `2026-11-${at}`),
    ),
  ).toEqual(['not silent', 'not silent', '2026-11-23T00:00', '2026-11-23T00:00', '2026-11-23T00:00', 'not silent'])
})

test('an event night: dates have windows of their own, also none; the night before goes on into them', () => {
  const quiet: QuietHours = {
    ...nights,
    overrides: [
      { from: '2026-12-31', until: '2026-12-31', windows: [] },
      { from: '2026-12-24', until: '2026-12-26', windows: [{ start: '12:00', end: '24:00' }] },
      { from: '2026-12-26', until: '2026-12-27', windows: [] },
    ],
  }
  const at = ['31T07:00', '31T08:00', '31T23:00', '24T11:00', '24T12:00', '26T12:00', '27T22:00', '28T21:00']
  expect([...at.map((time) => until(quiet, `2026-12-${time}`)), until(quiet, '2027-01-01T03:00')]).toEqual([
    '2026-12-31T08:00',
    'not silent',
    'not silent',
    'not silent',
    '2026-12-25T00:00',
    '2026-12-27T00:00',
    'not silent',
    '2026-12-29T08:00',
    'not silent',
  ])
})

test('silence is told eight days ahead, and no further', () => {
  expect(until(hours({ start: '00:00', end: '24:00' }), '2026-11-21T09:00')).toBe('2026-11-29T09:00')
  const week = { start: '00:00', end: '24:00', days: weekdays.filter((one) => one !== 'fri') }
  expect(until(hours(week), '2026-11-21T09:00')).toBe('2026-11-27T00:00')
})

test('the hour that clocks leave out is not silent, and the silence ends where it would have', () => {
  // on the 29th of March 2026 two o'clock is three o'clock, at 01:00 UTC
  expect([
    until(hours({ start: '01:00', end: '02:30' }), '2026-03-29T00:30', vienna),
    until(hours({ start: '02:00', end: '03:00' }), '2026-03-29T00:59', vienna),
    until(hours({ start: '02:00', end: '03:00' }), '2026-03-29T01:00', vienna),
    until(hours({ start: '02:30', end: '03:30' }), '2026-03-29T01:00', vienna),
  ]).toEqual(['2026-03-29T01:00', 'not silent', 'not silent', '2026-03-29T01:30'])
})

test('what clocks show twice is silent twice', () => {
  // on the 25th of October 2026 three o'clock is two o'clock, at 01:00 UTC
  const quiet = hours({ start: '01:00', end: '02:30' })
  expect(
    ['00:00', '00:29', '00:30', '00:59', '01:00', '01:30'].map((at) => until(quiet, `2026-10-25T${at}`, vienna)),
  ).toEqual(['2026-10-25T00:30', '2026-10-25T00:30', 'not silent', 'not silent', '2026-10-25T01:30', 'not silent'])
  expect(until(hours({ start: '01:00', end: '03:00' }), '2026-10-25T00:00', vienna)).toBe('2026-10-25T02:00')
})

test('without windows it is never silent', () => {
  expect(until(hours(), '2026-11-21T03:00')).toBe('not silent')
})

test('a timezone that nobody knows is an error that names it', () => {
  expect(() => quietUntil(nights, 'Europe/Wien', 0)).toThrow(
    'timezone "Europe/Wien" is not known; use an IANA name, such as Europe/Berlin',
  )
})

describe('in every timezone, on every night of 2026 on which its clocks are changed', () => {
  const zones = Intl.supportedValuesOf('timeZone')
  const times = fc.integer({ min: 0, max: 24 * 12 - 1 }).map((fives) => clockOf(fives * 5))
  const days = fc.option(fc.subarray([...weekdays], { minLength: 1 }), { nil: undefined })
  const windows = fc.array(
    fc
      .tuple(times, times, days)
      .filter(([start, end]) => start !== end)
      .map(([start, end, of]): QuietWindow => ({ start, end, ...(of === undefined ? {} : { days: of }) })),
    { minLength: 1, maxLength: 3 },
  )
  const changing = zones.flatMap((timezone) => changesOf(timezone).map((change) => ({ timezone, change })))

  test('there are such nights, most of them twice a year', () => {
    expect(zones.length).toBeGreaterThan(400)
    expect(changing.length).toBeGreaterThan(200)
  })

  const tables = new Map<number, readonly Shown[]>()
  const tableOf = (night: number): readonly Shown[] => {
    const { timezone, change } = changing[night] ?? { timezone: 'UTC', change: 0 }
    const table = tables.get(night) ?? shownBy(timezone, change - 3 * hour, 16 * 60)
    tables.set(night, table)
    return table
  }

  test('no minute that clocks show inside a window is taken for another, and the end is the first minute outside', () => {
    const [fixed] = [hours({ start: '23:30', end: '02:30' }, { start: '01:00', end: '01:45' })]
    for (const [night, { timezone }] of changing.entries()) expectTrue(fixed, timezone, tableOf(night))
    fc.assert(
      fc.property(fc.nat({ max: changing.length - 1 }), windows, (night, drawn) => {
        expectTrue(hours(...drawn), changing[night]?.timezone ?? '', tableOf(night))
      }),
    )
  }, 60_000)
})

/** What clocks show: the weekday by its number, Monday is 0, and the time of day. */
type Shown = { at: number; weekday: number; clock: string }

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** What clocks show minute by minute, as Intl formats it. */
const shownBy = (timeZone: string, from: number, minutes: number): Shown[] => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return Array.from({ length: minutes }, (_, i) => {
    const at = from + i * minute
    const [weekday = '', clock = ''] = format.format(at).split(/,? /)
    return { at, weekday: names.indexOf(weekday), clock }
  })
}

const isSilent = (windows: readonly QuietWindow[], { weekday, clock }: Shown): boolean =>
  windows.some(({ start, end, days = weekdays }) => {
    const startsOn = (day: number) => days.some((one) => one === weekdays[(day + 7) % 7])
    if (start < end) return start <= clock && clock < end && startsOn(weekday)
    return (start <= clock && startsOn(weekday)) || (clock < end && startsOn(weekday - 1))
  })

/** Holds every minute of a night against what clocks show, as long as the night's table says how it ends. */
const expectTrue = (quiet: QuietHours, timezone: string, table: readonly Shown[]) => {
  let end: number | undefined
  for (const shown of table.toReversed()) {
    const answer = quietUntil(quiet, timezone, shown.at)
    if (isSilent(quiet.windows, shown)) {
      if (answer === undefined || (end !== undefined && answer !== end))
        expect([timezone, shown, answer]).toEqual([timezone, shown, end])
    } else {
      if (answer !== undefined) expect([timezone, shown, answer]).toEqual([timezone, shown, undefined])
      end = shown.at
    }
  }
}

const clockOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** The hours of a year in which a timezone's clocks are changed. */
const changesOf = (timeZone: string): number[] => {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const offset = (at: number) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value
  const starts = Array.from({ length: 365 }, (_, day) => Date.UTC(2026, 0, 1 + day))
  return starts.flatMap((start) =>
    offset(start) === offset(start + 24 * hour)
      ? []
      : Array.from({ length: 24 }, (_, i) => start + i * hour).filter((at) => offset(at) !== offset(at + hour)),
  )
}
