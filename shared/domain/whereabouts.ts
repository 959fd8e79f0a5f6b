import { type Levels, strengths } from './loudness.ts'
import type { IndexedZone, VenueIndex } from './venue-index.ts'
import { knobsOf, sharedDepth, type Visit } from './visit.ts'

/** A sighting speaks for every stay that its anchor lies in, if it is loud enough to keep that stay open. */
export const refreshed = (
  visit: Visit,
  path: readonly string[],
  at: number,
  level: number,
  venue: VenueIndex,
): Visit => {
  const shared = sharedDepth(visit, path)
  return {
    ...visit,
    lastSeenAt: level >= venue.knobs.exitRssi ? Math.max(visit.lastSeenAt, at) : visit.lastSeenAt,
    stays: visit.stays.map((stay, depth) =>
      depth < shared && level >= knobsOf(venue, stay.zoneId).exitRssi
        ? { ...stay, lastSeenAt: Math.max(stay.lastSeenAt, at) }
        : stay,
    ),
  }
}

/**
 * The zone to move to, if any: the loudest that was heard often and loud enough, by a margin over where she is.
 * `now` is the newest event time.
 */
export const challenger = (
  levels: Levels,
  visit: Visit | undefined,
  venue: VenueIndex,
  now: number,
): IndexedZone | undefined => {
  const current = visit?.stays.at(-1)?.zoneId
  const byZone = strengths(levels, venue, now)
  const currentLevel = (current === undefined ? undefined : byZone.get(current)?.level) ?? Number.NEGATIVE_INFINITY
  let best: { zone: IndexedZone; level: number } | undefined
  for (const { zoneId, level, sightings } of byZone.values()) {
    const zone = venue.zones.get(zoneId)
    if (!zone || zoneId === current || sightings < zone.knobs.minSightings || level < zone.knobs.enterRssi) continue
    if (level < currentLevel + zone.knobs.switchMarginDb) continue
    if (!best || level > best.level || (level === best.level && zoneId < best.zone.zone.id)) best = { zone, level }
  }
  return best?.zone ?? nestedAnew(visit, venue)
}

/** Where a release has changed what her zone lies in, she moves to the same zone along its new path. */
const nestedAnew = (visit: Visit | undefined, venue: VenueIndex): IndexedZone | undefined => {
  const zone = venue.zones.get(visit?.stays.at(-1)?.zoneId ?? '')
  return zone && visit && sharedDepth(visit, zone.path) < visit.stays.length ? zone : undefined
}
