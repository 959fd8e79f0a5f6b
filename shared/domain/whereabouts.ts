import { type Levels, type Strength, strengths } from './loudness.ts'
import type { VenueIndex } from './venue-index.ts'
import { knobsOf, type Stay, sharedDepth, type Visit } from './visit.ts'
import type { IndexedZone } from './zone-tree.ts'

/** A sighting speaks for every stay that its anchor lies in, if it is loud enough to keep that stay open. */
export const refreshed = (
  visit: Visit,
  path: readonly string[],
  at: number,
  level: number,
  venue: VenueIndex,
): Visit => {
  const shared = sharedDepth(visit, path)
  const keeps = (depth: number, { zoneId }: Stay) => depth < shared && level >= knobsOf(venue, zoneId).exitRssi
  return {
    ...visit,
    lastSeenAt: level >= venue.knobs.exitRssi ? Math.max(visit.lastSeenAt, at) : visit.lastSeenAt,
    stays:
      shared === 0
        ? visit.stays
        : visit.stays.map((stay, depth) =>
            keeps(depth, stay) ? { ...stay, lastSeenAt: Math.max(stay.lastSeenAt, at) } : stay,
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
  const isCurrent = ({ zone }: IndexedZone) => zone.id === current
  const currentLevel = strengths(levels, venue, now, isCurrent)[0]?.level ?? Number.NEGATIVE_INFINITY
  const challengers = strengths(
    levels,
    venue,
    now,
    (zone, level) =>
      level >= zone.knobs.enterRssi && level >= currentLevel + zone.knobs.switchMarginDb && !isCurrent(zone),
  )
  let best: Strength | undefined
  for (const one of challengers) {
    const { zone, level, sightings } = one
    if (sightings < zone.knobs.minSightings) continue
    if (!best || level > best.level || (level === best.level && zone.zone.id < best.zone.zone.id)) best = one
  }
  return best?.zone.path ?? (visit && newPath(visit, venue))
}

/** Where a release has nested her zone anew, or taken it away, she is in the innermost one that is left, along its new path. */
const newPath = (visit: Visit, venue: VenueIndex): readonly string[] | undefined => {
  const left = visit.stays.findLast(({ zoneId }) => venue.zones.has(zoneId))
  const path = (left && venue.zones.get(left.zoneId)?.path) ?? []
  return path.length === visit.stays.length && sharedDepth(visit, path) === path.length ? undefined : path
}
