import type { Content } from './release-content.ts'
import { referencesOfSegment } from './resource-references.ts'
import type { Segment } from './segment.ts'
import { missing, type ReferenceFault } from './venue-faults.ts'

/** What segments, offers and settings refer to and what is not there, and segments that are explained by themselves. */
export const resourceFaults = ({ venues, segments = [], offers = [], settings }: Content): ReferenceFault[] => {
  const venueIds = venues.map(({ id }) => id)
  const known = new Set(venueIds)
  return [
    ...offers.flatMap(({ id, venueId }) =>
      known.has(venueId) ? [] : [missing(`offers.${id}.venueId`, 'venue', venueId, venueIds)],
    ),
    ...segmentFaults(segments),
    ...Object.keys(settings?.venues ?? {}).flatMap((venueId) =>
      known.has(venueId) ? [] : [missing(`settings.venues.${venueId}`, 'venue', venueId, venueIds)],
    ),
  ]
}

const segmentFaults = (segments: readonly Segment[]): ReferenceFault[] => {
  const ids = segments.map(({ id }) => id)
  const named = new Map(segments.map((one) => [one.id, referencesOfSegment(one)]))
  return segments.flatMap(({ id }) => [
    ...(named.get(id) ?? []).flatMap((reference) =>
      named.has(reference.id) ? [] : [missing(`segments.${id}.${reference.field}`, 'segment', reference.id, ids)],
    ),
    ...(reaches(named, id)
      ? [
          {
            path: `segments.${id}.condition`,
            reason: `segment "${id}" is explained by itself; take a segment of the circle away`,
          },
        ]
      : []),
  ])
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
