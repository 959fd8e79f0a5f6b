import { expect, test } from 'vitest'
import { isOpenAt, openingHoursFault } from '#shared/hours/opening-hours.ts'

test.each([
  'Mo-Sa 10:00-20:00',
  '24/7',
  'Mo-Fr 08:00-12:00,13:00-17:30; Sa off',
  'sunrise-sunset',
  'Mo-Fr 10:00-20:00; PH off',
  'Apr-Oct Mo-Su 09:00-18:00',
])('%s is opening hours', (text) => expect(openingHoursFault(text)).toBeUndefined())

test.each(['whenever', 'Mo-Fr 25:00-99', ' '])('%j is none, and the fault is told', (text) => {
  expect(openingHoursFault(text)?.length).toBeGreaterThan(10)
})

test.each([
  ['Europe/Berlin', '2026-11-23T09:30:00Z', true], // 10:30 there
  ['Europe/Berlin', '2026-11-23T08:30:00Z', false],
  ['Asia/Tokyo', '2026-11-23T09:30:00Z', true], // 18:30 there
  ['Asia/Tokyo', '2026-11-23T11:30:00Z', false],
  ['America/New_York', '2026-11-23T23:30:00Z', true], // still Monday, 18:30
  ['America/New_York', '2026-11-23T14:30:00Z', false],
  ['Europe/Berlin', '2026-07-20T08:30:00Z', true], // summer time: 10:30
  ['Europe/Berlin', '2026-11-22T12:00:00Z', false], // a Sunday
])('hours are by the clock on the wall: in %s at %s open is %s', (timezone, time, open) => {
  expect(isOpenAt('Mo-Sa 10:00-20:00', Date.parse(time), timezone)).toBe(open)
})

test('what is by appointment is not known', () => {
  expect(isOpenAt('Mo-Fr 10:00-18:00 "by appointment"', Date.parse('2026-11-23T10:00:00Z'), 'Europe/Berlin')).toBe(
    'unknown',
  )
})

test('past midnight it is still the day before', () => {
  const hours = 'Fr 22:00-04:00'
  expect(isOpenAt(hours, Date.parse('2026-11-21T02:00:00Z'), 'UTC')).toBe(true)
  expect(isOpenAt(hours, Date.parse('2026-11-22T02:00:00Z'), 'UTC')).toBe(false)
})

test.each([
  ['Europe/Berlin', '2026-12-25T12:00:00Z', false],
  ['America/New_York', '2026-10-03T15:00:00Z', true],
  ['America/New_York', '2026-12-25T15:00:00Z', false],
  ['Europe/Berlin', '2026-10-03T12:00:00Z', false], // the day of unity, there only
  ['Europe/London', '2026-12-25T12:00:00Z', 'unknown'], // they differ within the country
  ['UTC', '2026-12-25T12:00:00Z', 'unknown'], // of no country
] as const)('public holidays are those of the country: in %s at %s open is %s', (timezone, time, open) => {
  expect(isOpenAt('Mo-Su 09:00-20:00; PH off', Date.parse(time), timezone)).toBe(open)
})

test('what can’t be read is neither open nor closed', () => {
  expect(isOpenAt('whenever', Date.parse('2026-12-25T12:00:00Z'), 'UTC')).toBe('unknown')
})
