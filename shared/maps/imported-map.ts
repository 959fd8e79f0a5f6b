import type { Floor, Poi, Zone } from '#shared/domain/venue.ts'
import type { VenueMap } from '#shared/domain/venue-map.ts'
import type { Origin } from './report.ts'

/** What a map says of a venue. `origins` lead from the ids of floors, zones and places of interest back to their features. */
export type ImportedMap = {
  name?: string
  floors: readonly Floor[]
  zones: readonly Zone[]
  pois: readonly Poi[]
  map?: VenueMap
  /** The only floor that this map is about; undefined: all of them. */
  floorId?: string
  origins: ReadonlyMap<string, Origin>
}
