import type { VenueIndex } from './venue-index.ts'
import type { IndexedZone } from './zone-tree.ts'

/**
 * What was heard of each anchor lately, second by second, newest first: the second, the sum of its levels (dBm of a -59 dBm
 * beacon), and how many sightings it had. A sum does not care in which order they came.
 */
export type Levels = Record<string, Heard>

type Heard = readonly Second[]
type Second = readonly [second: number, sum: number, sightings: number]

export const loudness = {
  referenceTxPower: -59, // dBm at 1 m; levels are normalized to it so that strong and weak beacons compare
  freshSeconds: 10, // what was not heard for longer says nothing any more
  fadeDbPerSecond: 1, // silence is weak evidence of having gone
  unheardLevel: -95, // dBm that something is taken for which was not heard: about what a phone can still hear
  nowSeconds: 5, // "now" is a mean over so long, the newest counting most
  beforeSeconds: 3, // and "before" what is older than this, the oldest counting most
  lastingSeconds: 6, // over which a lead must hold to be more than a fade
}

/**
 * How loud a zone is, as the loudest of its anchors has it, in dBm: `level` is the middle of the last few sightings, `low` and
 * `high` are their extremes, `now`, `lasting` and `before` are means over the seconds of `loudness`. `sightings` are those
 * of the loudest anchor, `weight` how much of them was just now.
 */
export type Strength = {
  zone: IndexedZone
  level: number
  low: number
  high: number
  now: number
  lasting: number
  before: number
  sightings: number
  weight: number
}

/** Adds a sighting to what was heard and drops what is no longer fresh at `now` (event time, ms). */
export const hear = (levels: Levels, anchorId: string, at: number, level: number, now: number): Levels => {
  const oldest = secondOf(now) - loudness.freshSeconds
  const fresh: Levels = {}
  for (const id in levels) {
    const heard = levels[id]
    if (heard && (heard[0]?.[0] ?? 0) >= oldest) fresh[id] = heard
  }
  fresh[anchorId] = withOne(fresh[anchorId], secondOf(at), level, oldest)
  return fresh
}

/** What was heard of an anchor with one sighting more in its second, and without what is too old. */
const withOne = (heard: Heard | undefined, second: number, level: number, oldest: number): Heard => {
  if (!heard) return second < oldest ? [] : [[second, level, 1]]
  let end = heard.length
  while (end > 0 && (heard[end - 1]?.[0] ?? oldest) < oldest) end--
  const kept = heard.slice(0, end)
  // nearly always the first or none of them is newer
  let place = 0
  while (place < end && (kept[place]?.[0] ?? second) > second) place++
  const same = kept[place]
  if (same?.[0] === second) kept[place] = [second, same[1] + level, same[2] + 1]
  else if (second >= oldest) kept.splice(place, 0, [second, level, 1])
  return kept
}

/** How loud a zone was in its newest second, as the loudest of its anchors had it; -Infinity where it was not heard lately. */
export const newestLevel = (levels: Levels, zoneId: string | undefined, venue: VenueIndex, now: number): number => {
  let loudest = Number.NEGATIVE_INFINITY
  for (const anchorId in levels) {
    const newest = levels[anchorId]?.[0]
    if (!newest || venue.leafOf.get(anchorId)?.zone.id !== zoneId) continue
    if (secondOf(now) - newest[0] <= loudness.freshSeconds) loudest = Math.max(loudest, newest[1] / newest[2])
  }
  return loudest
}

/** How loud the zones are that were heard lately. Only of those that `counts` asks for, by the level of their newest second. */
export const strengths = (
  levels: Levels,
  venue: VenueIndex,
  now: number,
  counts: (zone: IndexedZone, newest: number) => boolean,
): readonly Strength[] => {
  const all: Strength[] = []
  for (const anchorId in levels) {
    const zone = venue.leafOf.get(anchorId)
    const heard = levels[anchorId]
    const newest = heard?.[0]
    if (!zone || !newest || secondOf(now) - newest[0] > loudness.freshSeconds) continue
    if (!counts(zone, newest[1] / newest[2])) continue
    const one = strengthOf(zone, heard, now)
    // a few zones at most: to look through them is quicker than to index them
    const at = all.findIndex((other) => other.zone === zone)
    const known = all[at]
    if (!known) all.push(one)
    else all[at] = louder(known, one)
  }
  return all
}

