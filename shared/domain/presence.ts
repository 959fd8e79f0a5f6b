import { confidenceOf, rounded } from './certainty.ts'
import type { DeviceKind } from './customer.ts'
import { deviceMailbox, type MailboxEvent } from './event.ts'
import { decides } from './fixes.ts'
import { beElsewhere, type Draft, elapse, goTo, type Happenings, nothing, remember, type Told } from './fold.ts'
import { followEngine, followFix, keepOpen, keepOpenIn, spotOf } from './follow-fix.ts'
import { derivedId, fingerprint } from './identifier.ts'
import type { Outcome } from './journal.ts'
import { followScan } from './locating/follow-scan.ts'
import { hear, loudness } from './loudness.ts'
import type { Moment } from './moment.ts'
import { follow, reachOf, type Spot } from './motion.ts'
import { placed } from './position-fix.ts'
import type { Release } from './release.ts'
import { remembers } from './seen.ts'
import type { Sighting } from './sighting.ts'
import type { Place, VenueIndex } from './venue-index.ts'
import { knobsOf, nextChangeAt } from './visit.ts'
import { refreshed, whereTo } from './whereabouts.ts'

/**
 * All that a mailbox knows of its device: who it is, where it is, and what it has already heard. `timerAt` is the one timer
 * that is armed, in arrival time. `enrolledAt` and `identifiedAt` are the arrival times of what was last said of the device:
 * an older word, repeated, changes nothing.
 */
export type Presence = Draft & {
  version: number
  deviceKind: DeviceKind
  staff: boolean
  enrolledAt?: number
  customerId?: string
  identifiedAt?: number
  timerAt?: number
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
    case 'occasion':
      return { presence, moments: [], outcome: { outcome: 'folded' } }
    case 'timer':
      return foldTimer(presence, event, release)
    case 'sighting':
      return foldSighting(presence, event, release)
    case 'scan':
      return foldScan(presence, event, release)
    case 'position':
      return foldPosition(presence, event, release)
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
  const { sighting, venueId } = event
  const venue = release.venues.get(venueId)
  if (!venue) return ignored(presence, 'unknown_venue')
  const place = venue.place(sighting.anchor, sighting.occurredAt)
  if (!place && venue.isReplay(sighting.anchor, sighting.occurredAt))
    return { presence, moments: [], outcome: { outcome: 'parked', reason: 'spoofed?' } }
  if (!place) return ignored(presence, 'gatewayId' in sighting.anchor ? 'unknown_gateway' : 'unknown_beacon')
  const level =
    sighting.rssi + loudness.referenceTxPower - (place.txPower ?? sighting.txPower ?? loudness.referenceTxPower)
  const spot = place.at && { ...place.at, reachMetres: reachOf(level), at: sighting.occurredAt }
  return foldTold(presence, event, sighting, { fingerprint: place.fingerprint, spot }, venue, release, {
    refresh: (draft) => {
      if (draft.visit?.venueId === venueId)
        draft.visit = refreshed(draft.visit, place.path, sighting.occurredAt, level, venue)
    },
    locate: (draft) => locate(draft, sighting, place, level, venue),
  })
}

/** Moves by what the sightings of a record say together, where the venue has a map of its radio. They are folded already. */
const foldScan = (presence: Presence, event: EventOf<'scan'>, release: Release): Advanced => {
  const venue = release.venues.get(event.venueId)
  const found = venue?.locating && followScan(venue.locating, presence.belief, event.heard)
  if (!venue || !found) return { ...folded, presence }
  const next = { ...presence, belief: found.belief }
  keepOpen(next, found.fix, venue)
  return { ...folded, presence: next, moments: named(next, followFix(next, found.fix, venue), event.receivedAt) }
}

