import type { MomentKind } from './moment.ts'
import type { Release } from './release.ts'
import type { VenueIndex } from './venue-index.ts'

const inZones: readonly MomentKind[] = ['zone.enter', 'zone.exit']

/** The journeys whose entrance waits for a moment in any of these zones; without zones: for any moment of the venue. */
export const journeysIn = (release: Release, index: VenueIndex, zones: readonly string[] | undefined): string[] => {
  const venueId = index.venue.id
  const named = new Set<string>()
  const add = (kind: MomentKind, where: { zoneId?: string; dwellSeconds?: number } = {}) => {
    for (const { journey } of release.candidates({ kind, venueId, ...where })) named.add(journey.id)
  }
  for (const zoneId of zones ?? index.zones.keys()) {
    for (const kind of inZones) add(kind, { zoneId })
    for (const dwellSeconds of index.zones.get(zoneId)?.knobs.dwellSeconds ?? [])
      add('zone.dwell', { zoneId, dwellSeconds })
  }
  if (zones === undefined) for (const kind of ['venue.enter', 'venue.exit'] as const) add(kind)
  return [...named].sort()
}
