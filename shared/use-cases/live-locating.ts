import { zonesOfCells } from '#shared/domain/locating/cell-zones.ts'
import type { Locating } from '#shared/domain/locating/follow-scan.ts'
import { type Locator, locatorOf } from '#shared/domain/locating/locator.ts'
import { plannedMap } from '#shared/domain/locating/planned-map.ts'
import type { Release } from '#shared/domain/release.ts'
import type { VenueIndex } from '#shared/domain/venue-index.ts'

/** Finds the locator of a learned radio map; undefined where it is not stored. */
export type FindLocator = (venueId: string, version: string) => Promise<Locator | undefined>

/**
 * Gives a release's venues what they find devices by, when the first sighting of one comes: its learned map, else what the
 * operator's plan of it tells. Made once a version and environment. A venue without outlines has none, and sightings move her
 * from zone to zone by themselves.
 */
export const liveLocating = (find: FindLocator) => {
  const known = new WeakMap<VenueIndex, Promise<VenueIndex>>()
  const withLocating = async (venue: VenueIndex): Promise<VenueIndex> => {
    const locator = await locatorFor(venue, find)
    if (!locator) return venue
    const locating: Locating = { locator, zones: zonesOfCells(venue, locator.map.grid) }
    return { ...venue, locating }
  }
  const prepared = (venue: VenueIndex): Promise<VenueIndex> => {
    const ready = known.get(venue) ?? withLocating(venue)
    known.set(venue, ready)
    // what an outage kept from being read is read again
    ready.catch(() => known.delete(venue))
    return ready
  }
  return async (release: Release, venueIds: Iterable<string>): Promise<Release> => {
    const asked = [...new Set(venueIds)].flatMap((id) => release.venues.get(id) ?? [])
    const ready = await Promise.all(asked.map(prepared))
    if (ready.every(({ locating }) => locating === undefined)) return release
    return { ...release, venues: new Map([...release.venues, ...ready.map((one) => [one.venue.id, one] as const)]) }
  }
}

const locatorFor = async ({ venue }: VenueIndex, find: FindLocator): Promise<Locator | undefined> => {
  if (venue.radioMap !== undefined) return find(venue.id, venue.radioMap)
  const map = plannedMap(venue)
  return map && locatorOf(map)
}
