import { momentOf } from './journey.ts'
import type { Content } from './release-content.ts'
import { resourceFaults } from './resource-faults.ts'
import type { Venue } from './venue.ts'
import { missing, type ReferenceFault, venueFaults } from './venue-faults.ts'

/** Everything that keeps drafts from being published together, each fault with its place. */
export const releaseFaults = (content: Content): ReferenceFault[] => {
  const { venues, journeys } = content
  const byId = new Map(venues.map((venue) => [venue.id, venue]))
  return [
    ...venues.flatMap((venue) =>
      venueFaults(venue).map((fault) => ({ ...fault, path: `venues.${venue.id}.${fault.path}` })),
    ),
    ...gatewaysInTwoVenues(venues),
    ...resourceFaults(content),
    ...journeys.flatMap(({ id, entrance }) => {
      const path = `journeys.${id}.entrance`
      const venue = byId.get(entrance.venueId)
      if (!venue) return [missing(`${path}.venueId`, 'venue', entrance.venueId, [...byId.keys()])]
      const zoneIds = venue.zones.map((zone) => zone.id)
      const zoneId = momentOf(entrance)?.zoneId
      return zoneId === undefined || zoneIds.includes(zoneId)
        ? []
        : [missing(`${path}.zoneId`, 'zone', zoneId, zoneIds)]
    }),
  ]
}

/** A gateway is one box on one wall: in a second venue it would speak for people who are elsewhere. */
const gatewaysInTwoVenues = (venues: readonly Venue[]): ReferenceFault[] => {
  const firsts = new Map<string, string>()
  return venues.flatMap((venue) =>
    venue.gateways.flatMap(({ id }, i) => {
      const first = firsts.get(id) ?? venue.id
      firsts.set(id, first)
      if (first === venue.id) return []
      const reason = `gateway "${id}" stands in venue "${first}" too; remove it from one of them, or give this one another id`
      return [{ path: `venues.${venue.id}.gateways[${i}].id`, reason, example: `${venue.id}-${id}` }]
    }),
  )
}
