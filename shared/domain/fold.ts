import type { Challenge } from './challenge.ts'
import { deviceMailbox } from './event.ts'
import type { Fixes } from './fixes.ts'
import type { StoredBelief } from './locating/follow-scan.ts'
import { forget, type Levels } from './loudness.ts'
import type { Motion } from './motion.ts'
import type { Release } from './release.ts'
import { noted, oldestOf, type Seen, since } from './seen.ts'
import type { VenueIndex } from './venue-index.ts'
import { closeVisit, type Happening, knobsOf, moveTo, nextChangeAt, openVisit, passTime, type Visit } from './visit.ts'
import type { Destination } from './whereabouts.ts'

/**
 * What a mailbox knows of where its device is, and what that rests on. A fold copies it once, and its steps write into the copy.
 *
 * `newestAt` is the newest event time folded; what is older than `floorAt` is late. `seen` remembers what was folded within
 * `maxLatenessSeconds` of the newest. `lagMs` is how far the device's clock (or its offline queue) is behind arrival.
 */
export type Draft = {
  deviceId: string
  newestAt: number
  floorAt: number
  lagMs: number
  seen: Seen
  levels: Levels
  challenge?: Challenge
  fixes?: Fixes
  motion?: Motion
  belief?: StoredBelief
  elsewhere?: { venueId: string; sightings: number }
  visit?: Visit
  moments: number
}

export const presenceLimits = {
  sightingsRemembered: 512, // 50 a second for 10 seconds of lateness; beyond it the oldest count as late
}

export type Happenings = readonly Happening[]

export const nothing: Happenings = []

/** When something was, by the device's clock, in event time and on arrival. */
export type Told = { deviceTime: number; occurredAt: number; receivedAt: number }

/** Time goes on to `until` (event time) and closes what silence has ended. */
export const elapse = (draft: Draft, until: number, release: Release): Happenings => {
  if (!draft.visit) return nothing
  const venue = release.venues.get(draft.visit.venueId)
  if (nextChangeAt(draft.visit, venue) > until) return nothing
  const { visit, happenings } = passTime(draft.visit, venue, until)
  const exits = happenings.filter(({ kind }) => kind === 'zone.exit' || kind === 'venue.exit')
  // an exit is final: whatever happened before it is late from now on
  draft.floorAt = Math.max(draft.floorAt, ...exits.map(({ occurredAt }) => occurredAt))
  const left = new Set(exits.flatMap(({ zoneId }) => zoneId ?? []))
  draft.levels = venue && visit ? forget(draft.levels, left, venue) : {}
  if (exits.length > 0) delete draft.challenge
  if (!visit) delete draft.fixes
  if (!visit) delete draft.belief
  draft.moments += happenings.length
  if (visit) draft.visit = visit
  else delete draft.visit
  return happenings
}

/** Takes note of what was told, so that the next copy of it is known as one. */
export const remember = (
  draft: Draft,
  { deviceTime, occurredAt, receivedAt }: Told,
  fingerprint: number,
  venue: VenueIndex,
): void => {
  const latenessMs = venue.knobs.maxLatenessSeconds * 1000
  if (occurredAt >= draft.newestAt) {
    const behind = receivedAt - occurredAt
    draft.lagMs = behind > latenessMs ? behind : 0
    draft.newestAt = occurredAt
  }
  // kept by the device's own time: no copy can have a later event time, so what is let go is late if it comes again
  let horizon = draft.newestAt - latenessMs
  draft.seen = noted(draft.seen, deviceTime, fingerprint, horizon)
  if (draft.seen.length > 2 * presenceLimits.sightingsRemembered) {
    horizon = oldestOf(draft.seen) + 1
    draft.seen = since(draft.seen, horizon)
  }
  draft.floorAt = Math.max(draft.floorAt, Math.min(horizon, draft.newestAt))
}

/** Opens a visit where there is none, and moves to a destination. */
export const goTo = (draft: Draft, { path, ...certainty }: Destination, venueId: string): Happenings => {
  const at = Math.max(draft.newestAt, draft.visit?.lastMomentAt ?? 0, draft.floorAt)
  const opened = draft.visit
    ? { visit: draft.visit, happenings: [] }
    : openVisit(deviceMailbox(draft.deviceId), venueId, at, draft.moments, certainty)
  const moved = moveTo(opened.visit, path, at, certainty)
  const happenings = [...opened.happenings, ...moved.happenings]
  draft.visit = moved.visit
  draft.moments += happenings.length
  return happenings
}

/**
 * Another venue is told of while a visit is open: enough of that in a row and she has gone there. `weight` is what this counts
 * for: 1 for a sighting, more for what is certain.
 */
export const beElsewhere = (draft: Draft, to: Destination, venue: VenueIndex, weight: number): Happenings => {
  const venueId = venue.venue.id
  const { visit } = draft
  if (!visit || to.path.length === 0) return nothing
  const sightings = (draft.elsewhere?.venueId === venueId ? draft.elsewhere.sightings : 0) + weight
  if (sightings < knobsOf(venue, to.path.at(-1) ?? '').minSightings) {
    draft.elsewhere = { venueId, sightings }
    return nothing
  }
  const at = Math.max(draft.newestAt, visit.lastMomentAt)
  const closed = closeVisit(visit, at, to)
  draft.moments += closed.length
  draft.floorAt = at
  draft.levels = {}
  delete draft.visit
  delete draft.elsewhere
  delete draft.challenge
  delete draft.fixes
  return [...closed, ...goTo(draft, to, venueId)]
}
