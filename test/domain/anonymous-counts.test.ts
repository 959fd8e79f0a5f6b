import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  countQuarters,
  dayOf,
  endOfDay,
  type QuarterSketch,
  quarterMs,
  quarterOf,
} from '#shared/domain/anonymous-counts.ts'
import { sketchOf } from '#shared/domain/sketch.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { at } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'

const store = indexVenue(aVenue())
const hour = 3600_000

/** Devices number `first` to `last` were heard. */
const heard = (zoneId: string | undefined, first: number, last: number, quarter = at(0)): QuarterSketch => ({
  quarter,
  zoneId,
  sketch: sketchOf(
    Array.from({ length: last - first + 1 }, (_, i) =>
      createHash('sha256')
        .update(`device ${first + i}`)
        .digest(),
    ),
  ),
})

const few = { count: null, reason: 'under_10' }

test('each quarter of an hour is counted by itself, a zone with the zones inside it, the venue with what is in no zone', () => {
  const sketches = [
    heard('boots', 1, 30),
    heard('shoes', 21, 50),
    heard(undefined, 41, 80),
    heard('cafe', 1, 40, at(900)),
  ]
  expect(countQuarters(store, sketches, at(60), at(1500))).toEqual([
    {
      from: at(0),
      until: at(900),
      venue: { count: 80 },
      zones: { fashion: { count: 50 }, shoes: { count: 50 }, boots: { count: 30 }, watches: few, cafe: few },
    },
    {
      from: at(900),
      until: at(1800),
      venue: { count: 40 },
      zones: { fashion: few, shoes: few, boots: few, watches: few, cafe: { count: 40 } },
    },
  ])
})

test('groups under ten are not shown, nobody is one of them, and ten are', () => {
  const counted = (sketches: QuarterSketch[]) =>
    countQuarters(store, sketches, at(0), at(1)).map(({ zones }) => zones.cafe)
  expect(counted([])).toEqual([few])
  expect(counted([heard('cafe', 1, 9)])).toEqual([few])
  expect(counted([heard('cafe', 1, 11)])).toEqual([{ count: 10 }])
})

test('whatever is left when what is shown of a part is taken from the whole may be a group of ten or of none', () => {
  for (let inBoots = 20; inBoots <= 60; inBoots++) {
    for (const others of [0, 1, 4, 9, 10, 14]) {
      const sketches = [heard('boots', 1, inBoots), heard('shoes', 1001, 1000 + others)]
      const [quarter] = countQuarters(store, sketches, at(0), at(1))
      const difference = (quarter?.zones.shoes?.count ?? 0) - (quarter?.zones.boots?.count ?? 0)
      expect([0, 10, 20]).toContain(difference)
    }
  }
})

test('a venue’s day is that of its time zone', () => {
  const late = Date.UTC(2026, 10, 21, 23, 30)
  expect([dayOf(late, 'Europe/Vienna'), dayOf(late, 'America/New_York'), dayOf(late, 'Asia/Kathmandu')]).toEqual([
    '2026-11-22',
    '2026-11-21',
    '2026-11-22',
  ])
})

test.each([
  ['of 24 hours', 'Europe/Vienna', Date.UTC(2026, 10, 21, 12), Date.UTC(2026, 10, 21, 23)],
  ['of 25 hours', 'Europe/Vienna', Date.UTC(2026, 9, 25, 0), Date.UTC(2026, 9, 25, 23)],
  ['of 23 hours', 'Europe/Vienna', Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 2, 29, 22)],
  ['at a quarter to', 'Asia/Kathmandu', Date.UTC(2026, 10, 21, 0), Date.UTC(2026, 10, 21, 18, 15)],
])('a day %s ends at its own midnight', (_, timezone, time, end) => {
  expect(endOfDay(time, timezone)).toBe(end)
  expect(endOfDay(end - 1, timezone)).toBe(end)
  expect(endOfDay(end, timezone)).toBeGreaterThan(end + 22 * hour)
})

test('a quarter of an hour begins when it begins', () => {
  expect([quarterOf(at(0)), quarterOf(at(899)), quarterOf(at(900))]).toEqual([at(0), at(0), at(0) + quarterMs])
})
