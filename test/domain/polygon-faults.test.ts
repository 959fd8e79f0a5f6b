import { describe, expect, test } from 'vitest'
import { placeWarnings } from '#shared/domain/place-warnings.ts'
import type { Point, Polygon } from '#shared/domain/polygon.ts'
import type { Venue, Zone } from '#shared/domain/venue.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { box, zone } from '#test/support/drawn.ts'
import { aVenue } from '#test/support/venues.ts'

const square = (x: number, y: number, side: number): Point[] => box(x, y, side, side).polygon
const outline: Polygon[] = [{ polygon: square(0, 0, 100) }]
const house = (zones: Zone[], own: Partial<Venue> = {}) =>
  aVenue({ floors: [{ id: 'ground', name: 'Ground', level: 0, outline }], zones, beacons: [], gateways: [], ...own })
const faults = (...zones: Zone[]) => venueFaults(house(zones))

describe('holes', () => {
  const withHole = (...holes: Point[][]) => faults(zone('a', { polygon: square(0, 0, 10), holes }))

  test('one inside is right, and so are two apart', () => {
    expect(withHole(square(2, 2, 3))).toEqual([])
    expect(withHole(square(1, 1, 3), square(6, 6, 3))).toEqual([])
  })

  test('one that crosses the outline is told where', () => {
    expect(withHole(square(8, 2, 4))).toEqual([
      { path: 'zones[0].area.holes[0]', reason: 'crosses the outline at (10, 2); keep the hole inside of it' },
    ])
  })

  test('one outside is told', () => {
    expect(withHole(square(20, 20, 2))).toEqual([
      {
        path: 'zones[0].area.holes[0]',
        reason: 'lies outside of its polygon; take it away, or make it a zone of its own',
      },
    ])
  })

  test('two that cross, and one inside another, are told', () => {
    expect(withHole(square(1, 1, 4), square(3, 2, 4))).toEqual([
      { path: 'zones[0].area.holes[1]', reason: 'crosses holes[0] at (5, 2); make one hole of both' },
    ])
    expect(withHole(square(1, 1, 6), square(2, 2, 2))).toEqual([
      { path: 'zones[0].area.holes[1]', reason: 'lies inside holes[0]; take it away' },
    ])
  })

  test('a fault of a ring is told at its corner, and the hole is not compared with it', () => {
    const bow = [square(0, 0, 4)[0], square(0, 0, 4)[2], square(0, 0, 4)[1], square(0, 0, 4)[3]].flatMap((p) => p ?? [])
    expect(faults(zone('a', { polygon: square(0, 0, 10), holes: [bow] })).map(({ path }) => path)).toEqual([
      'zones[0].area.holes[0][0]',
    ])
    expect(faults(zone('a', { polygon: bow, holes: [square(50, 50, 1)] })).map(({ path }) => path)).toEqual([
      'zones[0].area.polygon[0]',
    ])
  })
})

test('a zone that lies wholly off its floor is a fault, one that sticks out or surrounds it is none', () => {
  const off = {
    path: 'zones[0].area',
    reason: 'no part of it lies on floor "ground": is it on another floor, or drawn from another origin?',
  }
  expect(faults(zone('a', { polygon: square(200, 0, 10) }))).toEqual([off])
  expect(faults(zone('a', { centre: { x: 150, y: 50 }, radiusMetres: 20 }))).toEqual([off])
  expect(faults(zone('a', { polygon: square(95, 0, 10) }))).toEqual([])
  expect(faults(zone('a', { polygon: square(-10, -10, 200) }))).toEqual([])
  expect(faults(zone('a', { centre: { x: 110, y: 50 }, radiusMetres: 20 }))).toEqual([])
  const cross = [
    { x: -10, y: 40 },
    { x: 110, y: 40 },
    { x: 110, y: 60 },
    { x: -10, y: 60 },
  ]
  expect(faults(zone('a', { polygon: cross }))).toEqual([])
  // an upper floor without an outline takes everything
  expect(venueFaults(aVenue({ zones: [zone('a', { polygon: square(200, 0, 10) })] }))).toEqual([])
})

