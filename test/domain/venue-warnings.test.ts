import { expect, test } from 'vitest'
import type { Venue } from '#shared/domain/venue.ts'
import { venueWarnings } from '#shared/domain/venue-warnings.ts'
import { aDrawnVenue } from '#test/support/drawn.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'

const warnings = (venue: Venue) => venueWarnings(venue).map(({ path, reason }) => `${path}: ${reason}`)
const areaOf = (id: string, area: Venue['zones'][number]['area'], from = aVenue()) =>
  from.zones.map((zone) => (zone.id === id ? { ...zone, area } : zone))

test('a venue whose zones have beacons of their own has no warnings, nor has one that is drawn with a beacon in each zone', () => {
  const cafe = { id: 'cafe', identity: beaconOf('cafe'), floorId: 'first', position: { x: 5, y: 5 } }
  const { beacons } = aDrawnVenue()
  expect([warnings(aVenue()), warnings(aDrawnVenue({ beacons: [...beacons, cafe] }))]).toEqual([[], []])
})

test('a set without anchors tells nobody', () => {
  expect(warnings(aVenue({ zones: areaOf('cafe', { beaconIds: [], gatewayIds: [] }) }))).toEqual([
    'zones[4].area: nothing tells that anybody is in "cafe"; give it a beacon or a gateway, or draw it',
  ])
})

test('an anchor of two zones tells one of them, unless one lies in the other', () => {
  const shared = (id: string) => warnings(aVenue({ zones: areaOf(id, { beaconIds: ['boots'], gatewayIds: [] }) }))
  expect(shared('shoes')).toEqual([])
  expect(shared('fashion')).toEqual([])
  expect(shared('watches')).toEqual([
    'zones[3].area.beaconIds[0]: "boots" counts for "boots", too: it tells only one of them; give each its own',
  ])
})

test('beacons of two zones that hang side by side sound alike', () => {
  const at = (x: number): Venue =>
    aVenue({
      beacons: aVenue().beacons.map((beacon) => {
        if (beacon.id === 'watches') return { ...beacon, position: { x: 2.9, y: 0 } }
        return beacon.id === 'boots' ? { ...beacon, position: { x, y: 0 } } : beacon
      }),
    })
  expect(warnings(at(5.9))).toEqual([])
  expect(warnings(at(5.8))).toEqual([
    'beacons[3].position: "watches" of "watches" hangs 2.9 m from "boots" of "boots": they sound alike; hang them 3 m apart or more, or make one zone of both',
  ])
})

test('a drawn zone without a beacon is only entered by positions, and one too small for the beacons around it by none of them', () => {
  const [hall, shoes] = aDrawnVenue().zones
  const none = (width: number, own: Partial<Venue> = {}) => {
    const corner = { x: 32, y: 32 }
    const polygon = [corner, { x: 32 + width, y: 32 }, { x: 32 + width, y: 32 + width }, { x: 32, y: 32 + width }]
    const zones = [hall, shoes].flatMap((zone) => zone ?? [])
    return warnings(
      aDrawnVenue({ zones: [...zones, { id: 'shop', name: 'Shop', floorId: 'ground', area: { polygon } }], ...own }),
    )
  }
  // its beacons hang 20 m apart
  expect(none(11)).toEqual([
    'zones[2].area: no beacon or gateway hangs in "shop", so that only positions take anybody in; hang one there, or walk to calibrate',
  ])
  expect(none(9)).toEqual([
    'zones[2].area: "shop" is 9 m across, and beacons hang 20 m apart: sightings cannot tell it from what is around; hang a beacon in it, or walk to calibrate',
  ])
  expect([none(9, { radioMap: 'map-1' }), none(9, { beacons: [] })]).toEqual([[], []])
})

test('beacons that say one identity are one to phones that hide addresses', () => {
  const { beacons } = aVenue()
  const twin = { id: 'twin', identity: { ...beaconOf('watches'), mac: 'c3000000abce' }, floorId: 'ground' }
  expect(warnings(aVenue({ beacons: [...beacons, twin] }))).toEqual([
    'beacons[6].identity: "twin" says the same as "watches": phones that hide addresses (iOS) hear one beacon, which counts for what both have in common; give it numbers of its own',
  ])
})