/** What two anchors say of one zone: the louder of each. */
const louder = (a: Strength, b: Strength): Strength => {
  const [first, second] = b.level > a.level || (b.level === a.level && b.sightings > a.sightings) ? [b, a] : [a, b]
  return {
    ...first,
    low: Math.max(first.low, second.low),
    high: Math.max(first.high, second.high),
    now: Math.max(first.now, second.now),
    lasting: Math.max(first.lasting, second.lasting),
    before: Math.max(first.before, second.before),
  }
}

const strengthOf = (zone: IndexedZone, heard: Heard, now: number): Strength => {
  const { minSightings } = zone.knobs
  const { nowSeconds, beforeSeconds, freshSeconds, lastingSeconds, fadeDbPerSecond, unheardLevel } = loudness
  let [nowSum, nowWeight, beforeSum, beforeWeight, lastingSum, lastingWeight] = [0, 0, 0, 0, 0, 0]
  let [low, high, sightings] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  const last: number[] = []
  for (const [second, sum, count] of heard) {
    const level = sum / count
    const age = ageOf(second, now)
    if (sightings < minSightings) {
      low = Math.min(low, level)
      high = Math.max(high, level)
      last.push(level)
    }
    sightings += count
    if (age < nowSeconds) {
      const weight = 1 - age / nowSeconds
      nowWeight += weight
      nowSum += weight * level
    }
    if (age > beforeSeconds) {
      const weight = (age - beforeSeconds) / (freshSeconds - beforeSeconds)
      beforeWeight += weight
      beforeSum += weight * level
    }
    if (age < lastingSeconds) {
      lastingWeight += 1
      lastingSum += level
    }
  }
  const fade = (secondOf(now) - (heard[0]?.[0] ?? 0)) * fadeDbPerSecond
  const faded = (last[0] ?? unheardLevel) - fade
  return {
    zone,
    level: middleOf(last) - fade,
    low: low - fade,
    high: high - fade,
    now: nowWeight > scant ? nowSum / nowWeight : faded,
    lasting: lastingWeight > 0 ? lastingSum / lastingWeight : faded,
    before: beforeWeight > scant ? beforeSum / beforeWeight : unheardLevel,
    sightings,
    weight: nowWeight,
  }
}

const scant = 0.3 // of a second's weight: less is no mean

/** How much the levels of anchors vary from second to second, as a standard deviation in dB; 0 where nothing tells. */
export const noiseOf = (levels: Levels): number => {
  let [sum, count] = [0, 0]
  for (const anchorId in levels) {
    const heard = levels[anchorId] ?? []
    for (let i = 1; i < heard.length; i++) {
      const [newer, older] = [heard[i - 1], heard[i]]
      if (!newer || !older || newer[0] - older[0] > 3) continue
      sum += (newer[1] / newer[2] - older[1] / older[2]) ** 2
      count++
    }
  }
  // two neighbours differ by twice the variance of one (von Neumann, 1941)
  return count === 0 ? 0 : Math.sqrt(sum / count / 2)
}

/** Without the anchors of these zones: leaving a zone forgets how loud it was. */
export const forget = (levels: Levels, zoneIds: ReadonlySet<string>, venue: VenueIndex): Levels =>
  Object.fromEntries(
    Object.entries(levels).filter(([anchorId]) => !zoneIds.has(venue.leafOf.get(anchorId)?.zone.id ?? '')),
  )

const secondOf = (at: number): number => Math.floor(at / 1000)

/** Seconds since the middle of a second; 0 while it lasts. */
const ageOf = (second: number, now: number): number => Math.max(0, now / 1000 - second - 0.5)

/** The lower of the two middle levels for an even count: no zone gets louder by averaging. */
const middleOf = (levels: number[]): number => {
  if (levels.length > 1) levels.sort((a, b) => a - b)
  return levels[(levels.length - 1) >> 1] ?? loudness.unheardLevel
}
