import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Belief, decodeBelief, encodeBelief, mostBytes } from '#shared/domain/locating/belief.ts'
import { learnRadioMap } from '#shared/domain/locating/calibrate.ts'
import { zonesOfCells } from '#shared/domain/locating/cell-zones.ts'
import { followScan } from '#shared/domain/locating/follow-scan.ts'
import { type Locator, locatorOf } from '#shared/domain/locating/locator.ts'
import { plannedMap } from '#shared/domain/locating/planned-map.ts'
import { type CellZones, readFix } from '#shared/domain/locating/read-fix.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { aCalibration, aHall, hearingsAt, randomsOf } from '#test/support/radio.ts'

const hall = aHall()
const index = indexVenue(hall)
let locator: Locator
let zones: CellZones

beforeAll(() => {
  const map = learnRadioMap('map-1', hall, aCalibration(hall), (grid) => zonesOfCells(index, grid))
  locator = locatorOf(map)
  zones = zonesOfCells(index, map.grid)
})

/** Stands in one place for some seconds, each of them a report, and the belief is bytes in between. */
const stand = (by: Locator, floorId: string, at: { x: number; y: number }, seconds: number, offsetDb = 0, seed = 5) => {
  const random = randomsOf(seed)
  let state: Uint8Array | undefined
  for (let second = 0; second < seconds; second++) {
    const heard = hearingsAt(hall, floorId, at, 1000 * second, random).map((one) => ({
      ...one,
      rssi: one.rssi + offsetDb,
    }))
    const belief = by.follow(state && decodeBelief(state), heard)
    state = belief && encodeBelief(belief)
  }
  if (!state) throw new Error('nothing was heard')
  return decodeBelief(state)
}

describe('a locator', () => {
  test.each([
    ['f0', { x: 10, y: 3 }, 'f0-south-0'],
    ['f0', { x: 30, y: 21 }, 'f0-north-1'],
    ['f1', { x: 50, y: 3 }, 'f1-south-2'],
    ['f1', { x: 10, y: 21 }, 'f1-north-0'],
  ])('finds who stands on %s at %o in the room %s', (floorId, at, zoneId) => {
    const fix = readFix(stand(locator, floorId, at, 20), locator.map, zones)
    expect([fix.floorId, fix.zones[0]?.zoneId]).toEqual([floorId, zoneId])
    expect(Math.hypot(fix.at.x - at.x, fix.at.y - at.y)).toBeLessThan(5)
    expect(fix.confidence).toBeGreaterThan(0.5)
  })

  test('a phone that hears 8 dB less is found in the same room', () => {
    const fix = readFix(stand(locator, 'f0', { x: 30, y: 3 }, 40, -8), locator.map, zones)
    expect(fix.zones[0]?.zoneId).toBe('f0-south-1')
  })

  test('a belief follows who takes the lift', () => {
    const random = randomsOf(3)
    let belief: Belief | undefined = stand(locator, 'f0', { x: 10, y: 12 }, 10)
    for (let second = 10; second < 40; second++)
      belief = locator.follow(belief, hearingsAt(hall, 'f1', { x: 50, y: 12 }, 1000 * second, random))
    expect(belief && readFix(belief, locator.map, zones).floorId).toBe('f1')
  })

  test('what the map does not know changes nothing', () => {
    const belief = stand(locator, 'f0', { x: 10, y: 12 }, 5)
    expect(locator.follow(belief, [{ key: 'ibeacon:nobody:1:1', rssi: -60, at: 6000 }])).toBe(belief)
    expect(locator.follow(undefined, [{ key: 'ibeacon:nobody:1:1', rssi: -60, at: 6000 }])).toBeUndefined()
  })

  test('a mass is never negative, and all of it is 1', () => {
    const { masses } = stand(locator, 'f1', { x: 33, y: 12 }, 12)
    expect(masses.every((mass) => mass > 0)).toBe(true)
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 6)
  })

  test('a plan alone, without a walk, tells the room of a beacon', () => {
    const map = plannedMap(hall)
    if (!map) throw new Error('there is no plan')
    const fix = readFix(stand(locatorOf(map), 'f0', { x: 50, y: 20 }, 20), map, zonesOfCells(index, map.grid))
    expect([fix.floorId, fix.zones[0]?.zoneId]).toEqual(['f0', 'f0-north-2'])
  })

  test('a venue without outlines, or with two beacons, has no plan to locate by', () => {
    const floors = hall.floors.map(({ outline: _, ...floor }) => floor)
    expect(plannedMap({ ...hall, floors })).toBeUndefined()
    expect(plannedMap({ ...hall, beacons: hall.beacons.slice(0, 2) })).toBeUndefined()
  })

  test('a belief about the cells of another map begins anew', () => {
    const locating = { locator, zones }
    const heard = hearingsAt(hall, 'f0', { x: 10, y: 3 }, 1000, randomsOf(1))
    const fresh = followScan(locating, undefined, heard)
    expect(followScan(locating, { map: 'older', bytes: 'AAAA' }, heard)).toEqual(fresh)
    expect(fresh?.belief.map).toBe('map-1')
  })
})

test('a belief comes back from its bytes, less than 4 % off in any cell', () => {
  const beliefs = fc
    .uniqueArray(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 600 })
    .chain((cells) =>
      fc.tuple(
        fc.constant(cells),
        fc.array(fc.double({ min: 1e-4, max: 1, noNaN: true }), { minLength: cells.length, maxLength: cells.length }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: -2000, max: 2000 }),
        fc.integer({ min: 0, max: 400 }),
      ),
    )
  fc.assert(
    fc.property(beliefs, ([cells, weights, second, offsetSumDb, offsets]) => {
      const sum = weights.reduce((a, b) => a + b, 0)
      const masses = Float64Array.from(weights, (weight) => weight / sum)
      const back = decodeBelief(encodeBelief({ second, cells: Uint32Array.from(cells), masses, offsetSumDb, offsets }))
      const massOf = new Map([...back.cells].map((cell, i) => [cell, back.masses[i] ?? 0]))
      expect([back.second, back.offsetSumDb, back.offsets]).toEqual([second, offsetSumDb, offsets])
      expect([...back.cells]).toEqual(cells.toSorted((a, b) => a - b))
      for (const [i, cell] of cells.entries()) expect((massOf.get(cell) ?? 0) / (masses[i] ?? 1)).toBeCloseTo(1, 0.9)
    }),
  )
})

test('a belief in half of the world takes 4 kB at most, and keeps what is likeliest', () => {
  const cells = Uint32Array.from({ length: 20_000 }, (_, i) => 3 * i)
  const masses = Float64Array.from(cells, (cell) => Math.exp(-Math.abs(cell - 30_000) / 9000))
  const bytes = encodeBelief({ second: 1, cells, masses, offsetSumDb: 0, offsets: 0 })
  expect(bytes.length).toBeLessThanOrEqual(mostBytes)
  const kept = decodeBelief(bytes).cells
  expect(kept.length).toBeGreaterThan(1000)
  expect(kept.every((cell) => Math.abs(cell - 30_000) < 4000)).toBe(true)
})
