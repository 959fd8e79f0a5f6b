import { confidenceOf, rounded } from './certainty.ts'
import type { Challenge } from './challenge.ts'
import type { DeviceKind } from './customer.ts'
import { deviceMailbox, type MailboxEvent } from './event.ts'
import { derivedId } from './identifier.ts'
import type { Outcome } from './journal.ts'
import { forget, hear, type Levels, loudness } from './loudness.ts'
import type { Moment } from './moment.ts'
import type { Release } from './release.ts'
import { noted, oldestOf, remembers, type Seen, since } from './seen.ts'
import type { Sighting } from './sighting.ts'
import type { Place, VenueIndex } from './venue-index.ts'
import { closeVisit, type Happening, knobsOf, moveTo, nextChangeAt, openVisit, passTime, type Visit } from './visit.ts'
import { type Destination, refreshed, whereTo } from './whereabouts.ts'

/**
 * All that a mailbox knows of its device: who it is, where it is, and what it has already heard.
 *
 * `newestAt` is the newest event time folded; what is older than `floorAt` is late. `seen` remembers what was folded within
 * `maxLatenessSeconds` of the newest. `lagMs` is how far the device's clock (or its offline queue) is behind arrival;
 * timers wait for it. `timerAt` is the one timer that is armed, in arrival time. `enrolledAt` and `identifiedAt` are the
 * arrival times of what was last said of the device: an older word, repeated, changes nothing.
 */
export type Presence = {
  version: number
  deviceId: string
  deviceKind: DeviceKind
  staff: boolean
  enrolledAt?: number
  customerId?: string
  identifiedAt?: number
  newestAt: number
  floorAt: number
  lagMs: number
  seen: Seen
  levels: Levels
  challenge?: Challenge
  elsewhere?: { venueId: string; sightings: number }
  visit?: Visit
  moments: number
  timerAt?: number
}

export const presenceLimits = {
  sightingsRemembered: 512, // 50 a second for 10 seconds of lateness; beyond it the oldest count as late
}

/** `presence` is undefined only for a device that nobody enrolled. */
export type Advanced = { presence: Presence | undefined; moments: readonly Moment[]; outcome: Outcome }

/**
 * Folds one event into a presence, purely. Duplicates, late sightings and stale timers change nothing.
 * The caller keeps the returned presence and hands it in with the mailbox's next event.
 */
export const advance = (presence: Presence | undefined, event: MailboxEvent, release: Release): Advanced => {
  if (event.kind === 'enrol') return enrol(presence, event)
  if (presence === undefined) return { presence, moments: [], outcome: { outcome: 'parked', reason: 'unknown_device' } }
  switch (event.kind) {
    case 'identify':
      return identify(presence, event)
    case 'receipt':
      return { presence, moments: [], outcome: { outcome: 'folded' } }
    case 'timer':
      return foldTimer(presence, event, release)
    case 'sighting':
      return foldSighting(presence, event, release)
    case 'position':
      return { presence, moments: [], outcome: { outcome: 'ignored', reason: 'unknown_place' } }
  }
}

/** The arrival time at which this mailbox must be woken, if nothing else happens before. */
export const nextDueAt = ({ visit, lagMs }: Presence, release: Release): number | undefined => {
  const at = visit && nextChangeAt(visit, release.venues.get(visit.venueId))
  return at === undefined ? undefined : at + lagMs
}

/** Sees to it that a timer is armed for the next due time. An armed one that fires earlier than needed is kept: it arms the next. */
export const withTimer = (presence: Presence, release: Release): { presence: Presence; timerAt?: number } => {
  const dueAt = nextDueAt(presence, release)
  if (dueAt === undefined || (presence.timerAt !== undefined && presence.timerAt <= dueAt)) return { presence }
  return { presence: { ...presence, timerAt: dueAt }, timerAt: dueAt }
}

type EventOf<K extends MailboxEvent['kind']> = Extract<MailboxEvent, { kind: K }>

const outdated = { moments: [], outcome: { outcome: 'ignored', reason: 'outdated' } } as const
const folded = { moments: [], outcome: { outcome: 'folded' } } as const

const enrol = (
  presence: Presence | undefined,
  { deviceId, deviceKind, staff, receivedAt }: EventOf<'enrol'>,
): Advanced => {
  if (receivedAt < (presence?.enrolledAt ?? 0)) return { ...outdated, presence }
  const known = presence ?? { version: 0, newestAt: 0, floorAt: 0, lagMs: 0, seen: [], levels: {}, moments: 0 }
  return { ...folded, presence: { ...known, deviceId, deviceKind, staff, enrolledAt: receivedAt } }
}

const identify = (presence: Presence, { customerId, receivedAt }: EventOf<'identify'>): Advanced => {
  if (receivedAt < (presence.identifiedAt ?? 0)) return { ...outdated, presence }
  const { customerId: _, ...nobody } = presence
  const known = customerId === undefined ? nobody : { ...nobody, customerId }
  return { ...folded, presence: { ...known, identifiedAt: receivedAt } }
}

const foldTimer = (presence: Presence, timer: EventOf<'timer'>, release: Release): Advanced => {
  if (timer.dueAt !== presence.timerAt)
    return { presence, moments: [], outcome: { outcome: 'ignored', reason: 'stale_timer' } }
  const { timerAt: _, ...rested } = presence
  const happenings = elapse(rested, timer.dueAt - presence.lagMs, release)
  return { ...folded, presence: rested, moments: named(rested, happenings, timer.receivedAt) }
}

