import { describe, expect, test } from 'vitest'
import { fingerprint } from '#shared/domain/identifier.ts'
import type { BeaconIdentity } from '#shared/domain/sighting.ts'
import { defaultKnobs, type Point, type Venue, type Zone } from '#shared/domain/venue.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { box, zone } from '#test/support/drawn.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'

const pathOf = (venue: Venue, beacon: BeaconIdentity) => indexVenue(venue).place({ beacon })?.path

/** A venue drawn with polygons, and one beacon that hangs somewhere in it. */
const drawn = (zones: Zone[], position?: Point, floorId = 'ground'): Venue =>
  aVenue({
    zones,
    beacons: [{ id: 'lamp', identity: beaconOf('shoes'), floorId, ...(position ? { position } : {}) }],
    gateways: [],
  })
const pathAt = (zones: Zone[], position?: Point, floorId?: string) =>
  pathOf(drawn(zones, position, floorId), beaconOf('shoes'))

describe('zones as sets of beacons and gateways', () => {
  test('an anchor counts for its zone and all around it, outermost first', () => {
    const index = indexVenue(aVenue())
    const place = (key: string, ...path: string[]) => {
      const anchorId = `store|${key}`
      return { anchorId, fingerprint: fingerprint(anchorId), path }
    }
    const id = 'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1'
    expect(index.place({ beacon: beaconOf('boots') })).toEqual(place(`${id}:3`, 'fashion', 'shoes', 'boots'))
    expect(index.place({ gatewayId: 'shoes-gateway' })).toEqual(place('gateway:shoes-gateway', 'fashion', 'shoes'))
    expect(index.place({ beacon: beaconOf('door') })).toEqual(place(`${id}:6`))
    expect(index.place({ beacon: beaconOf('kiosk') })).toBeUndefined()
    expect(index.place({ gatewayId: 'nowhere' })).toBeUndefined()
    expect(index.leafOf.get(`store|${id}:3`)?.zone.id).toBe('boots')
    expect(index.leafOf.has(`store|${id}:6`)).toBe(false)
  })

  test('transmitters that say one identity share its place and keep fingerprints of their own', () => {
    const index = indexVenue(aVenue())
    const from = (mac: string) => index.place({ beacon: { ...beaconOf('boots'), mac } })
    const bare = index.place({ beacon: beaconOf('boots') })
    expect(from('c2:00:00:00:00:01')).toEqual({ ...bare, fingerprint: from('C20000000001')?.fingerprint })
    expect(new Set([bare, from('c20000000001'), from('c20000000002')].map((place) => place?.fingerprint)).size).toBe(3)
  })

  test('a beacon and a gateway of one name are two anchors', () => {
    const gateways = [{ id: 'boots', floorId: 'ground' }]
    const zones = [
      zone('a', { beaconIds: ['boots'], gatewayIds: [] }),
      zone('b', { beaconIds: [], gatewayIds: ['boots'] }),
    ]
    const index = indexVenue(aVenue({ zones, gateways }))
    expect([...index.leafOf.values()].map(({ zone }) => zone.id)).toEqual(['b', 'a'])
  })

  test('an anchor of two zones counts for the inner one; of two that are equally deep, for the smaller; then by name', () => {
    const set = (...beaconIds: string[]) => ({ beaconIds, gatewayIds: [] })
    const path = (...zones: Zone[]) => pathOf(aVenue({ zones }), beaconOf('boots'))
    expect(path(zone('a', set('boots', 'shoes')), zone('b', set('boots', 'shoes'), { parentId: 'a' }))).toEqual([
      'a',
      'b',
    ])
    expect(path(zone('a', set('boots', 'shoes')), zone('b', set('boots')))).toEqual(['b'])
    expect(path(zone('b', set('boots')), zone('a', set('boots')))).toEqual(['a'])
    expect(path(zone('a', set('boots')), zone('b', set('boots')))).toEqual(['a'])
    expect(path(zone('a', { beaconIds: ['boots'], gatewayIds: ['g1'] }), zone('b', set('boots')))).toEqual(['b'])
  })

  test('parents that go in a circle are refused by name', () => {
    const circle = [
      zone('a', { beaconIds: [], gatewayIds: [] }, { parentId: 'b' }),
      zone('b', { beaconIds: [], gatewayIds: [] }, { parentId: 'a' }),
    ]
    expect(() => indexVenue(aVenue({ zones: circle }))).toThrow(
      'zone a: its parents go in a circle (a < b < a); take one parentId away',
    )
  })
})

