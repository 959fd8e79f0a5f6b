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
 * Where to move, if anywhere: to the loudest zone that was heard often and loud enough, by a margin over where she is.
 * Zones from the outermost on. `now` is the newest event time.
 */
export const nextPath = (
  levels: Levels,
  visit: Visit | undefined,
  venue: VenueIndex,
  now: number,
): readonly string[] | undefined => {
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
  return best?.zone.path ?? (visit && newPath(visit, venue))
}

/** Where a release has nested her zone anew, or taken it away, she is in the innermost one that is left, along its new path. */
const newPath = (visit: Visit, venue: VenueIndex): readonly string[] | undefined => {
  const left = visit.stays.findLast(({ zoneId }) => venue.zones.has(zoneId))
  const path = (left && venue.zones.get(left.zoneId)?.path) ?? []
  return path.length === visit.stays.length && sharedDepth(visit, path) === path.length ? undefined : path
}
