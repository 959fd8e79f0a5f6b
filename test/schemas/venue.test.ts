import { expect, test } from 'vitest'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { check, type Fault } from '#shared/schemas/faults.ts'
import { venueSchema } from '#shared/schemas/venue.ts'
import { venueExample } from '#shared/schemas/venue-example.ts'
import { aVenue } from '#test/support/venues.ts'

const [zone] = venueExample.zones
const [beacon] = venueExample.beacons
const [gateway] = venueExample.gateways
const corner = { x: 0, y: 0 }
const faultsOf = (own: object): readonly Fault[] => {
  const result = check(venueSchema, { ...venueExample, ...own }, venueExample)
  return 'faults' in result ? result.faults : []
}
const isTaken = (own: object) => faultsOf(own).length === 0

test('the example of what is right is right, and everything in it fits together', () => {
  expect(check(venueSchema, venueExample, venueExample)).toEqual({ value: venueExample })
  expect(venueFaults(venueExample)).toEqual([])
})

test('what the domain calls a venue is one', () => {
  expect(check(venueSchema, aVenue(), venueExample)).toEqual({ value: aVenue() })
})

test.each<[string, string, object]>([
  ['no floor', 'floors', { floors: [] }],
  ['a timezone of no place', 'timezone', { timezone: 'Europe/Atlantis' }],
  ['a zone without an area', 'zones[0].area', { zones: [{ ...zone, area: undefined }] }],
  [
    'an area of two kinds',
    'zones[0].area.beaconIds',
    { zones: [{ ...zone, area: { polygon: [corner, corner, corner], beaconIds: [] } }] },
  ],
  ['a polygon of two corners', 'zones[0].area.polygon', { zones: [{ ...zone, area: { polygon: [corner, corner] } }] }],
  ['a zone id that could reach into other topics', 'zones[0].id', { zones: [{ ...zone, id: 'a+b' }] }],
  ['a beacon of no kind', 'beacons[0].identity', { beacons: [{ ...beacon, identity: { uuid: '7' } }] }],
  ['a power that no beacon has at 1 m', 'beacons[0].txPower', { beacons: [{ ...beacon, txPower: 4 }] }],
  ['a gateway without a floor', 'gateways[0].floorId', { gateways: [{ id: 'g1' }] }],
  ['a knob that nobody knows', 'presence.enterRssl', { presence: { enterRssl: -80 } }],
  [
    'a position that is no number',
    'gateways[0].position.x',
    { gateways: [{ ...gateway, position: { x: '3', y: 3 } }] },
  ],
])('%s: the fault is at %s', (_, path, own) => {
  const faults = faultsOf(own)
  expect(faults.map(({ path }) => path)).toEqual([path])
  expect(faults[0]?.example).toBeDefined()
  expect(faults[0]?.reason).not.toMatch(/invalid/i)
})

test.each<[string, number, number]>([
  ['enterRssi', -127, 0],
  ['exitRssi', -127, 0],
  ['switchMarginDb', 0, 40],
  ['minSightings', 1, 20],
  ['exitTimeoutSeconds', 5, 10_800],
  ['maxLatenessSeconds', 0, 600],
])('the knob %s goes from %i to %i, of a venue and of a zone', (knob, from, to) => {
  const around = [from - 1, from, to, to + 1]
  const taken = [false, true, true, false]
  expect(around.map((value) => isTaken({ presence: { [knob]: value } }))).toEqual(taken)
  expect(around.map((value) => isTaken({ zones: [{ ...zone, presence: { [knob]: value } }] }))).toEqual(taken)
})

test('a venue may have no zones, beacons or gateways yet', () => {
  expect(isTaken({ zones: [], beacons: [], gateways: [] })).toBe(true)
})

const corners = (count: number) => Array.from({ length: count }, (_, x) => ({ x, y: x % 2 }))
const areaIsTaken = (area: object) => isTaken({ zones: [{ ...zone, area }] })

test('a circle has a radius of 3 to 10,000 m', () => {
  const taken = [2.9, 3, 10_000, 10_001].map((radiusMetres) => areaIsTaken({ centre: corner, radiusMetres }))
  expect(taken).toEqual([false, true, true, false])
})

test('a polygon has 3 to 2,000 corners, and so has each of its holes', () => {
  expect([2, 3, 2000, 2001].map((count) => areaIsTaken({ polygon: corners(count) }))).toEqual([
    false,
    true,
    true,
    false,
  ])
  const holed = [2, 3, 2000, 2001].map((count) => areaIsTaken({ polygon: corners(4), holes: [corners(count)] }))
  expect(holed).toEqual([false, true, true, false])
})

test.each<[string, string, object]>([
  ['a zone called at, as the address is that asks for zones', 'zones[0].id', { zones: [{ ...zone, id: 'at' }] }],
  ['opening hours that nobody can read', 'zones[0].openingHours', { zones: [{ ...zone, openingHours: 'whenever' }] }],
  [
    'a place on earth without its scale',
    'floors[0].georeference.metresPerLat',
    { floors: [{ id: 'ground', name: 'Ground', level: 0, georeference: { lon: 9, lat: 53, metresPerLon: 66_000 } }] },
  ],
  ['a point of interest without a position', 'pois[0].position', { pois: [{ id: 'p', name: 'P', floorId: 'ground' }] }],
  ['a sign without a name', 'signs[0].name', { signs: [{ id: 's', floorId: 'ground' }] }],
])('%s: the fault is at %s', (_, path, own) => {
  const faults = faultsOf(own)
  expect(faults.map(({ path }) => path)).toEqual([path])
  expect(faults[0]?.example).toBeDefined()
})
