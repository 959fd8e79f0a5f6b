import { expect, test } from 'vitest'
import type { Venue } from '#shared/domain/venue.ts'
import type { PartKind } from '#shared/domain/venue-parts.ts'
import { referrersOf } from '#shared/domain/venue-references.ts'
import { aJourney } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'

const ground = { floorId: 'ground' }
const venue: Venue = aVenue({
  floors: [{ id: 'ground', name: 'Ground', level: 0 }],
  zones: [
    { id: 'shoes', name: 'Shoes', ...ground, area: { beaconIds: ['b1', 'b2'], gatewayIds: ['g1'] } },
    { id: 'boots', name: 'Boots', ...ground, parentId: 'shoes', area: { centre: { x: 0, y: 0 }, radiusMetres: 5 } },
  ],
  pois: [{ id: 'till', name: 'Till', floorId: 'first', position: { x: 0, y: 0 }, zoneId: 'shoes' }],
  signs: [{ id: 'welcome', name: 'Welcome', floorId: 'first', zoneIds: ['boots', 'shoes'] }],
  beacons: [],
  gateways: [],
})
const journeys = [
  aJourney({ id: 'offer', entrance: { venueId: 'store', zoneId: 'shoes' } }),
  aJourney({ id: 'elsewhere', entrance: { venueId: 'station', zoneId: 'shoes' } }),
]

test.each<[PartKind, string, string[]]>([
  [
    'zones',
    'shoes',
    ['zones boots parentId', 'pois till zoneId', 'signs welcome zoneIds', 'journeys offer entrance.zoneId'],
  ],
  ['zones', 'boots', ['signs welcome zoneIds']],
  ['beacons', 'b2', ['zones shoes area.beaconIds']],
  ['gateways', 'g1', ['zones shoes area.gatewayIds']],
  ['gateways', 'b1', []],
  ['floors', 'ground', ['zones shoes floorId', 'zones boots floorId']],
  ['floors', 'first', ['pois till floorId', 'signs welcome floorId']],
  ['pois', 'till', []],
  ['signs', 'welcome', []],
])('of %s, %s is named by %j', (kind, id, expected) => {
  const told = referrersOf(venue, kind, id, journeys).map((one) => `${one.kind} ${one.id} ${one.field}`)
  expect(told).toEqual(expected)
})
