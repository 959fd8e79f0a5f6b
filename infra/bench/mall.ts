import type { Condition } from '#shared/domain/condition.ts'
import { type Journey, journeyDefaults } from '#shared/domain/journey.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import type { IBeacon } from '#shared/domain/sighting.ts'
import type { Venue } from '#shared/domain/venue.ts'

export const venueId = 'mall'
export const zoneCount = 100

/** A Saturday morning, in milliseconds since 1970. */
export const opensAt = Date.UTC(2026, 10, 21, 9, 0, 0)

export const zoneIdOf = (shop: number): string => `shop-${shop}`

export const beaconOf = (shop: number): IBeacon => ({
  uuid: 'E2C56DB5-DFFB-48D2-B060-D0F5A71096E0',
  major: 1,
  minor: shop,
})

const mallOf = (zones: number): Venue => {
  const shops = Array.from({ length: zones }, (_, shop) => shop)
  return {
    id: venueId,
    name: 'Mall',
    timezone: 'Europe/Vienna',
    floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
    zones: shops.map((shop) => ({
      id: zoneIdOf(shop),
      name: `Shop ${shop}`,
      floorId: 'ground',
      area: { beaconIds: [`beacon-${shop}`], gatewayIds: [] },
    })),
    beacons: shops.map((shop) => ({
      id: `beacon-${shop}`,
      identity: beaconOf(shop),
      floorId: 'ground',
      txPower: -59,
    })),
    gateways: [],
  }
}

/** Whom journeys are for. Only the first one holds for the shoppers of the bench: one journey in ten of a shop matches. */
const audiences: readonly [Condition, ...Condition[]] = [
  { 'customer.tier': 'gold', 'customer.visits': { $gte: 3 } },
  { 'customer.tier': { $in: ['silver', 'platinum'] } },
  { 'customer.city': 'Graz', 'customer.visits': { $gte: 1 } },
  { $or: [{ 'customer.visits': { $lt: 2 } }, { 'customer.tier': 'bronze' }] },
  { 'customer.tier': 'gold', 'customer.visits': { $gt: 40 } },
  { 'customer.tier': 'silver' },
  { 'customer.known': true, 'customer.city': 'Linz' },
  { 'customer.visits': { $gte: 10, $lt: 20 } },
  { 'customer.city': { $in: ['Graz', 'Linz', 'Wels'] } },
  { $or: [{ 'customer.tier': 'platinum' }, { 'customer.city': 'Wels' }] },
]

/** Offers at the entrances of all shops in turn; the first one of each shop matches. */
const journeysOf = (count: number, zones: number): Journey[] =>
  Array.from({ length: count }, (_, i) => ({
    ...journeyDefaults,
    id: `journey-${i}`,
    name: `Journey ${i}`,
    createdAt: opensAt - count + i,
    entrance: {
      moment: 'zone.enter' as const,
      venueId,
      zoneId: zoneIdOf(i % zones),
      audience: audiences[Math.floor(i / zones) % audiences.length] ?? audiences[0],
      usefulForSeconds: journeyDefaults.usefulForSeconds,
    },
    steps: [
      {
        id: 'offer',
        kind: 'message',
        class: 'marketing',
        message: { kind: 'offer', title: 'Welcome', body: 'A coffee on the house' },
        expiresInSeconds: journeyDefaults.expiresInSeconds,
      },
    ],
    paused: false,
  }))

/** A mall of a hundred shops, or as many as are said, with a beacon each, and so many journeys. */
export const releaseOf = (journeys: number, zones = zoneCount): ReleaseContent => ({
  version: `bench-${journeys}`,
  publishedAt: opensAt,
  venues: [mallOf(zones)],
  journeys: journeysOf(journeys, zones),
})