describe('zones as polygons', () => {
  const hall = zone('hall', box(0, 0, 20, 20))
  const shop = zone('shop', box(2, 2, 10, 10))
  const shelf = zone('shelf', box(3, 3, 2, 2))

  test('a polygon that is drawn inside others lies in the smallest of them', () => {
    const zones = [shelf, hall, shop]
    expect(pathAt(zones, { x: 4, y: 4 })).toEqual(['hall', 'shop', 'shelf'])
    expect(pathAt(zones, { x: 8, y: 8 })).toEqual(['hall', 'shop'])
    expect(pathAt(zones, { x: 15, y: 15 })).toEqual(['hall'])
    expect(pathAt(zones, { x: 25, y: 5 })).toEqual([])
  })

  test('its border belongs to it', () => {
    expect([pathAt([hall], { x: 0, y: 7 }), pathAt([hall], { x: 20, y: 20 })]).toEqual([['hall'], ['hall']])
  })

  test('it holds only what hangs on its floor and where that is known', () => {
    expect([pathAt([hall], { x: 1, y: 1 }, 'first'), pathAt([hall])]).toEqual([[], []])
    expect(pathAt([hall, { ...shop, floorId: 'first' }], { x: 4, y: 4 })).toEqual(['hall'])
    expect(indexVenue(drawn([hall, { ...shop, floorId: 'first' }])).zones.get('shop')?.path).toEqual(['shop'])
  })

  test('what the operator says of parents goes before the drawing', () => {
    expect(pathAt([hall, shop, { ...shelf, parentId: 'hall' }], { x: 4, y: 4 })).toEqual(['hall', 'shelf'])
  })

  test('polygons that only overlap, or are drawn alike, lie in nobody; the smaller one counts, then by name', () => {
    const next = zone('next', box(10, 10, 11, 11))
    expect(pathAt([hall, next], { x: 12, y: 12 })).toEqual(['next'])
    expect(pathAt([zone('b', box(0, 0, 5, 5)), zone('a', box(0, 0, 5, 5))], { x: 1, y: 1 })).toEqual(['a'])
  })

  test('of polygons that only overlap the smaller one counts, wherever on the floor they lie', () => {
    const small = zone('small', box(30, 0, 5, 5))
    const large = zone('large', box(24, 2, 10, 4))
    expect(pathAt([large, small], { x: 32, y: 3 })).toEqual(['small'])
  })

  test('a ring that runs the other way round encloses the same', () => {
    const { polygon } = box(0, 0, 20, 20)
    expect(pathAt([zone('hall', { polygon: polygon.toReversed() }), shop], { x: 3, y: 3 })).toEqual(['hall', 'shop'])
  })
})

