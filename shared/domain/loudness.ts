import type { VenueIndex } from './venue-index.ts'

/** The last few sightings of each anchor, newest first: pairs of event time (ms) and level (dBm of a -59 dBm beacon). */
export type Levels = Record<string, readonly (readonly [at: number, level: number])[]>

export const loudness = {
  referenceTxPower: -59, // dBm at 1 m; levels are normalized to it so that strong and weak beacons compare
  freshSeconds: 10, // what was not heard for longer says nothing any more
  fadeDbPerSecond: 1, // silence is weak evidence of having gone
}

/** A zone's strength, as the loudest of its anchors has it, and the number of sightings behind it. */
export type Strength = { zoneId: string; level: number; sightings: number }

/**
 * Adds a sighting to an anchor's few and drops what is no longer fresh at `now` (event time).
 * Which sightings remain does not depend on the order of their arrival.
 */
export const hear = (
  levels: Levels,
  anchorId: string,
  at: number,
  level: number,
  keep: number,
  now: number,
): Levels => {
  const oldest = now - loudness.freshSeconds * 1000
  const fresh: Levels = {}
  for (const id in levels) {
    const heard = levels[id]
    if (heard && (heard[0]?.[0] ?? 0) >= oldest) fresh[id] = heard
  }
  const heard = fresh[anchorId] ?? []
  const behind = heard.findIndex((other) => at > other[0] || (at === other[0] && level > other[1]))
  const place = behind === -1 ? heard.length : behind
  fresh[anchorId] = [...heard.slice(0, place), [at, level] as const, ...heard.slice(place)].slice(0, keep)
  return fresh
}

/** The strength of every zone that was heard lately: the median of its loudest anchor's last sightings, fading with silence. */
export const strengths = (levels: Levels, venue: VenueIndex, now: number): Map<string, Strength> => {
  const byZone = new Map<string, Strength>()
  for (const anchorId in levels) {
    const zoneId = venue.leafOf.get(anchorId)
    const heard = levels[anchorId] ?? []
    const newest = heard[0]
    if (zoneId === undefined || newest === undefined || now - newest[0] > loudness.freshSeconds * 1000) continue
    const silentSeconds = Math.max(0, now - newest[0]) / 1000
    const level = median(heard) - silentSeconds * loudness.fadeDbPerSecond
    const known = byZone.get(zoneId)
    const isBetter =
      known === undefined || level > known.level || (level === known.level && heard.length > known.sightings)
    if (isBetter) byZone.set(zoneId, { zoneId, level, sightings: heard.length })
  }
  return byZone
}

/** Without the anchors of these zones: leaving a zone forgets how loud it was. */
export const forget = (levels: Levels, zoneIds: ReadonlySet<string>, venue: VenueIndex): Levels =>
  Object.fromEntries(Object.entries(levels).filter(([anchorId]) => !zoneIds.has(venue.leafOf.get(anchorId) ?? '')))

/**
 * The lower of the two middle levels for an even count: no zone gets louder by averaging. By counting who is quieter: there
 * are a few, and every sighting asks this of every anchor.
 */
const median = (heard: Levels[string]): number => {
  const rank = Math.floor((heard.length - 1) / 2)
  for (const [, level] of heard) {
    let quieter = 0
    let equal = 0
    for (const [, other] of heard) {
      if (other < level) quieter++
      else if (other === level) equal++
    }
    if (quieter <= rank && rank < quieter + equal) return level
  }
  return Number.NEGATIVE_INFINITY
}
