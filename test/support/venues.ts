import type { IBeacon } from '#shared/domain/sighting.ts'
import type { Beacon, Gateway, Venue, Zone } from '#shared/domain/venue.ts'

const numbers = ['fashion', 'shoes', 'boots', 'watches', 'cafe', 'door', 'kiosk'] as const

/** Where the beacons of the built venues hang. The door counts for no zone. */
export type Spot = (typeof numbers)[number]
export const spots: readonly Spot[] = numbers

/** What the beacon of a spot says of itself. Only that of Watches is registered with its transmitter's address. */
export const beaconOf = (spot: Spot): IBeacon => ({
  uuid: 'e2c56db5-dffb-48d2-b060-d0f5a71096e0',
  major: 1,
  minor: numbers.indexOf(spot) + 1,
  ...(spot === 'watches' ? { mac: 'c3000000abcd' } : {}),
})

/** The venue of a spot. */
export const venueOf = (spot: Spot): string => (spot === 'kiosk' ? 'station' : 'store')

const aBeacon = (spot: Spot, floorId = 'ground'): Beacon => ({ id: spot, identity: beaconOf(spot), floorId })

const aGateway = (spot: Spot, floorId = 'ground'): Gateway => ({ id: `${spot}-gateway`, floorId })

const aZone = (id: Spot, own: Partial<Zone> = {}): Zone => ({
  id,
  name: id,
  floorId: 'ground',
  area: { beaconIds: [id], gatewayIds: [`${id}-gateway`] },
  ...own,
})

/**
 * A department store: on the ground floor Fashion with Shoes inside with Boots inside, and Watches; a café upstairs.
 * A beacon and a gateway each, and a beacon at the door.
 */
export const aVenue = (own: Partial<Venue> = {}): Venue => ({
  id: 'store',
  name: 'Department store',
  timezone: 'Europe/Vienna',
  floors: [
    { id: 'ground', name: 'Ground floor', level: 0 },
    { id: 'first', name: 'First floor', level: 1 },
  ],
  zones: [
    aZone('fashion'),
    aZone('shoes', { parentId: 'fashion' }),
    aZone('boots', { parentId: 'shoes' }),
    aZone('watches'),
    aZone('cafe', { floorId: 'first' }),
  ],
  beacons: [
    aBeacon('fashion'),
    aBeacon('shoes'),
    aBeacon('boots'),
    aBeacon('watches'),
    aBeacon('cafe', 'first'),
    aBeacon('door'),
  ],
  gateways: [aGateway('fashion'), aGateway('shoes'), aGateway('boots'), aGateway('watches'), aGateway('cafe', 'first')],
  ...own,
})

/** Another venue of the same release: a kiosk at the station next door. */
export const aStation = (own: Partial<Venue> = {}): Venue => ({
  ...aVenue(),
  id: 'station',
  name: 'Station',
  zones: [aZone('kiosk')],
  beacons: [aBeacon('kiosk')],
  gateways: [aGateway('kiosk')],
  ...own,
})
