import { isShape } from './area.ts'
import { type Certainty, confidenceOf, rounded } from './certainty.ts'
import { type Challenge, doubtOf, gainedBy, isAhead, takesOver } from './challenge.ts'
import { type Levels, loudness, newestLevel, noiseOf, type Strength, strengths } from './loudness.ts'
import type { VenueIndex } from './venue-index.ts'
import { knobsOf, type Stay, sharedDepth, type Visit } from './visit.ts'

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

/** Where to go, zones from the outermost on, and how sure that is. */
export type Destination = Certainty & { path: readonly string[] }

/**
 * Where to move, if anywhere: to the loudest zone that was heard often and loud enough, and takes over from where she is.
 * `now` is the newest event time; `challenge` is what the strongest challenger has gained so far. While positions tell where
 * she is (`isFixed`), sightings speak for sets of beacons only.
 */
export const whereTo = (
  levels: Levels,
  visit: Visit | undefined,
  venue: VenueIndex,
  now: number,
  { challenge, isFixed }: { challenge: Challenge | undefined; isFixed: boolean },
): { to: Destination | undefined; challenge: Challenge | undefined } => {
  const currentId = visit?.stays.at(-1)?.zoneId
  const currentLevel = newestLevel(levels, currentId, venue, now)
  const challengers = strengths(
    levels,
    venue,
    now,
    ({ zone, knobs }, level) =>
      level >= knobs.enterRssi - flickerDb &&
      level >= currentLevel - flickerDb &&
      zone.id !== currentId &&
      !(isFixed && isShape(zone.area)),
  )
  if (challengers.length === 0) {
    const kept = challenge && now - challenge.at < flickerMs ? challenge : undefined
    return { to: visit && nestedAnew(visit, venue), challenge: kept }
  }
  const [current] = strengths(levels, venue, now, ({ zone }) => zone.id === currentId)
  const gained = gainedBy(loudest(challengers, 'lasting'), current, challenge, now)
  // most of the time nobody is near enough to the margin for the noise to matter
  const isClose = current && challengers.some((one) => isAhead(one, current, gained))
  const doubt = isClose ? doubtOf(noiseOf(levels)) : 0
  const ready = challengers.filter(
    (one) =>
      one.sightings >= one.zone.knobs.minSightings &&
      one.level >= one.zone.knobs.enterRssi &&
      (!current ||
        (isClose && takesOver(one, current, doubt, gained?.zoneId === one.zone.zone.id ? gained.gained : 0))),
  )
  const best = loudest(ready, 'level')
  if (!best) return { to: visit && nestedAnew(visit, venue), challenge: gained }
  const to = namedBy(
    best,
    strengths(levels, venue, now, () => true),
    venue,
  )
  if (to && !(visit && isAlong(visit, to.path))) return { to, challenge: undefined }
  return { to: visit && nestedAnew(visit, venue), challenge: gained }
}

const flickerDb = 8 // by which a single second of a zone may be fainter than the zone is
const flickerMs = 3000

/** The loudest of some, of equals the first by name. */
const loudest = (all: readonly Strength[], by: 'level' | 'lasting'): Strength | undefined => {
  let best: Strength | undefined
  for (const one of all)
    if (!best || one[by] > best[by] || (one[by] === best[by] && one.zone.zone.id < best.zone.zone.id)) best = one
  return best
}

/** The innermost of the zones around a strength that is sure enough to be named: against all that is not inside it. */
const namedBy = (best: Strength, heard: readonly Strength[], venue: VenueIndex): Destination | undefined => {
  const { path } = best.zone
  for (let depth = path.length; depth > 0; depth--) {
    const zoneId = path[depth - 1] ?? ''
    const rivals = heard.flatMap(({ zone, now }) => (zone.path[depth - 1] === zoneId ? [] : [now]))
    const marginDb = best.now - Math.max(loudness.unheardLevel, ...rivals)
    const confidence = confidenceOf(marginDb, best.sightings)
    if (confidence < knobsOf(venue, zoneId).minConfidence) continue
    const { sightings, level } = best
    const evidence = { by: 'sightings', sightings, level: Math.round(level), marginDb: Math.round(marginDb) } as const
    return { path: path.slice(0, depth), confidence: rounded(confidence), evidence }
  }
  return undefined
}

/** Where a release has nested her zone anew, or taken it away, she is in the innermost one that is left, along its new path. */
const nestedAnew = (visit: Visit, venue: VenueIndex): Destination | undefined => {
  const left = visit.stays.findLast(({ zoneId }) => venue.zones.has(zoneId))
  const path = (left && venue.zones.get(left.zoneId)?.path) ?? []
  return isAlong(visit, path) ? undefined : { path, confidence: 1, evidence: { by: 'release' } }
}

/** Whether a visit's stays are exactly those of a path. */
export const isAlong = (visit: Visit, path: readonly string[]): boolean =>
  path.length === visit.stays.length && sharedDepth(visit, path) === path.length
