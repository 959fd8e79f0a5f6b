import { describe, expect, test } from 'vitest'
import type { Venue, Zone } from '#shared/domain/venue.ts'
import { missing, venueFaults } from '#shared/domain/venue-faults.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'

const zone = (id: string, own: Partial<Zone> = {}): Zone => ({
  id,
  name: id,
  floorId: 'ground',
  area: { beaconIds: [], gatewayIds: [] },
  ...own,
})
const faults = (own: Partial<Venue>) => venueFaults(aVenue(own))
const inCircle = (i: number, id: string) => ({
  path: `zones[${i}].parentId`,
  reason: `zone "${id}" lies inside itself; take a parentId of the circle away`,
})

test('a venue in which everything fits together has no faults', () => {
  expect(faults({})).toEqual([])
})

describe('what points to nothing is named, with what it could point to', () => {
  test('a floor', () => {
    const floor = (path: string) => ({
      path,
      reason: 'there is no floor "cellar"; known are ground, first',
      example: 'ground',
    })
    expect(
      faults({
        zones: [zone('a'), zone('b', { floorId: 'cellar' })],
        beacons: [{ id: 'lamp', floorId: 'cellar', identity: beaconOf('shoes') }],
        gateways: [{ id: 'desk', floorId: 'cellar' }],
      }),
    ).toEqual([floor('zones[1].floorId'), floor('beacons[0].floorId'), floor('gateways[0].floorId')])
  })

  test('a parent', () => {
    expect(faults({ zones: [zone('a'), zone('b', { parentId: 'c' })] })).toEqual([
      { path: 'zones[1].parentId', reason: 'there is no zone "c"; known are a, b', example: 'a' },
    ])
  })

  test('a beacon and a gateway of a zone, each by its place in the list', () => {
    const area = { beaconIds: ['boots', 'bots'], gatewayIds: ['boots-gateway', 'shoes-gateway', 'boots'] }
    const { beacons, gateways } = aVenue()
    expect(
      faults({ zones: [zone('a', { area })], beacons: beacons.slice(0, 3), gateways: gateways.slice(0, 3) }),
    ).toEqual([
      {
        path: 'zones[0].area.beaconIds[1]',
        reason: 'there is no beacon "bots"; did you mean "boots"?',
        example: 'boots',
      },
      {
        path: 'zones[0].area.gatewayIds[2]',
        reason: 'there is no gateway "boots"; known are fashion-gateway, shoes-gateway, boots-gateway',
        example: 'fashion-gateway',
      },
    ])
  })

  test('where there is nothing at all, that is said and no example given', () => {
    expect(missing('zones[0].floorId', 'floor', 'ground', [])).toStrictEqual({
      path: 'zones[0].floorId',
      reason: 'there is no floor "ground", and none at all',
    })
  })

  test('of many that are known ten are named', () => {
    const known = Array.from({ length: 11 }, (_, i) => `z${i}`)
    expect(missing('p', 'zone', 'x', known).reason).toBe(
      'there is no zone "x"; known are z0, z1, z2, z3, z4, z5, z6, z7, z8, z9',
    )
  })
})

test('a zone that is drawn needs neither beacons nor gateways', () => {
  const polygon = [0, 1, 2].map((x) => ({ x, y: x * x }))
  expect(faults({ zones: [zone('a', { area: { polygon } })], beacons: [], gateways: [] })).toEqual([])
})

describe('what lies inside itself is named', () => {
  test('a zone that is its own parent', () => {
    expect(faults({ zones: [zone('a', { parentId: 'a' })] })).toEqual([inCircle(0, 'a')])
  })

  test('every zone of a circle, and none that only leads into it', () => {
    const zones = [zone('a', { parentId: 'b' }), zone('b', { parentId: 'a' }), zone('c', { parentId: 'a' })]
    expect(faults({ zones })).toEqual([inCircle(0, 'a'), inCircle(1, 'b')])
  })
})

describe('what is there twice is named, with the first that has it', () => {
  const twice = (list: string, id: string, field = 'id') => ({
    path: `${list}[2].${field}`,
    reason: `"${id}" is taken by ${list}[1]; give each its own`,
  })

  test('an id of a floor, a zone, a beacon or a gateway', () => {
    const [ground, first] = aVenue().floors
    const floors = [ground, first, first].flatMap((floor) => floor ?? [])
    expect(faults({ floors })).toEqual([twice('floors', 'first')])
    expect(faults({ zones: [zone('a'), zone('b'), zone('b')] })).toEqual([twice('zones', 'b')])
    const beacons = (['shoes', 'boots', 'cafe'] as const).map((spot, i) => ({
      id: i === 0 ? 'lamp' : 'desk',
      floorId: 'ground',
      identity: beaconOf(spot),
    }))
    expect(faults({ zones: [], beacons })).toEqual([twice('beacons', 'desk')])
    const gateways = ['lamp', 'desk', 'desk'].map((id) => ({ id, floorId: 'ground' }))
    expect(faults({ zones: [], gateways })).toEqual([twice('gateways', 'desk')])
  })

  test('an identity of a beacon, however it is written', () => {
    const shoes = beaconOf('shoes')
    const beacons = [beaconOf('boots'), shoes, { ...shoes, uuid: shoes.uuid.toUpperCase() }].map((identity, i) => ({
      id: `beacon-${i}`,
      floorId: 'ground',
      identity,
    }))
    const key = 'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:2'
    expect(faults({ zones: [], beacons })).toEqual([twice('beacons', key, 'identity')])
  })
})

describe('points of interest and signs are looked at like all else', () => {
  const till = { id: 'till', name: 'Till', floorId: 'ground', position: { x: 0, y: 0 }, zoneId: 'shoes' }
  const welcome = { id: 'welcome', name: 'Welcome', floorId: 'ground', zoneIds: ['shoes', 'boots'] }

  test('what fits is no fault', () => {
    expect(venueFaults(aVenue({ pois: [till], signs: [welcome] }))).toEqual([])
  })

  test('a floor or zone that is not there, and an id that is taken, are named', () => {
    const pois = [till, { ...till, floorId: 'cellar', zoneId: 'shoos' }]
    const signs = [{ ...welcome, floorId: 'cellar', zoneIds: ['shoes', 'boats'] }]
    expect(venueFaults(aVenue({ pois, signs })).map(({ path }) => path)).toEqual([
      'pois[1].id',
      'pois[1].floorId',
      'signs[0].floorId',
      'pois[1].zoneId',
      'signs[0].zoneIds[1]',
    ])
  })
})
