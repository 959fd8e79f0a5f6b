import { isShape } from './area.ts'
import { rounded } from './certainty.ts'
import type { Fix } from './fix.ts'
import type { VenueIndex } from './venue-index.ts'
import { knobsOf, type Visit } from './visit.ts'
import { type Destination, isAlong } from './whereabouts.ts'

/**
 * What was said lately of where a device is, newest first: the zones it may be in with their probabilities, by an accuracy.
 * `none` is the probability of no zone. A location engine's own word has no accuracy: it is in the zone, or has `left` it.
 */
export type Fixes = readonly Said[]
type Said = {
  at: number
  accuracyMetres?: number
  zones: readonly (readonly [zoneId: string, probability: number])[]
  none: number
  left?: string
}

export const fixLimits = {
  freshSeconds: 60, // positions come a second or a minute apart; an older one is no longer one of several in a row
  decidesSeconds: 10, // for so long a fix goes before what sightings say of zones that are drawn
  kept: 8,
  zonesKept: 4, // of a fix, with what may be said of each
  certain: 0.9, // a position that is inside by its accuracy needs no second one
  lead: 0.2, // probability by which a challenger must be ahead of where she is, in the mean
}

export const saidBy = ({ zones, accuracyMetres, occurredAt }: Fix): Said => ({
  at: occurredAt,
  accuracyMetres: Math.round(accuracyMetres * 10) / 10,
  zones: zones.slice(0, fixLimits.zonesKept).map(({ zoneId, probability }) => [zoneId, rounded(probability)]),
  none: rounded(Math.max(0, 1 - zones.reduce((sum, { probability }) => sum + probability, 0))),
})

export const saidByEngine = (zoneId: string, inside: boolean, at: number): Said =>
  inside ? { at, zones: [[zoneId, 1]], none: 0 } : { at, zones: [], none: 1, left: zoneId }

/** With one more, in the order of time; of one time a word that is more certain comes first. */
export const noteFix = (fixes: Fixes, said: Said, now: number): Fixes =>
  [...fixes, said]
    .filter(({ at }) => now - at <= fixLimits.freshSeconds * 1000)
    .sort((a, b) => b.at - a.at || standing(a) - standing(b) || (textOf(a) < textOf(b) ? -1 : 1))
    .slice(0, fixLimits.kept)

/** Less is more certain: an engine's word, then fixes by their accuracy, then what was left. */
const standing = ({ left, accuracyMetres = -1 }: Said): number => (left === undefined ? accuracyMetres : 1e9)

const textOf = (said: Said): string => JSON.stringify(said)

/** Whether a fix is so new that it decides on zones that are drawn. */
export const decides = (fixes: Fixes | undefined, now: number): boolean => {
  const [newest] = fixes ?? []
  return newest !== undefined && now - newest.at <= fixLimits.decidesSeconds * 1000
}

/** Where the fixes take her, if anywhere: at once if the newest is certain, else when several in a row agree. */
export const whereFixed = (fixes: Fixes, visit: Visit | undefined, venue: VenueIndex): Destination | undefined => {
  const [newest] = fixes
  if (!newest) return undefined
  if (newest.left !== undefined) return visit && outOf(newest.left, visit)
  const currentId = visit?.stays.at(-1)?.zoneId
  const challenger = likeliest(newest, venue)
  if (challenger === currentId || isFinerThanFixes(challenger, visit, venue)) return undefined
  const isCertain = probabilityOf(newest, challenger, venue) >= fixLimits.certain
  const { minSightings } = knobsOf(venue, challenger ?? currentId ?? '')
  const needed = isCertain ? 1 : Math.min(minSightings, fixLimits.kept)
  const row = fixes.filter(({ left }) => left === undefined).slice(0, needed)
  if (row.length < needed) return undefined
  const leads = row.map((one) => ownShare(one, challenger) - ownShare(one, currentId))
  if (row.some((one) => likeliest(one, venue) !== challenger) || mean(leads) < fixLimits.lead) return undefined
  const path = venue.zones.get(challenger ?? '')?.path ?? []
  return named(path, row, visit, venue)
}

/** Leaving the zone that an engine says was left, and all inside it. */
const outOf = (zoneId: string, visit: Visit): Destination | undefined => {
  const depth = visit.stays.findIndex((stay) => stay.zoneId === zoneId)
  if (depth === -1) return undefined
  return { path: visit.stays.slice(0, depth).map((stay) => stay.zoneId), confidence: 1, evidence: { by: 'engine' } }
}

/** The innermost zone of a path that the fixes are sure enough of; the venue where they are sure of none of them. */
const named = (
  path: readonly string[],
  row: readonly Said[],
  visit: Visit | undefined,
  venue: VenueIndex,
): Destination | undefined => {
  const chance = (zoneId: string | undefined) => mean(row.map((one) => probabilityOf(one, zoneId, venue)))
  let depth = path.length
  while (depth > 0 && chance(path[depth - 1]) < knobsOf(venue, path[depth - 1] ?? '').minConfidence) depth--
  if (depth === 0 && path.length > 0) return undefined
  const to = path.slice(0, depth)
  if (visit ? isAlong(visit, to) : depth === 0) return undefined
  const probability = rounded(chance(to.at(-1)))
  const accuracyMetres = row[0]?.accuracyMetres
  const evidence =
    accuracyMetres === undefined
      ? ({ by: 'engine' } as const)
      : ({ by: 'position', accuracyMetres, probability } as const)
  return { path: to, confidence: probability, evidence }
}

/** The likeliest innermost zone; undefined where none is likelier than any. A zone that the release no longer has is none. */
const likeliest = (said: Said, venue: VenueIndex): string | undefined => {
  const [first] = said.zones.filter(([zoneId]) => venue.zones.has(zoneId))
  return first && first[1] >= ownShare(said, undefined) ? first[0] : undefined
}

/** The probability of being in a zone and in none inside it; of no zone at all where none is asked for. */
const ownShare = ({ zones, none }: Said, zoneId: string | undefined): number =>
  zoneId === undefined ? none : (zones.find(([id]) => id === zoneId)?.[1] ?? 0)

/** The probability of being in a zone, those inside it included. */
export const probabilityOf = (said: Said, zoneId: string | undefined, venue: VenueIndex): number => {
  if (zoneId === undefined) return ownShare(said, undefined)
  return said.zones.reduce(
    (sum, [id, share]) => sum + (id === zoneId || venue.zones.get(id)?.path.includes(zoneId) ? share : 0),
    0,
  )
}

/** She is in a set of beacons, of which no fix knows, in the zone that the fix tells: that is no contradiction. */
const isFinerThanFixes = (challenger: string | undefined, visit: Visit | undefined, venue: VenueIndex): boolean => {
  if (!visit) return false
  const depth = challenger === undefined ? -1 : visit.stays.findIndex(({ zoneId }) => zoneId === challenger)
  if (depth === -1 && challenger !== undefined) return false
  const inner = visit.stays.slice(depth + 1)
  return inner.some(({ zoneId }) => {
    const area = venue.zones.get(zoneId)?.zone.area
    return area !== undefined && !isShape(area)
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
