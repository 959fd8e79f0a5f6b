import type { Content } from './release-content.ts'
import { type Reference, referencesOfJourney, referencesOfSegment } from './resource-references.ts'
import type { Segment } from './segment.ts'
import { missing, type ReferenceFault } from './venue-faults.ts'

/** Offers of venues that are not there, segments that conditions ask for and that are not, and ones explained by themselves. */
export const resourceFaults = ({ venues, journeys, segments = [], offers = [] }: Content): ReferenceFault[] => {
  const venueIds = venues.map(({ id }) => id)
  const known = new Set(venueIds)
  const segmentIds = new Set(segments.map(({ id }) => id))
  return [
    ...offers.flatMap(({ id, venueId }) =>
      known.has(venueId) ? [] : [missing(`offers.${id}.venueId`, 'venue', venueId, venueIds)],
    ),
    ...journeys.flatMap((journey) =>
      unknownSegments(`journeys.${journey.id}`, referencesOfJourney(journey), segmentIds),
    ),
    ...segments.flatMap((one) => unknownSegments(`segments.${one.id}`, referencesOfSegment(one), segmentIds)),
    ...circles(segments),
  ]
}

/** Segments that conditions ask for; those that entrances name are told with the entrance. */
const unknownSegments = (place: string, references: readonly Reference[], known: ReadonlySet<string>) =>
  references.flatMap(({ kind, id, field }) =>
    kind !== 'segments' || !field.endsWith('.$segment') || known.has(id)
      ? []
      : [missing(`${place}.${field}`, 'segment', id, [...known])],
  )

const circles = (segments: readonly Segment[]): ReferenceFault[] => {
  const named = new Map(segments.map((one) => [one.id, referencesOfSegment(one)]))
  return segments.flatMap(({ id }) => {
    const reason = `segment "${id}" is explained by itself; take a segment of the circle away`
    return reaches(named, id) ? [{ path: `segments.${id}.condition`, reason }] : []
  })
}

/** Whether a segment leads to itself. */
const reaches = (named: ReadonlyMap<string, readonly { id: string }[]>, start: string): boolean => {
  const seen = new Set<string>()
  const open = (named.get(start) ?? []).map(({ id }) => id)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === start) return true
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...(named.get(id) ?? []).map((one) => one.id))
  }
  return false
}
