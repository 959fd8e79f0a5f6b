import type { Content } from './release-content.ts'
import { segmentFaults } from './segment-faults.ts'
import { missing, type ReferenceFault } from './venue-faults.ts'

/** Offers of venues that are not there, and segments that can't be told, or only by themselves. */
export const resourceFaults = ({ venues, segments = [], offers = [] }: Content): ReferenceFault[] => {
  const venueIds = venues.map(({ id }) => id)
  const known = new Set(venueIds)
  return [
    ...offers.flatMap(({ id, venueId }) =>
      known.has(venueId) ? [] : [missing(`offers.${id}.venueId`, 'venue', venueId, venueIds)],
    ),
    ...segmentFaults(segments),
  ]
}
