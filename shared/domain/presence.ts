import type { DeviceKind } from './customer.ts'
import { deviceMailbox, type MailboxEvent } from './event.ts'
import { derivedId } from './identifier.ts'
import type { Outcome } from './journal.ts'
import { forget, hear, type Levels, loudness } from './loudness.ts'
import type { Moment } from './moment.ts'
import type { Release } from './release.ts'
import { markOf, oldestOf, remembers, type Seen, since } from './seen.ts'
import { anchorKey, type Sighting } from './sighting.ts'
import type { Place, VenueIndex } from './venue-index.ts'
import { closeVisit, type Happening, knobsOf, moveTo, nextChangeAt, openVisit, passTime, type Visit } from './visit.ts'
import { nextPath, refreshed } from './whereabouts.ts'

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
  return named(timer.receivedAt, { outcome: 'folded' }, elapse(rested, timer.dueAt - presence.lagMs, release))
}

const foldSighting = (presence: Presence, event: EventOf<'sighting'>, release: Release): Advanced => {
  const unchanged = (outcome: Outcome): Advanced => ({ presence, moments: [], outcome })
  const { sighting, venueId, receivedAt } = event
  const venue = release.venues.get(venueId)
  if (!venue) return unchanged({ outcome: 'ignored', reason: 'unknown_venue' })
  const key = anchorKey(sighting.anchor)
  const place = venue.place(sighting.anchor, key)
  if (!place)
    return unchanged({
      outcome: 'ignored',
      reason: 'gatewayId' in sighting.anchor ? 'unknown_gateway' : 'unknown_beacon',
    })
  const mark = markOf(venueId, key, sighting.deviceTime)
  if (remembers(presence.seen, mark)) return unchanged({ outcome: 'duplicate' })
  if (sighting.occurredAt < presence.floorAt) return unchanged({ outcome: 'late' })

  const level =
    sighting.rssi + loudness.referenceTxPower - (place.txPower ?? sighting.txPower ?? loudness.referenceTxPower)
  const before = elapse(presence, sighting.occurredAt, release)
  const kept = keepOpen(remember(before.presence, sighting, mark, venue), place.path, sighting.occurredAt, level, venue)
  // a sighting that ends a silence tells that she was there all the while: the dwells of that time come before what it does
  const during = elapse(kept, kept.newestAt, release)
  const heard = locate(during.presence, sighting, place, level, venue)
  const happenings = before.happenings.concat(during.happenings, heard.happenings)
  return named(receivedAt, { outcome: 'folded' }, { presence: heard.presence, happenings })
}

/** `presence.moments` counts these happenings already. */
type Step = { presence: Presence; happenings: readonly Happening[] }

/** Time goes on to `until` (event time) and closes what silence has ended. */
const elapse = (presence: Presence, until: number, release: Release): Step => {
  if (!presence.visit) return { presence, happenings: [] }
  const venue = release.venues.get(presence.visit.venueId)
  const { visit, happenings } = passTime(presence.visit, venue, until)
  if (happenings.length === 0) return { presence, happenings }
  const exits = happenings.filter(({ kind }) => kind === 'zone.exit' || kind === 'venue.exit')
  // an exit is final: whatever happened before it is late from now on
  const floorAt = Math.max(presence.floorAt, ...exits.map(({ occurredAt }) => occurredAt))
  const left = new Set(exits.flatMap(({ zoneId }) => zoneId ?? []))
  const levels = venue && visit ? forget(presence.levels, left, venue) : {}
  return {
    presence: withVisit({ ...presence, floorAt, levels, moments: presence.moments + happenings.length }, visit),
    happenings,
  }
}

/** Takes note of a sighting, so that the next copy of it is known as one. */
const remember = (
  presence: Presence,
  { deviceTime, occurredAt, receivedAt }: Sighting,
  mark: number,
  venue: VenueIndex,
): Presence => {
  const isNewest = occurredAt >= presence.newestAt
  const newestAt = Math.max(presence.newestAt, occurredAt)
  const latenessMs = venue.knobs.maxLatenessSeconds * 1000
  const behind = receivedAt - occurredAt
  // kept by the device's own time: no copy can have a later event time, so what is let go is late if it comes again
  const seen = since(presence.seen, newestAt - latenessMs).concat([deviceTime, mark])
  const isFull = seen.length > 2 * presenceLimits.sightingsRemembered
  const horizon = isFull ? oldestOf(seen) + 1 : newestAt - latenessMs
  return {
    ...presence,
    newestAt,
    floorAt: Math.max(presence.floorAt, Math.min(horizon, newestAt)),
    seen: isFull ? since(seen, horizon) : seen,
    lagMs: isNewest ? (behind > latenessMs ? behind : 0) : presence.lagMs,
  }
}

