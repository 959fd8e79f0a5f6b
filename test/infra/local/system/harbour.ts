import type { Journey } from '#shared/domain/journey.ts'
import type { IBeacon } from '#shared/domain/sighting.ts'
import type { Venue, Zone } from '#shared/domain/venue.ts'

const spots = ['shoes', 'boots', 'watches', 'lounge'] as const
export type Spot = (typeof spots)[number]

/** What the beacon of a spot says of itself. */
export const beaconOf = (spot: Spot | 'nowhere'): IBeacon => ({
  uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201',
  major: 1,
  minor: spot === 'nowhere' ? 999 : spots.indexOf(spot) + 1,
})

export const gatewayFormats = ['minew', 'raddec', 'ruuvi'] as const

const zone = (id: Spot, own: Partial<Zone> = {}): Zone => ({
  id,
  name: id,
  floorId: 'ground',
  area: { beaconIds: [id], gatewayIds: id === 'shoes' ? [...gatewayFormats] : [] },
  ...own,
})

/** Boots inside Shoes, where a gateway of each format hangs, Watches, and a lounge in which people sleep. */
export const harbour: Venue = {
  id: 'harbour',
  name: 'Harbour & Sons',
  timezone: 'Europe/Berlin',
  floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
  zones: [
    zone('shoes'),
    zone('boots', { parentId: 'shoes' }),
    zone('watches', { presence: { dwellSeconds: [30] } }),
    zone('lounge', { presence: { exitTimeoutSeconds: 1800 } }),
  ],
  beacons: spots.map((id) => ({ id, identity: beaconOf(id), floorId: 'ground' })),
  gateways: gatewayFormats.map((id) => ({ id, floorId: 'ground', format: id })),
}

const says = (messageClass: 'marketing' | 'service', title: string): Journey['steps'] => [
  {
    id: 'say',
    kind: 'message',
    class: messageClass,
    message: { kind: 'text', title, body: 'Come and see' },
    expiresInSeconds: 1800,
  },
]

type Draft = Partial<Journey> & Pick<Journey, 'id' | 'name' | 'entrance' | 'steps'>

/** An offer for boots, once a day with consent; tea for who has sat in the lounge for 20 minutes. */
export const journeys: readonly Draft[] = [
  {
    id: 'boots-offer',
    name: 'Boots',
    entrance: { moment: 'zone.enter', venueId: 'harbour', zoneId: 'boots', usefulForSeconds: 120 },
    steps: says('marketing', 'Boots'),
  },
  {
    id: 'lounge-tea',
    name: 'Tea',
    entrance: { moment: 'zone.dwell', venueId: 'harbour', zoneId: 'lounge', dwellSeconds: 1200, usefulForSeconds: 120 },
    steps: says('service', 'Tea'),
  },
]
