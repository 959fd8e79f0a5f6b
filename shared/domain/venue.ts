import type { BeaconIdentity } from './sighting.ts'

/** The knobs of presence. A zone's own value wins over its venue's, and that over the defaults. */
export type PresenceKnobs = {
  enterRssi: number
  exitRssi: number
  switchMarginDb: number
  minSightings: number
  dwellSeconds: readonly number[]
  exitTimeoutSeconds: number
  maxLatenessSeconds: number
}

export const defaultKnobs: PresenceKnobs = {
  enterRssi: -85, // dBm; weaker sightings never open a zone. About 10 m from a beacon of -59 dBm at 1 m
  exitRssi: -97, // dBm; weaker sightings do not keep a zone open
  switchMarginDb: 4, // a challenger must be this much louder than the zone it replaces
  minSightings: 3, // of the same challenger, in a row
  dwellSeconds: [], // every threshold raises one zone.dwell a stay; journeys add the ones that they wait for
  exitTimeoutSeconds: 60, // of silence
  maxLatenessSeconds: 10, // a sighting that is older than the newest by more than this changes nothing
}

/** A floor of a venue. `level` orders floors from the ground up; 0 is the entrance's. */
export type Floor = { id: string; name: string; level: number }

/** Metres from the floor's origin, x to the east and y to the north. */
export type Point = { x: number; y: number }

/** A zone is whatever its beacons and gateways hear best, or a ring of points that holds them. */
export type Area = { beaconIds: readonly string[]; gatewayIds: readonly string[] } | { polygon: readonly Point[] }

export type Zone = {
  id: string
  name: string
  floorId: string
  parentId?: string
  area: Area
  presence?: Partial<PresenceKnobs>
}

export type Beacon = { id: string; identity: BeaconIdentity; floorId: string; position?: Point; txPower?: number }

/** A fixed listener. `format` names the language that it speaks (minew, ruuvi, raddec). */
export type Gateway = { id: string; floorId: string; position?: Point; format?: string }

export type Venue = {
  id: string
  name: string
  timezone: string
  floors: readonly Floor[]
  zones: readonly Zone[]
  beacons: readonly Beacon[]
  gateways: readonly Gateway[]
  presence?: Partial<PresenceKnobs>
}
