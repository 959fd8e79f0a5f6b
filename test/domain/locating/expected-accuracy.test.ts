import { expect, test } from 'vitest'
import { expectedAccuracy } from '#shared/domain/locating/expected-accuracy.ts'
import { aHall, aWalk, lattice, walksThrough } from './hall.ts'

test('a corner without beacons is where one more would help most', () => {
  const venue = aHall(lattice(({ x, y }) => x > 24 && y > 16))
  const report = expectedAccuracy(venue, walksThrough(venue, 6))
  const { at, floorId, zoneId, text } = report?.nextBeacon ?? { at: { x: 0, y: 0 } }
  expect({ floorId, zoneId }).toEqual({ floorId: 'ground', zoneId: 'north-east' })
  expect(at.x).toBeGreaterThan(26)
  expect(at.y).toBeGreaterThan(18)
  expect(text).toMatch(
    /^One more beacon would help most on floor ground at x \d+, y \d+ \(metres\), near zone north-east: /,
  )
})

test('another corner, another answer', () => {
  const venue = aHall(lattice(({ x, y }) => x < 16 && y < 16))
  const { nextBeacon } = expectedAccuracy(venue, walksThrough(venue, 6)) ?? {}
  expect(nextBeacon?.zoneId).toBe('south-west')
})

test('every zone that was walked is reported, all together as the whole, and a dense lattice tells quarters apart', () => {
  const venue = aHall(lattice())
  const report = expectedAccuracy(venue, walksThrough(venue, 5))
  expect(report?.folds).toBe(5)
  expect(report?.zones.map(({ zoneId }) => zoneId)).toEqual(['south-west', 'south-east', 'north-west', 'north-east'])
  expect(report?.zones.reduce((sum, { windows }) => sum + windows, 0)).toBe(report?.windows)
  expect(report?.unwalked).toEqual([])
  expect(report?.floorAccuracy).toBe(1)
  expect(report?.rightZone).toBeGreaterThan(0.85)
  expect(report?.medianMetres).toBeLessThan(3)
})

test('zones that nobody walked in are named, and no accuracy is made up for them', () => {
  const venue = aHall(lattice())
  const south = Array.from({ length: 3 }, (_, i) =>
    aWalk(
      venue,
      `south-${i}`,
      [2, 38, 2].map((x, leg) => ({ x, y: 3 + 4 * leg })),
      i + 1,
    ),
  )
  const report = expectedAccuracy(venue, south)
  expect(report?.unwalked).toEqual(['north-west', 'north-east'])
  expect(report?.zones.map(({ zoneId }) => zoneId)).toEqual(['south-west', 'south-east'])
})

test('the order of the walks changes nothing, and one walk can not be judged by another', () => {
  const venue = aHall(lattice())
  const walks = walksThrough(venue, 4)
  expect(expectedAccuracy(venue, walks.toReversed())).toEqual(expectedAccuracy(venue, walks))
  expect(expectedAccuracy(venue, walks.slice(0, 1))).toBeUndefined()
})
