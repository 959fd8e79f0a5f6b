import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastDue } from '#shared/hours/due-times.ts'

const utc = (text: string) => Date.parse(`${text}Z`)
const minute = 60_000

/** Every time that a pattern was due in a span, looked at each minute. */
const duesBetween = (pattern: string, timezone: string, from: string, until: string) => {
  const dues: [string, string][] = []
  for (let at = utc(from); at < utc(until); at += minute) {
    const due = lastDue(pattern, timezone, at, at + minute)
    if (due !== undefined) dues.push([due, new Date(at + minute).toISOString().slice(0, 16)])
  }
  return dues
}

test('a pattern is due when the wall clock of the venue says so, up to and with the minute', () => {
  const nine = utc('2026-11-21T08:00')
  expect(lastDue('0 9 * * *', 'Europe/Berlin', nine - 1, nine)).toBe('2026-11-21T09:00')
  expect(lastDue('0 9 * * *', 'Europe/Berlin', nine, nine + minute)).toBeUndefined()
  expect(lastDue('0 9 * * *', 'Europe/Berlin', nine - minute, nine - 1)).toBeUndefined()
  expect(lastDue('0 9 * * 1-5', 'Europe/Berlin', nine - 1, nine)).toBeUndefined() // a Saturday
})

test('of several times the last one counts', () => {
  expect(lastDue('*/10 * * * *', 'Asia/Kathmandu', utc('2026-11-21T08:00'), utc('2026-11-21T11:05'))).toBe(
    '2026-11-21T16:50',
  )
})

test.each([
  ['30 2 * * *', [['2026-03-29T02:30', '2026-03-29T01:00']]],
  ['*/20 2 * * *', [['2026-03-29T02:40', '2026-03-29T01:00']]],
  ['0 3 * * *', [['2026-03-29T03:00', '2026-03-29T01:00']]],
  [
    '30 1-3 * * *',
    [
      ['2026-03-29T01:30', '2026-03-29T00:30'],
      ['2026-03-29T02:30', '2026-03-29T01:00'],
      ['2026-03-29T03:30', '2026-03-29T01:30'],
    ],
  ],
])('%s in the night that skips an hour is due once for all of it', (pattern, dues) => {
  expect(duesBetween(pattern, 'Europe/Berlin', '2026-03-28T23:30', '2026-03-29T03:00')).toEqual(dues)
})

test.each([
  ['30 2 * * *', [['2026-10-25T02:30', '2026-10-25T00:30']]],
  ['0 3 * * *', [['2026-10-25T03:00', '2026-10-25T02:00']]],
  [
    '0 * * * *',
    [
      ['2026-10-25T01:00', '2026-10-24T23:00'],
      ['2026-10-25T02:00', '2026-10-25T00:00'],
      ['2026-10-25T03:00', '2026-10-25T02:00'],
    ],
  ],
])('%s in the night that has an hour twice is due once', (pattern, dues) => {
  expect(duesBetween(pattern, 'Europe/Berlin', '2026-10-24T22:30', '2026-10-25T02:30')).toEqual(dues)
})

test('half an hour is skipped on Lord Howe Island, and a whole day on Samoa', () => {
  expect(duesBetween('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T14:00', '2026-10-03T18:00')).toEqual([
    ['2026-10-04T02:15', '2026-10-03T15:30'],
  ])
  expect(duesBetween('0 9 30 12 *', 'Pacific/Apia', '2011-12-30T00:00', '2011-12-31T12:00')).toEqual([
    ['2011-12-30T09:00', '2011-12-30T10:00'],
  ])
})

const nights = ['2026-03-29', '2026-10-25', '2026-11-01', '2026-03-08', '2026-04-05', '2026-10-04', '2026-06-01']
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'UTC']

test('however a night is looked at, no time comes twice, and a daily one comes once a day', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...nights),
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 60, maxLength: 60 }),
      (night, zone, hour, minuteOfHour, steps) => {
        const dues: string[] = []
        let at = utc(`${night}T00:00`) - 36 * 60 * minute
        const end = at + 72 * 60 * minute
        for (let i = 0; at < end; i++) {
          const next = Math.min(end, at + (steps[i % steps.length] ?? 1) * minute)
          dues.push(...[lastDue(`${minuteOfHour} ${hour} * * *`, zone, at, next)].flatMap((due) => due ?? []))
          at = next
        }
        expect(new Set(dues).size).toBe(dues.length)
        expect(dues.length).toBeGreaterThanOrEqual(2)
        expect(dues.length).toBeLessThanOrEqual(4)
        expect(dues.toSorted()).toEqual(dues)
      },
    ),
    { numRuns: 40 },
  )
})
