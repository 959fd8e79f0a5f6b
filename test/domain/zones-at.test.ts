import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Zone } from '#shared/domain/venue.ts'
import { zonesIn } from '#shared/domain/zones-at.ts'
import { aVenue } from '#test/support/venues.ts'

const square = (id: string, x: number, y: number, side: number, own: Partial<Zone> = {}): Zone => ({
  id,
  name: id,
  floorId: 'ground',
  area: {
    polygon: [
      { x, y },
      { x: x + side, y },
      { x: x + side, y: y + side },
      { x, y: y + side },
    ],
  },
  ...own,
})
const circle = (id: string, x: number, y: number, radiusMetres: number, own: Partial<Zone> = {}): Zone => ({
  id,
  name: id,
  floorId: 'ground',
  area: { centre: { x, y }, radiusMetres },
  ...own,
})

const asked = (zones: readonly Zone[], x: number, y: number, floorId = 'ground') => {
  const { zones: found, nearest } = zonesIn(aVenue({ zones, beacons: [], gateways: [] }))(floorId, { x, y })
  return {
    zones: found.map(({ zone, parents }) => [zone.id, ...parents]),
    nearest: nearest && [nearest.zone.id, nearest.distanceMetres],
  }
}

test('the most specific zone comes first, each with the zones that it lies in', () => {
  const zones = [square('mall', 0, 0, 100), square('shop', 10, 10, 20), circle('table', 15, 15, 3)]
  expect(asked(zones, 15, 15)).toEqual({
    zones: [['table', 'mall', 'shop'], ['shop', 'mall'], ['mall']],
    nearest: undefined,
  })
  expect(asked(zones, 60, 60).zones).toEqual([['mall']])
})

test('of zones that overlap the smaller one comes first, and of equal ones the order is always the same', () => {
  const zones = [
    square('large', 0, 0, 20),
    square('small', 10, 10, 15),
    square('b', 11, 11, 15),
    square('a', 12, 12, 15),
  ]
  expect(asked(zones, 15, 15).zones.map(([id]) => id)).toEqual(['a', 'b', 'small', 'large'])
})

test('a set of beacons holds what its children hold', () => {
  const hall: Zone = { id: 'hall', name: 'hall', floorId: 'ground', area: { beaconIds: [], gatewayIds: [] } }
  expect(asked([hall, square('shop', 0, 0, 10, { parentId: 'hall' })], 5, 5).zones).toEqual([
    ['shop', 'hall'],
    ['hall'],
  ])
})

test('a hole is outside, and the way out of it is to its edge', () => {
  const court = [
    { x: 4, y: 4 },
    { x: 6, y: 4 },
    { x: 6, y: 6 },
    { x: 4, y: 6 },
  ]
  const { area, ...ring } = square('ring', 0, 0, 10)
  const zones: Zone[] = [{ ...ring, area: { ...area, holes: [court] } as Zone['area'] }]
  expect(asked(zones, 5, 4.5)).toEqual({ zones: [], nearest: ['ring', 0.5] })
})

test('where no zone for visitors holds the point, the nearest one of the floor is told', () => {
  const zones = [
    square('void', 0, 0, 10, { isPublic: false }),
    square('shop', 13, 0, 10),
    circle('fountain', 5, 30, 5),
    square('upstairs', 0, 0, 10, { floorId: 'first' }),
  ]
  expect(asked(zones, 9, 5)).toEqual({ zones: [['void']], nearest: ['shop', 4] })
  expect(asked(zones, 5, 22)).toEqual({ zones: [], nearest: ['fountain', 3] })
  expect(asked(zones, 16, -4)).toEqual({ zones: [], nearest: ['shop', 4] })
  expect(asked([], 5, 5)).toEqual({ zones: [], nearest: undefined })
})

test('a point is in a zone or some way off, never both and never neither', () => {
  const zones = [square('shop', 0, 0, 10), circle('fountain', 20, 20, 4)]
  const metres = fc.integer({ min: -5000, max: 5000 }).map((centimetres) => centimetres / 100)
  fc.assert(
    fc.property(metres, metres, (x, y) => {
      const { zones: found, nearest } = asked(zones, x, y)
      expect(found.length === 0).toBe(nearest !== undefined && Number(nearest[1]) > 0)
    }),
  )
})