/** Refreshes the stays of a visit that one more sighting speaks for. */
const keepOpen = (
  presence: Presence,
  path: readonly string[],
  at: number,
  level: number,
  venue: VenueIndex,
): Presence => {
  const { visit } = presence
  return visit?.venueId === venue.venue.id ? { ...presence, visit: refreshed(visit, path, at, level, venue) } : presence
}

/** Decides where a device is now that one more sighting is known. */
const locate = (presence: Presence, sighting: Sighting, place: Place, level: number, venue: VenueIndex): Step => {
  const venueId = venue.venue.id
  const { visit } = presence
  if (visit && visit.venueId !== venueId) return beElsewhere(presence, visit, sighting, place, level, venue)

  const here = presence.elsewhere === undefined ? presence : withoutElsewhere(presence)
  const leaf = place.path.at(-1)
  if (leaf === undefined) return { presence: here, happenings: [] }
  const { minSightings } = knobsOf(venue, leaf)
  const levels = hear(here.levels, place.anchorId, sighting.occurredAt, level, minSightings, here.newestAt)
  const next: Presence = { ...here, levels }
  const path = nextPath(levels, next.visit, venue, next.newestAt)
  return path === undefined ? { presence: next, happenings: [] } : goTo(next, path, venueId)
}

/** Another venue is heard while a visit is open: enough of that in a row and she has gone there. */
const beElsewhere = (
  presence: Presence,
  visit: Visit,
  sighting: Sighting,
  place: Place,
  level: number,
  venue: VenueIndex,
): Step => {
  const venueId = venue.venue.id
  const { enterRssi, minSightings } = knobsOf(venue, place.path.at(-1) ?? '')
  if (place.path.length === 0 || level < enterRssi) return { presence, happenings: [] }
  const sightings = presence.elsewhere?.venueId === venueId ? presence.elsewhere.sightings + 1 : 1
  if (sightings < minSightings) return { presence: { ...presence, elsewhere: { venueId, sightings } }, happenings: [] }
  const at = Math.max(presence.newestAt, visit.lastMomentAt)
  const closed = closeVisit(visit, at)
  const moments = presence.moments + closed.length
  const left = withoutElsewhere(withVisit({ ...presence, floorAt: at, levels: {}, moments }, undefined))
  const levels = hear({}, place.anchorId, sighting.occurredAt, level, minSightings, at)
  const arrived = goTo({ ...left, levels }, place.path, venueId)
  return { presence: arrived.presence, happenings: [...closed, ...arrived.happenings] }
}

const goTo = (presence: Presence, path: readonly string[], venueId: string): Step => {
  const at = Math.max(presence.newestAt, presence.visit?.lastMomentAt ?? 0, presence.floorAt)
  const opened = presence.visit
    ? { visit: presence.visit, happenings: [] }
    : openVisit(deviceMailbox(presence.deviceId), venueId, at, presence.moments)
  const moved = moveTo(opened.visit, path, at)
  const happenings = [...opened.happenings, ...moved.happenings]
  return { presence: { ...presence, visit: moved.visit, moments: presence.moments + happenings.length }, happenings }
}

/** Puts the mailbox's name and a running number to what happened: no two moments ever share an id. */
const named = (receivedAt: number, outcome: Outcome, { presence, happenings }: Step): Advanced => {
  const { deviceId, customerId } = presence
  const first = presence.moments - happenings.length
  const moments = happenings.map((happening, i) => ({
    id: derivedId(deviceMailbox(deviceId), happening.zoneId ?? '', happening.kind, happening.occurredAt, first + i),
    ...happening,
    deviceId,
    ...(customerId === undefined ? {} : { customerId }),
    receivedAt,
  }))
  return { presence, moments, outcome }
}

const withoutElsewhere = ({ elsewhere: _, ...presence }: Presence): Presence => presence

const withVisit = ({ visit: _, ...presence }: Presence, visit: Visit | undefined): Presence =>
  visit === undefined ? presence : { ...presence, visit }
