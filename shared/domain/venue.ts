import type { Georeference, Point, Polygon } from './polygon.ts'
import type { RegisteredIdentity } from './sighting.ts'
import type { MapSource, Names, VenueMap } from './venue-map.ts'

export type { Georeference, Point, Polygon } from './polygon.ts'

/** The knobs of presence. A zone's own value wins over its venue's, and that over the defaults. */
export type PresenceKnobs = {
  enterRssi: number
  exitRssi: number
  switchMarginDb: number
  minSightings: number
  dwellSeconds: readonly number[]
  exitTimeoutSeconds: number
  maxLatenessSeconds: number
  minConfidence: number
}

export const defaultKnobs: PresenceKnobs = {
  enterRssi: -85, // dBm; weaker sightings never open a zone. About 10 m from a beacon of -59 dBm at 1 m
  exitRssi: -97, // dBm; weaker sightings do not keep a zone open
  switchMarginDb: 4, // a challenger must be this much louder than the zone it replaces
  minSightings: 3, // of the same challenger, in a row
  dwellSeconds: [], // every threshold raises one zone.dwell a stay; journeys add the ones that they wait for
  exitTimeoutSeconds: 60, // of silence
  maxLatenessSeconds: 10, // a sighting that is older than the newest by more than this changes nothing
  minConfidence: 0, // of a zone to be named; below it the parent zone is reported
}

/**
 * A floor of a venue. `level` orders floors from the ground up; 0 is the entrance's. `outline` is what belongs to it,
 * `aliases` are the names that location engines and maps have for it (a mapId).
 */
export type Floor = {
  id: string
  name: string
  level: number
  outline?: readonly Polygon[]
  georeference?: Georeference
  aliases?: readonly string[]
  names?: Names
  source?: MapSource
}

/** A zone is whatever its beacons and gateways hear best, a polygon, or a circle. */
export type Area =
  | { beaconIds: readonly string[]; gatewayIds: readonly string[] }
  | Polygon
  | { centre: Point; radiusMetres: number }

/**
 * A part of a floor that means something. Zones nest and overlap; the most specific one is *the* zone.
 *
 * `category` is the map's own word for what it is (IMDF's where there is one). `isPublic: false` is a part that no visitor
 * walks in (a void, a vacant shop, a back room): it holds nobody and is nobody's destination. `openingHours` is in the syntax
 * of OpenStreetMap. `aliases` are the names that location engines have for it. `holdsCarts` marks the bay where carts wait.
 */
export type Zone = {
  id: string
  name: string
  floorId: string
  parentId?: string
  area: Area
  category?: string
  isPublic?: boolean
  openingHours?: string
  aliases?: readonly string[]
  holdsCarts?: boolean
  presence?: Partial<PresenceKnobs>
  names?: Names
  source?: MapSource
}

/** A place that somebody can ask for or be sent to: a shop's counter, a lift, a cash desk. `zoneId` is the zone that it is in. */
export type Poi = {
  id: string
  name: string
  floorId: string
  position: Point
  category?: string
  zoneId?: string
  openingHours?: string
  names?: Names
  source?: MapSource
}

/** A screen in the venue. It speaks to whoever is in one of its zones. */
export type Sign = { id: string; name: string; floorId: string; position?: Point; zoneIds?: readonly string[] }

export type Beacon = { id: string; identity: RegisteredIdentity; floorId: string; position?: Point; txPower?: number }

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
  pois?: readonly Poi[]
  signs?: readonly Sign[]
  presence?: Partial<PresenceKnobs>
  /** The learned radio map that positions are found by; absent: from what is known of beacons and gateways alone. */
  radioMap?: string
  /** What an imported map knows besides. */
  map?: VenueMap
  /** May devices that nobody registered be counted, as sketches that name nobody? */
  countsAnonymous?: boolean
}