test('a floor whose outline crosses itself is a fault of the floor', () => {
  const [a, b, c, d] = square(0, 0, 10)
  const polygon = [a, c, b, d].flatMap((corner) => corner ?? [])
  const floors = [{ id: 'ground', name: 'Ground', level: 0, outline: [{ polygon }] }]
  expect(venueFaults(house([], { floors })).map(({ path }) => path)).toEqual(['floors[0].outline[0].polygon[0]'])
})

describe('what may yet be right is a warning', () => {
  test('a zone or a thing that lies more than a metre off its floor', () => {
    const venue = house([zone('a', { polygon: square(95, 0, 5.9) }), zone('b', { polygon: square(95, 0, 7.5) })], {
      gateways: [
        { id: 'near', floorId: 'ground', position: { x: -0.9, y: 5 } },
        { id: 'far', floorId: 'ground', position: { x: -30, y: 5 } },
        { id: 'somewhere', floorId: 'ground' },
      ],
      pois: [{ id: 'bench', name: 'Bench', floorId: 'ground', position: { x: 50, y: 104 } }],
    })
    expect(placeWarnings(venue)).toEqual([
      { path: 'zones[1].area', reason: 'lies 2.5 m off floor "ground"; check its place, or the floor\'s outline' },
      {
        path: 'gateways[1].position',
        reason: 'lies 30 m off floor "ground"; check its place, or the floor\'s outline',
      },
      { path: 'pois[0].position', reason: 'lies 4 m off floor "ground"; check its place, or the floor\'s outline' },
    ])
  })

  test('a child that sticks out of its parent, or lies on another floor', () => {
    const floors = [
      { id: 'ground', name: 'Ground', level: 0 },
      { id: 'first', name: 'First', level: 1 },
    ]
    const parent = zone('p', { polygon: square(0, 0, 20) })
    const child = (x: number, own: Partial<Zone> = {}) =>
      zone('c', { polygon: square(x, 5, 5) }, { parentId: 'p', ...own })
    const warnings = (one: Zone) => placeWarnings(house([parent, one], { floors }))
    expect(warnings(child(5))).toEqual([])
    expect(warnings(child(15.9))).toEqual([])
    expect(warnings(child(18))).toEqual([
      {
        path: 'zones[1].parentId',
        reason: 'sticks 3 m out of its parent "p"; a child lies inside: draw one of them anew',
      },
    ])
    expect(warnings(child(5, { floorId: 'first' }))).toEqual([
      { path: 'zones[1].parentId', reason: 'its parent "p" is on floor "ground"; a child lies on the same' },
    ])
  })

  test('a fixture or a footprint that crosses itself', () => {
    const [a, b, c, d] = square(0, 0, 10)
    const area = [{ polygon: [a, c, b, d].flatMap((corner) => corner ?? []) }]
    const map = {
      language: 'en',
      georeference: { lon: 0, lat: 0, metresPerLon: 111_000, metresPerLat: 111_000 },
      buildings: [],
      footprints: [{ id: 'f', buildingIds: [], outline: area }],
      openings: [],
      relationships: [],
      fixtures: [{ id: 'desk', floorId: 'ground', area }],
      anchors: [],
      attributes: {},
    }
    expect(placeWarnings(house([], { map })).map(({ path }) => path)).toEqual([
      'map.fixtures[0].area[0].polygon[0]',
      'map.footprints[0].outline[0].polygon[0]',
    ])
  })

  test('circles are measured to their edge', () => {
    const round = (x: number) => zone('c', { centre: { x, y: 50 }, radiusMetres: 5 })
    expect(placeWarnings(house([round(95.5)]))).toEqual([])
    expect(placeWarnings(house([round(98)]))).toHaveLength(1)
  })
})

test('2,000 zones of 500 corners are looked through', () => {
  const corners = Array.from({ length: 500 }, (_, i) => {
    const angle = (i * 2 * Math.PI) / 500
    return { x: 50 + 40 * Math.cos(angle), y: 50 + 40 * Math.sin(angle) }
  })
  const zones = Array.from({ length: 2000 }, (_, i) => zone(`z${i}`, { polygon: corners }))
  expect(faults(...zones)).toEqual([])
})
