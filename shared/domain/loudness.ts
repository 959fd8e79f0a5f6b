import type { VenueIndex } from './venue-index.ts'
import type { IndexedZone } from './zone-tree.ts'

/** The last few sightings of each anchor, newest first: pairs of event time (ms) and level (dBm of a -59 dBm beacon). */
export type Levels = Record<string, Heard>

type Heard = readonly (readonly [at: number, level: number])[]

export const loudness = {
  referenceTxPower: -59, // dBm at 1 m; levels are normalized to it so that strong and weak beacons compare
  freshSeconds: 10, // what was not heard for longer says nothing any more
  fadeDbPerSecond: 1, // silence is weak evidence of having gone
}

/** A zone's strength, as the loudest of its anchors has it, and the number of sightings behind it. */
export type Strength = { zone: IndexedZone; level: number; sightings: number }

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
  fresh[anchorId] = inserted(fresh[anchorId] ?? [], [at, level], keep)
  return fresh
}

/** The few with one more in its place: newest first, of equals the loudest. */
const inserted = (heard: Heard, one: Heard[number], keep: number): Heard => {
  const few: Heard[number][] = []
  let isIn = false
  for (const other of heard) {
    if (!isIn && (one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]))) {
      few.push(one)
      isIn = true
    }
    few.push(other)
  }
  if (!isIn) few.push(one)
  if (few.length > keep) few.length = keep
  return few
}

/**
 * How loud the zones are that were heard lately: the median of their loudest anchor's last sightings, fading with silence.
 * Only of those anchors that `counts` asks for.
 */
export const strengths = (
  levels: Levels,
  venue: VenueIndex,
  now: number,
  counts: (zone: IndexedZone, level: number) => boolean,
): readonly Strength[] => {
  const all: Strength[] = []
  for (const anchorId in levels) {
    const zone = venue.leafOf.get(anchorId)
    const heard = levels[anchorId]
    const newest = heard?.[0]
    if (!zone || !newest || now - newest[0] > loudness.freshSeconds * 1000) continue
    const silentSeconds = Math.max(0, now - newest[0]) / 1000
    const level = median(heard) - silentSeconds * loudness.fadeDbPerSecond
    if (!counts(zone, level)) continue
    // a few zones at most: to look through them is quicker than to index them
    const known = all.find((other) => other.zone === zone)
    if (!known) all.push({ zone, level, sightings: heard.length })
    else if (level > known.level || (level === known.level && heard.length > known.sightings)) {
      known.level = level
      known.sightings = heard.length
    }
  }
  return all
}

/** Without the anchors of these zones: leaving a zone forgets how loud it was. */
export const forget = (levels: Levels, zoneIds: ReadonlySet<string>, venue: VenueIndex): Levels =>
  Object.fromEntries(
    Object.entries(levels).filter(([anchorId]) => !zoneIds.has(venue.leafOf.get(anchorId)?.zone.id ?? '')),
  )

/**
 * The lower of the two middle levels for an even count: no zone gets louder by averaging. By counting who is quieter: there
 * are a few, and every sighting asks this of every anchor.
 */
const median = (heard: Heard): number => {
  const rank = (heard.length - 1) >> 1
  for (let i = 0; i < heard.length; i++) {
    const level = heard[i]?.[1] ?? Number.NEGATIVE_INFINITY
    let quieter = 0
    let equal = 0
    for (let j = 0; j < heard.length; j++) {
      const other = heard[j]?.[1] ?? level
      if (other < level) quieter++
      else if (other === level) equal++
    }
    if (quieter <= rank && rank < quieter + equal) return level
  }
  return Number.NEGATIVE_INFINITY
}
