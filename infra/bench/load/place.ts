import type { IBeacon } from '#shared/domain/sighting.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { JourneyDraft } from '../../replay/journeys.ts'

const venueId = 'load'
const hereDbm = -55
const thereDbm = -92
const scanMs = 400
const minSightings = 2 // of a beacon: as many as a report has scans, so that one report is enough to walk over

const beacon = (minor: number): IBeacon => ({ uuid: '5d0f2b1e-7c44-4c1b-9d16-3c2d5a6b7e80', major: 1, minor })

/** Two shops that face each other. Exits are far away: while the load runs, no timer falls due. */
export const venue: Venue = {
  id: venueId,
  name: 'Load',
  timezone: 'Europe/Vienna',
  floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
  zones: [0, 1].map((shop) => ({
    id: `shop-${shop}`,
    name: `Shop ${shop}`,
    floorId: 'ground',
    area: { beaconIds: [`beacon-${shop}`], gatewayIds: [] },
  })),
  beacons: [0, 1].map((shop) => ({
    id: `beacon-${shop}`,
    identity: beacon(shop),
    floorId: 'ground',
    txPower: -59,
  })),
  gateways: [],
  presence: { minSightings, exitTimeoutSeconds: 800 },
}

/** A message for whoever enters either shop, without a cap: walking over is what causes a message. */
export const journey: JourneyDraft = {
  name: 'Over here',
  priority: 50,
  entrance: { moment: 'zone.enter', venueId, usefulForSeconds: 300 },
  steps: [
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'offer', title: '10 % off', body: 'Here and now: show this at the till.', offerId: 'ten-off' },
      expiresInSeconds: 3600,
    },
  ],
  frequencyCaps: [],
  consent: ['marketing'],
  paused: false,
}

/** What begins the id of the sightings of a report that walks over; the floor, which decides nothing, goes by it. */
export const crossing = 'x'

/** A report of two scans in which a phone hears both shops, and is in this one. */
export const reportOf = (number: number, shop: 0 | 1, crosses: boolean, at: number) => ({
  sightings: Array.from({ length: minSightings }, (_, scan) => at - scan * scanMs).flatMap((heardAt, scan) =>
    [0, 1].map((minor) => ({
      id: `${crosses ? crossing : 's'}${number}-${scan}${minor}`,
      at: heardAt,
      beacon: beacon(minor),
      rssi: minor === shop ? hereDbm : thereDbm,
    })),
  ),
})
