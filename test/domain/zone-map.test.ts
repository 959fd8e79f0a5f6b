import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contains, isShape, surrounds } from '#shared/domain/area.ts'
import type { Point, Polygon, Zone } from '#shared/domain/venue.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { box as boxOf, zone } from '#test/support/drawn.ts'
import { aVenue } from '#test/support/venues.ts'

const box = (x: number, y: number, width: number, height: number): Point[] => boxOf(x, y, width, height).polygon
const indexOf = (...zones: Zone[]) => indexVenue(aVenue({ zones, beacons: [], gateways: [] }))
const at = (zones: Zone[], x: number, y: number, floorId = 'ground') => {
  const { path, zones: holding } = indexOf(...zones).zonesAt(floorId, { x, y })
  return { path, holding: holding.map(({ zone }) => zone.id) }
}

const hall = zone('hall', { polygon: box(0, 0, 40, 40) })
const shop = zone('shop', { polygon: box(10, 10, 10, 10) })
const counter = zone('counter', { centre: { x: 15, y: 15 }, radiusMetres: 3 })

describe('which zones hold a point', () => {
  test('all that do are told, the most specific first, and the path to that one', () => {
    expect(at([hall, counter, shop], 15, 17)).toEqual({
      path: ['hall', 'shop', 'counter'],
      holding: ['counter', 'shop', 'hall'],
    })
    expect(at([hall, counter, shop], 15, 18.1)).toEqual({ path: ['hall', 'shop'], holding: ['shop', 'hall'] })
    expect(at([hall, counter, shop], 41, 15)).toEqual({ path: [], holding: [] })
  })

  test('on another floor, or one that nobody drew, there are none', () => {
    expect(at([hall], 5, 5, 'first')).toEqual({ path: [], holding: [] })
    expect(at([], 5, 5)).toEqual({ path: [], holding: [] })
  })

  test('what is cut out of a zone is not in it, and what stands there does not lie in it', () => {
    const court: Polygon = { polygon: box(0, 0, 40, 40), holes: [box(10, 10, 10, 10)] }
    expect(at([zone('hall', court)], 15, 15)).toEqual({ path: [], holding: [] })
    expect(at([zone('hall', court), shop], 15, 15)).toEqual({ path: ['shop'], holding: ['shop'] })
    const ring: Polygon = { polygon: box(8, 8, 14, 14), holes: [box(10, 10, 10, 10)] }
    expect(at([zone('hall', court), zone('ring', ring)], 9, 9).path).toEqual(['hall', 'ring'])
  })

  test('the deepest wins, of equals the smaller, then the first by name', () => {
    // the operator has put a large one into a small one that is drawn inside it
    const deep = zone('deep', { polygon: box(0, 0, 20, 20) }, { parentId: 'shop' })
    const small = zone('small', { polygon: box(12, 12, 2, 2) }, { parentId: 'hall' })
    expect(at([hall, shop, deep, small], 13, 13).path).toEqual(['hall', 'shop', 'deep'])
    const wide = zone('wide', { polygon: box(35, 0, 20, 20) })
    const next = zone('next', { polygon: box(38, 5, 10, 10) })
    expect(at([wide, next], 39, 6).holding).toEqual(['next', 'wide'])
    expect(at([zone('b', { polygon: box(0, 0, 5, 5) }), zone('a', { polygon: box(0, 0, 5, 5) })], 1, 1).path).toEqual([
      'a',
    ])
  })

  test('a zone that is not public holds nobody: who is there is in what is around it', () => {
    const store = { ...shop, isPublic: false }
    expect(at([hall, store], 15, 15)).toEqual({ path: ['hall'], holding: ['hall'] })
    expect(at([hall, store, { ...counter, parentId: 'shop' }], 15, 15)).toEqual({
      path: ['hall', 'counter'],
      holding: ['counter', 'hall'],
    })
    expect(indexOf(hall, store).zones.get('shop')?.path).toEqual(['hall'])
    expect(indexOf(hall, { ...hall, id: 'void', isPublic: false }).zonesAt('ground', { x: 1, y: 1 }).path).toEqual([
      'hall',
    ])
  })

  test('anchors of a zone that is not public count for what is around it', () => {
    const zones = aVenue().zones.map((zone) => (zone.id === 'boots' ? { ...zone, isPublic: false } : zone))
    expect(indexVenue(aVenue({ zones })).place({ gatewayId: 'boots-gateway' })?.path).toEqual(['fashion', 'shoes'])
  })
})

const point = fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) })
const shape: fc.Arbitrary<Zone['area']> = fc.oneof(
  fc.record({ centre: point, radiusMetres: fc.integer({ min: 3, max: 20 }) }),
  fc
    .tuple(point, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.boolean())
    .map(([{ x, y }, width, height, hollow]) => ({
      polygon: box(x, y, width, height),
      ...(hollow ? { holes: [box(x + width / 4, y + height / 4, width / 2, height / 2)] } : {}),
    })),
)

test('of any zones exactly those are found that a look at every one finds, and each lies in the smallest around it', () => {
  fc.assert(
    fc.property(
      fc.array(shape, { maxLength: 40 }),
      fc.array(point, { minLength: 1, maxLength: 20 }),
      (areas, points) => {
        const zones = areas.map((area, i) => zone(`zone-${i}`, area))
        const index = indexOf(...zones)
        for (const one of points) {
          const expected = zones.flatMap(({ id, area }) => (isShape(area) && contains(area, one) ? [id] : []))
          const { path, zones: holding } = index.zonesAt('ground', one)
          const ids = holding.map(({ zone }) => zone.id)
          expect(ids.toSorted()).toEqual(expected.toSorted())
          expect(path.at(-1)).toBe(ids[0])
        }
        for (const { path, zone } of index.zones.values()) {
          const parent = index.zones.get(path.at(-2) ?? '')?.zone
          if (parent && isShape(parent.area) && isShape(zone.area)) expect(surrounds(parent.area, zone.area)).toBe(true)
        }
      },
    ),
  )
})