const foldSighting = (presence: Presence, event: EventOf<'sighting'>, release: Release): Advanced => {
  const unchanged = (outcome: Outcome): Advanced => ({ presence, moments: [], outcome })
  const { sighting, venueId, receivedAt } = event
  const venue = release.venues.get(venueId)
  if (!venue) return unchanged({ outcome: 'ignored', reason: 'unknown_venue' })
  const place = venue.place(sighting.anchor)
  if (!place)
    return unchanged({
      outcome: 'ignored',
      reason: 'gatewayId' in sighting.anchor ? 'unknown_gateway' : 'unknown_beacon',
    })
  if (remembers(presence.seen, sighting.deviceTime, place.fingerprint)) return unchanged({ outcome: 'duplicate' })
  if (sighting.occurredAt < presence.floorAt) return unchanged({ outcome: 'late' })

  const level =
    sighting.rssi + loudness.referenceTxPower - (place.txPower ?? sighting.txPower ?? loudness.referenceTxPower)
  // the one copy: all steps below write into it
  const next = { ...presence }
  const before = elapse(next, sighting.occurredAt, release)
  remember(next, sighting, place, venue)
  if (next.visit?.venueId === venueId) next.visit = refreshed(next.visit, place.path, sighting.occurredAt, level, venue)
  // a sighting that ends a silence tells that she was there all the while: the dwells of that time come before what it does
  const during = elapse(next, next.newestAt, release)
  const heard = locate(next, sighting, place, level, venue)
  return { ...folded, presence: next, moments: named(next, inOrder(before, during, heard), receivedAt) }
}

/** A presence that a fold has copied and may write into. What happens is counted in `moments` at once. */
type Draft = Presence

type Happenings = readonly Happening[]

const nothing: Happenings = []

/** Time goes on to `until` (event time) and closes what silence has ended. */
const elapse = (draft: Draft, until: number, release: Release): Happenings => {
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
  draft.moments += happenings.length
  if (visit) draft.visit = visit
  else delete draft.visit
  return happenings
}

/** Takes note of a sighting, so that the next copy of it is known as one. */
const remember = (
  draft: Draft,
  { deviceTime, occurredAt, receivedAt }: Sighting,
  place: Place,
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
  draft.seen = noted(draft.seen, deviceTime, place.fingerprint, horizon)
  if (draft.seen.length > 2 * presenceLimits.sightingsRemembered) {
    horizon = oldestOf(draft.seen) + 1
    draft.seen = since(draft.seen, horizon)
  }
  draft.floorAt = Math.max(draft.floorAt, Math.min(horizon, draft.newestAt))
}

/** Decides where a device is now that one more sighting is known. */
const locate = (draft: Draft, sighting: Sighting, place: Place, level: number, venue: VenueIndex): Happenings => {
  if (draft.visit && draft.visit.venueId !== venue.venue.id) return beElsewhere(draft, sighting, place, level, venue)
  if (draft.elsewhere) delete draft.elsewhere
  const leaf = place.path.at(-1)
  if (leaf === undefined) return nothing
  draft.levels = hear(draft.levels, place.anchorId, sighting.occurredAt, level, draft.newestAt)
  const { to, challenge } = whereTo(draft.levels, draft.visit, venue, draft.newestAt, draft.challenge)
  if (challenge) draft.challenge = challenge
  else delete draft.challenge
  return to === undefined ? nothing : goTo(draft, to, venue.venue.id)
}

/** Another venue is heard while a visit is open: enough of that in a row and she has gone there. */
const beElsewhere = (draft: Draft, sighting: Sighting, place: Place, level: number, venue: VenueIndex): Happenings => {
  const venueId = venue.venue.id
  const { visit } = draft
  const { enterRssi, minSightings } = knobsOf(venue, place.path.at(-1) ?? '')
  if (!visit || place.path.length === 0 || level < enterRssi) return nothing
  const sightings = draft.elsewhere?.venueId === venueId ? draft.elsewhere.sightings + 1 : 1
  if (sightings < minSightings) {
    draft.elsewhere = { venueId, sightings }
    return nothing
  }
  const at = Math.max(draft.newestAt, visit.lastMomentAt)
  const marginDb = Math.round(level - enterRssi)
  const confidence = rounded(confidenceOf(marginDb, sightings))
  const evidence = { by: 'sightings', sightings, level: Math.round(level), marginDb } as const
  const closed = closeVisit(visit, at, { confidence, evidence })
  draft.moments += closed.length
  draft.floorAt = at
  draft.levels = hear({}, place.anchorId, sighting.occurredAt, level, at)
  delete draft.visit
  delete draft.elsewhere
  delete draft.challenge
  return [...closed, ...goTo(draft, { path: place.path, confidence, evidence }, venueId)]
}

const goTo = (draft: Draft, { path, ...certainty }: Destination, venueId: string): Happenings => {
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

/** One after the other; nearly always all of them are empty. */
const inOrder = (...parts: readonly Happenings[]): Happenings => {
  const some = parts.filter((part) => part.length > 0)
  return some.length === 0 ? nothing : some.flat()
}

/** Puts the mailbox's name and a running number to what happened, which `presence` has counted: no two moments ever share an id. */
const named = ({ deviceId, customerId, moments }: Presence, happenings: Happenings, receivedAt: number): Moment[] => {
  const first = moments - happenings.length
  return happenings.map((happening, i) => ({
    id: derivedId(deviceMailbox(deviceId), happening.zoneId ?? '', happening.kind, happening.occurredAt, first + i),
    ...happening,
    deviceId,
    ...(customerId === undefined ? {} : { customerId }),
    receivedAt,
  }))
}