describe('beacons that share an identity', () => {
  const identity = beaconOf('shoes')
  const registered = (...of: [beaconId: string, mac?: string][]): Venue => {
    const beacons = of.map(([id, mac]) => ({
      id,
      floorId: 'ground',
      identity: { ...identity, ...(mac ? { mac } : {}) },
    }))
    return aVenue({ beacons })
  }
  const a1 = 'c30000000001'
  const a2 = 'c30000000002'

  test('a transmitter that is known by its address counts for its own zone, however the address is written', () => {
    const venue = registered(['boots', a1], ['shoes', a2])
    expect(pathOf(venue, { ...identity, mac: 'C3:00:00:00:00:01' })).toEqual(['fashion', 'shoes', 'boots'])
    expect(pathOf(venue, { ...identity, mac: a2 })).toEqual(['fashion', 'shoes'])
  })

  test('without the address it counts for what all of them have in common', () => {
    expect(pathOf(registered(['boots', a1], ['shoes', a2]), identity)).toEqual(['fashion', 'shoes'])
    expect(pathOf(registered(['boots', a1], ['watches', a2]), identity)).toEqual([])
    expect(pathOf(registered(['boots', a1], ['shoes', a2], ['fashion', 'c30000000003']), identity)).toEqual(['fashion'])
    expect(pathOf(registered(['boots', a1]), identity)).toEqual(['fashion', 'shoes', 'boots'])
  })

  test('it does not matter in which order they are listed, or that one is registered without its address', () => {
    for (const order of [
      [['boots'], ['shoes', a2]],
      [['shoes', a2], ['boots']],
      [['shoes'], ['boots']],
    ] as const) {
      const venue = registered(...order.map(([id, mac]): [string, string?] => (mac ? [id, mac] : [id])))
      expect(pathOf(venue, identity)).toEqual(['fashion', 'shoes'])
    }
  })

  test("an address that nobody registered is a stranger's, unless the operator left addresses out", () => {
    const mac = 'ffffffffffff'
    expect(pathOf(registered(['boots', a1]), { ...identity, mac })).toBeUndefined()
    expect(pathOf(registered(['boots']), { ...identity, mac })).toEqual(['fashion', 'shoes', 'boots'])
  })
})

test('beacons of one uuid are told apart by major and minor, each time that they are heard', () => {
  const { uuid } = beaconOf('shoes')
  const numbers = [
    ['shoes', 1, 2],
    ['boots', 2, 1],
    ['watches', 2, 65_535],
    ['cafe', 1, 65_535],
    ['fashion', 3, 1],
  ] as const
  const beacons = numbers.map(([id, major, minor]) => ({ id, floorId: 'ground', identity: { uuid, major, minor } }))
  const index = indexVenue(aVenue({ beacons }))
  const leaves = () => numbers.map(([, major, minor]) => index.place({ beacon: { uuid, major, minor } })?.path.at(-1))
  const own = numbers.map(([id]) => id)
  expect([leaves(), leaves()]).toEqual([own, own])
  expect(index.place({ beacon: { uuid, major: 1, minor: 1 } })).toBeUndefined()
})

test('an Eddystone beacon counts for its zone like any other', () => {
  const identity = { namespace: 'edd1ebeac04e5defa017', instance: '0a0b0c0d0e0f' }
  const index = indexVenue(aVenue({ beacons: [{ id: 'boots', floorId: 'ground', identity }] }))
  expect(index.place({ beacon: { ...identity, instance: '0A-0B-0C-0D-0E-0F' } })?.path).toEqual([
    'fashion',
    'shoes',
    'boots',
  ])
  expect(index.place({ beacon: { ...identity, instance: '0a0b0c0d0e00' } })).toBeUndefined()
})

test("a zone's knobs win over its venue's, and those over the defaults", () => {
  const zones = [
    zone('a', { beaconIds: [], gatewayIds: [] }, { presence: { minSightings: 9, dwellSeconds: [60, 30] } }),
  ]
  const index = indexVenue(aVenue({ zones, presence: { minSightings: 5, enterRssi: -70 } }), new Map([['a', [45, 30]]]))
  const venue = { ...defaultKnobs, minSightings: 5, enterRssi: -70 }
  expect(index.knobs).toEqual(venue)
  expect(index.zones.get('a')?.knobs).toEqual({ ...venue, minSightings: 9, dwellSeconds: [30, 45, 60] })
})

test("a beacon's own power is part of its place", () => {
  const beacons = [{ id: 'boots', floorId: 'ground', identity: beaconOf('boots'), txPower: -70 }]
  expect(indexVenue(aVenue({ beacons })).place({ beacon: beaconOf('boots') })?.txPower).toBe(-70)
})
