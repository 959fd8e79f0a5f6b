import type { ReleaseContent } from './release.ts'
import { missing, type ReferenceFault, venueFaults } from './venue-faults.ts'

/** Everything that keeps venues and journeys from being published together, each fault with its place. */
export const releaseFaults = ({ venues, journeys }: Pick<ReleaseContent, 'venues' | 'journeys'>): ReferenceFault[] => {
  const byId = new Map(venues.map((venue) => [venue.id, venue]))
  return [
    ...venues.flatMap((venue) =>
      venueFaults(venue).map((fault) => ({ ...fault, path: `venues.${venue.id}.${fault.path}` })),
    ),
    ...journeys.flatMap(({ id, entrance }) => {
      const path = `journeys.${id}.entrance`
      const venue = byId.get(entrance.venueId)
      if (!venue) return [missing(`${path}.venueId`, 'venue', entrance.venueId, [...byId.keys()])]
      const zoneIds = venue.zones.map((zone) => zone.id)
      return entrance.zoneId === undefined || zoneIds.includes(entrance.zoneId)
        ? []
        : [missing(`${path}.zoneId`, 'zone', entrance.zoneId, zoneIds)]
    }),
  ]
}
