import { describe, expect, test } from 'vitest'
import type { Position } from '#shared/domain/position.ts'
import { placed } from '#shared/domain/position-fix.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { at } from '#test/support/builders.ts'
import { aDrawnVenue, aPositionEvent } from '#test/support/drawn.ts'

const place = (own: Partial<Position>, venue: Venue = aDrawnVenue()) =>
  placed(aPositionEvent(0, own).position, indexVenue(venue))

const { floor: _, ...nowhere } = aPositionEvent(0).position
const unfloored = (own: Partial<Position>, venue: Venue = aDrawnVenue()) =>
  placed({ ...nowhere, ...own }, indexVenue(venue))

const zonesOf = (one: ReturnType<typeof placed>) =>
  'fix' in one ? Object.fromEntries(one.fix.zones.map(({ zoneId, probability }) => [zoneId, probability])) : one

describe('a position in metres', () => {
  test('is a fix on its floor, in the zone that holds it', () => {
    expect(place({})).toEqual({
      fix: {
        floorId: 'ground',
        at: { x: 10, y: 20 },
        accuracyMetres: 1,
        zones: [{ zoneId: 'shoes', probability: 1 }],
        confidence: 1,
        occurredAt: at(0),
      },
    })
  })

  test('on a boundary is in either zone, and near the edge in none', () => {
    expect(zonesOf(place({ at: { x: 20, y: 20 }, accuracyMetres: 4 }))).toEqual({
      shoes: expect.closeTo(0.5, 1),
      watches: expect.closeTo(0.5, 1),
    })
    const { fix } = place({ at: { x: 0, y: 20 }, accuracyMetres: 4 }) as { fix: { confidence: number } }
    expect(fix.confidence).toBeCloseTo(0.5, 1)
  })

  test('holds the device within its accuracy two times out of three', () => {
    const round = aDrawnVenue({
      zones: [{ ...aDrawnVenue().zones[0], area: { centre: { x: 10, y: 10 }, radiusMetres: 5 } } as never],
    })
    expect(zonesOf(place({ at: { x: 10, y: 10 }, accuracyMetres: 5 }, round))).toEqual({
      hall: expect.closeTo(2 / 3, 1),
    })
  })

  test('outside every zone is a fix in none', () => {
    expect(place({ at: { x: 50, y: 50 } })).toMatchObject({ fix: { zones: [], confidence: 1 } })
  })
})

describe('the floor of a position', () => {
  const floorOf = (one: ReturnType<typeof placed>) => ('fix' in one ? one.fix.floorId : one)

  test('is told by id, alias or level', () => {
    expect(['ground', 'map-1', '0', 'first', '1'].map((floor) => floorOf(place({ floor })))).toEqual([
      'ground',
      'ground',
      'ground',
      'first',
      'first',
    ])
    expect(place({ floor: 'cellar' })).toEqual({ unplaced: 'unknown_floor' })
  })

  test('need not be told where there is only one', () => {
    const [ground] = aDrawnVenue().floors
    expect(floorOf(unfloored({}, aDrawnVenue({ floors: ground ? [ground] : [] })))).toBe('ground')
    expect(unfloored({})).toEqual({ unplaced: 'unknown_floor' })
  })

  test('is the one nearest to the ground for degrees', () => {
    const [ground, first] = aDrawnVenue().floors
    if (!ground || !first) throw new Error('no floors')
    const levels = (...of: number[]) => of.map((level) => ({ ...ground, id: `level ${level}`, aliases: [], level }))
    const at = { lon: 16, lat: 48 }
    const told = (...of: number[]) => floorOf(unfloored({ at }, aDrawnVenue({ floors: [...levels(...of), first] })))
    expect([told(3, -1, 2), told(-1, 1), told(5)]).toEqual(['level -1', 'level 1', 'level 5'])
    expect(unfloored({ at }, aDrawnVenue({ floors: [first] }))).toEqual({ unplaced: 'no_georeference' })
  })
})

test('degrees become metres by the georeference of their floor', () => {
  const gps = { lon: 16 + 10 / 74_600, lat: 48 + 20 / 111_200 }
  const { fix } = place({ at: gps }) as { fix: { at: { x: number; y: number } } }
  expect([fix.at.x, fix.at.y]).toEqual([expect.closeTo(10, 5), expect.closeTo(20, 5)])
  expect(place({ at: gps, floor: 'first' })).toEqual({ unplaced: 'no_georeference' })
})

test('a zone is told by its id or one of its names', () => {
  const told = (zone: string) => place({ at: { zone, inside: true } })
  expect([told('shoes'), told('mist-shoes'), told('mist-hats')]).toEqual([
    { zoneId: 'shoes', inside: true },
    { zoneId: 'shoes', inside: true },
    { unplaced: 'unknown_zone' },
  ])
})