const foldPosition = (presence: Presence, event: EventOf<'position'>, release: Release): Advanced => {
  const { position, venueId } = event
  const venue = release.venues.get(venueId)
  if (!venue) return ignored(presence, 'unknown_venue')
  const at = placed(position, venue)
  if ('unplaced' in at) return ignored(presence, at.unplaced)
  const print = fingerprint(`${venueId}|position|${position.floor ?? ''}|${JSON.stringify(position.at)}`)
  const spot = 'fix' in at ? spotOf(at.fix, venue) : undefined
  return foldTold(presence, event, position, { fingerprint: print, spot }, venue, release, {
    refresh: (draft) => {
      if ('fix' in at) keepOpen(draft, at.fix, venue)
      else if (at.inside) keepOpenIn(draft, at.zoneId, position.occurredAt, venue)
    },
    locate: (draft) =>
      'fix' in at ? followFix(draft, at.fix, venue) : followEngine(draft, at, position.occurredAt, venue),
  })
}

/** What every word of where a device is goes through: told once, in time, and not by flying. */
const foldTold = (
  presence: Presence,
  { receivedAt }: { receivedAt: number },
  told: Told,
  { fingerprint, spot }: { fingerprint: number; spot: Spot | undefined },
  venue: VenueIndex,
  release: Release,
  { refresh, locate }: { refresh(draft: Draft): void; locate(draft: Draft): Happenings },
): Advanced => {
  if (remembers(presence.seen, told.deviceTime, fingerprint))
    return { presence, moments: [], outcome: { outcome: 'duplicate' } }
  if (told.occurredAt < presence.floorAt) return { presence, moments: [], outcome: { outcome: 'late' } }

  // the one copy: all steps below write into it
  const next = { ...presence }
  const before = elapse(next, told.occurredAt, release)
  remember(next, told, fingerprint, venue)
  const possible = isPossible(next, spot)
  if (possible) refresh(next)
  // a sighting that ends a silence tells that she was there all the while: the dwells of that time come before what it does
  const during = elapse(next, next.newestAt, release)
  const moments = possible ? inOrder(before, during, locate(next)) : inOrder(before, during)
  const outcome: Outcome = possible ? { outcome: 'folded' } : { outcome: 'ignored', reason: 'teleport' }
  return { outcome, presence: next, moments: named(next, moments, receivedAt) }
}

const ignored = (presence: Presence, reason: string): Advanced => ({
  presence,
  moments: [],
  outcome: { outcome: 'ignored', reason },
})

/** Whether a device can be where it is said to be, from where it was. */
const isPossible = (draft: Draft, spot: Spot | undefined): boolean => {
  if (!spot) return true
  const { possible, motion } = follow(draft.motion ?? {}, spot)
  draft.motion = motion
  return possible
}

/** Decides where a device is now that one more sighting is known. */
const locate = (draft: Draft, sighting: Sighting, place: Place, level: number, venue: VenueIndex): Happenings => {
  const leaf = place.path.at(-1)
  const { enterRssi } = knobsOf(venue, leaf ?? '')
  if (draft.visit && draft.visit.venueId !== venue.venue.id) {
    if (level < enterRssi) return nothing
    const sightings = (draft.elsewhere?.venueId === venue.venue.id ? draft.elsewhere.sightings : 0) + 1
    const marginDb = Math.round(level - enterRssi)
    const evidence = { by: 'sightings', sightings, level: Math.round(level), marginDb } as const
    const to = { path: place.path, confidence: rounded(confidenceOf(marginDb, sightings)), evidence }
    const gone = beElsewhere(draft, to, venue, 1)
    if (gone.length > 0) draft.levels = hear({}, place.anchorId, sighting.occurredAt, level, draft.newestAt)
    return gone
  }
  if (draft.elsewhere) delete draft.elsewhere
  if (leaf === undefined) return nothing
  draft.levels = hear(draft.levels, place.anchorId, sighting.occurredAt, level, draft.newestAt)
  const { to, challenge } = whereTo(draft.levels, draft.visit, venue, draft.newestAt, {
    challenge: draft.challenge,
    isFixed: decides(draft.fixes, draft.newestAt),
  })
  if (challenge) draft.challenge = challenge
  else delete draft.challenge
  return to === undefined ? nothing : goTo(draft, to, venue.venue.id)
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
