import {
  type AnchorHealth,
  type AnchorKind,
  anchorKinds,
  type Charge,
  type HealthBoard,
  type HealthChange,
  type HealthNote,
  healthLimits,
  type KindHealth,
  phonesReporter,
  type Skew,
  type Tally,
  type UsualHour,
} from './health.ts'
import type { WatchedAnchor } from './health-anchors.ts'
import { type Minute, mergeNotes } from './health-notes.ts'
import { lostBy, sharesOf } from './health-shares.ts'
import { activityOf, busyAround, lookAt, unheard } from './health-silence.ts'
import { charged, clocked, kindAfter, subjectOfKind, tellable, unknownAfter } from './health-states.ts'
import { type Activity, learnMoments, noActivity, type Usual, usualOf } from './health-usual.ts'

export type Watching = {
  board: HealthBoard
  notes: readonly HealthNote[]
  anchors: readonly WatchedAnchor[]
  /** What this hour of the week is known by. */
  hour: UsualHour | undefined
  /** Which anchor a hardware name belongs to: the HMAC of the name, as notes have it. */
  named: ReadonlyMap<string, string>
  /** The journeys that wait for a moment in any of these zones; undefined: at all. */
  journeysIn: (zones: readonly string[] | undefined) => readonly string[]
  now: number
}

/**
 * Looks at a venue once: takes in what was noted since the last look, and tells what changed, each change once. Purely; the
 * same notes and board give the same changes. Anchors that are no longer there are forgotten.
 */
export const watchVenue = (watching: Watching): { board: HealthBoard; changes: readonly HealthChange[] } => {
  const { board, anchors, hour, now } = watching
  const minutes = Math.min(healthLimits.longestStepMinutes, Math.max(1, Math.round((now - board.at) / 60_000)))
  const fade = 1 - minutes / healthLimits.forgetMinutes
  const minute = mergeNotes(watching.notes)
  const usual = usualOf(board, hour)
  const charges = chargesOf(anchors, minute, watching.named)
  const seen = new Map(anchors.map((one) => [one.id, seenOf(one, minute, charges)]))
  const before = (id: string): AnchorHealth => board.anchors.get(id) ?? unheard(now)
  const activity = activityOfAll(watching, usual, minutes, (id) => seen.get(id)?.sightings ?? 0)
  const sharesFor = sharesOf(anchors, usual)

  const after = new Map<string, AnchorHealth>()
  const changes: HealthChange[] = []
  const frozen = new Map<string, Tally>()
  for (const one of anchors) {
    const { id, kind, moments } = one
    const was = before(id)
    const own = was.state === 'ok' ? activityOf(usual, id, seen.get(id)?.sightings ?? 0, minutes) : noActivity
    const looked = lookAt(was, {
      now,
      minutes,
      fade,
      seen: seen.get(id),
      usualMoments: moments.map(usual.moments),
      raised: moments.map((key) => minute.moments.get(key) ?? 0),
      usuallyHeard: usual.heard(id),
      busy: busyAround(activity, kind, own),
    })
    const shares = sharesFor(one)
    const next = withOutage(was, withReports(looked, one, minute, charges, now), shares)
    after.set(id, next)
    changes.push(...changesOf(one, was, next, shares, watching))
    if (next.state === 'silent' && now - next.since < healthLimits.freezeDays * 86_400_000)
      freeze(frozen, one, was.state === 'silent' ? undefined : next.quiet, shares, minutes)
  }

  const awake = { beacon: isAwake('beacon', anchors, seen), gateway: isAwake('gateway', anchors, seen) }
  const kindOf = (kind: AnchorKind) =>
    kindAfter(board.kinds[kind], awake[kind], usual.awake(kind), { now, minutes, fade })
  const kinds = { beacon: kindOf('beacon'), gateway: kindOf('gateway') }
  for (const kind of anchorKinds) changes.push(...kindChanges(kind, board.kinds[kind], kinds[kind], watching))

  const phones = skewAfter(board.phones, minute.lags.get(phonesReporter), now)
  changes.push(...skewChanges({ kind: 'phones' }, board.phones, phones))
  const unknown = unknownAfter(board.unknown, strangersIn(minute, anchors), now)
  const zones = learnMoments(board, minute.moments, { awake, minutes, fade, frozen })
  const next: HealthBoard = { ...board, at: now, kinds, anchors: after, zones, unknown, ...(phones ? { phones } : {}) }
  changes.push(...unknownChanges(board, next, now))
  return { board: next, changes }
}

/** The newest charge that each anchor's battery told, by the anchor's own key or a hardware name. */
const chargesOf = (anchors: readonly WatchedAnchor[], { batteries }: Minute, named: Watching['named']): Charges => {
  const byKey = new Map(anchors.flatMap(({ id, keys }) => keys.map((key) => [key, id] as const)))
  return new Map(
    [...batteries].flatMap(([name, charge]) => {
      const id = named.get(name) ?? byKey.get(name)
      return id === undefined ? [] : [[id, charge] as const]
    }),
  )
}

type Charges = ReadonlyMap<string, Charge & { at: number }>

/** What was heard of an anchor under any of its keys; a battery's word is a sign of life as well. */
const seenOf = ({ id, keys }: WatchedAnchor, minute: Minute, charges: Charges) => {
  const charge = charges.get(id)
  const heard = keys.flatMap((key) => minute.heard.get(key) ?? [])
  const all = [...heard, ...(charge ? [{ sightings: 1, lastAt: charge.at }] : [])]
  if (all.length === 0) return undefined
  return all.reduce((sum, one) => ({
    sightings: sum.sightings + one.sightings,
    lastAt: Math.max(sum.lastAt, one.lastAt),
  }))
}

/** How busy each kind is; those that are silent or were never heard say nothing of that. */
const activityOfAll = (
  { board, anchors }: Watching,
  usual: Usual,
  minutes: number,
  sightingsOf: (id: string) => number,
): Record<AnchorKind, Activity> => {
  const sums = { beacon: { ...noActivity }, gateway: { ...noActivity } }
  for (const { id, kind } of anchors) {
    if (board.anchors.get(id)?.state !== 'ok') continue
    const one = activityOf(usual, id, sightingsOf(id), minutes)
    const sum = sums[kind]
    sum.heard += one.heard
    sum.usuallyHeard += one.usuallyHeard
    sum.sightings += one.sightings
    sum.usualSightings += one.usualSightings
  }
  return sums
}

/** What an anchor's zones raise while it is silent is not usual; what they raised since it was last heard is taken back. */
const freeze = (
  frozen: Map<string, Tally>,
  { moments }: WatchedAnchor,
  quiet: AnchorHealth['quiet'],
  shares: readonly number[],
  lookMinutes: number,
): void => {
  for (const [i, key] of moments.entries()) {
    if ((shares[i] ?? 0) < healthLimits.freezeShare) continue
    const { count, minutes } = frozen.get(key) ?? { count: 0, minutes: 0 }
    frozen.set(key, {
      count: Math.max(count, quiet?.raised[i] ?? 0),
      // this look's own minute is not in the tally yet
      minutes: Math.max(minutes, (quiet?.minutes ?? lookMinutes) - lookMinutes),
    })
  }
}

/** Beacons that nobody registered, and whoever speaks as a gateway and is none of the venue's. */
const strangersIn = ({ heard, unknown }: Minute, anchors: readonly WatchedAnchor[]): Minute['unknown'] => {
  const keys = new Set(anchors.flatMap((one) => one.keys))
  return new Map([...unknown, ...[...heard].filter(([key]) => key.startsWith('gateway:') && !keys.has(key))])
}

const isAwake = (kind: AnchorKind, anchors: readonly WatchedAnchor[], seen: ReadonlyMap<string, unknown>): boolean =>
  anchors.some((one) => one.kind === kind && seen.get(one.id) !== undefined)

const withReports = (
  anchor: AnchorHealth,
  { id, keys }: WatchedAnchor,
  { lags }: Minute,
  charges: Charges,
  now: number,
): AnchorHealth => {
  const charge = charges.get(id)
  const lag = keys.flatMap((key) => lags.get(key) ?? [])[0]
  const skew = skewAfter(anchor.skew, lag, now)
  return { ...anchor, ...(charge ? { battery: charged(anchor.battery, charge) } : {}), ...(skew ? { skew } : {}) }
}

const withOutage = (was: AnchorHealth, next: AnchorHealth, shares: readonly number[]): AnchorHealth =>
  was.state === 'silent' && next.state === 'ok'
    ? { ...next, lastOutage: { since: was.since, until: next.since, momentsLost: lostBy(was, shares) } }
    : next

const skewAfter = (before: Skew | undefined, lagMs: number | undefined, now: number): Skew | undefined =>
  lagMs === undefined ? before : clocked(before, lagMs, now)

const changesOf = (
  { kind, anchorId, zones }: WatchedAnchor,
  was: AnchorHealth,
  next: AnchorHealth,
  shares: readonly number[],
  { journeysIn }: Watching,
): HealthChange[] => {
  const subject = { kind, id: anchorId }
  const changes: HealthChange[] = []
  if (next.state === 'silent' && was.state !== 'silent') {
    const lost = lostBy(next, shares)
    changes.push({ subject, change: 'silent', since: next.since, momentsLost: lost, journeys: journeysIn(zones) })
  }
  if (was.state === 'silent' && next.state === 'ok') {
    const lost = lostBy(was, shares)
    changes.push({ subject, change: 'heard', since: next.since, momentsLost: lost, journeys: journeysIn(zones) })
  }
  if (next.battery && next.battery.low !== (was.battery?.low ?? false)) {
    const { at, low, ...battery } = next.battery
    changes.push({ subject, change: low ? 'battery_low' : 'battery_ok', since: at, battery })
  }
  return [...changes, ...skewChanges(subject, was.skew, next.skew)]
}

const skewChanges = (
  subject: HealthChange['subject'],
  was: Skew | undefined,
  next: Skew | undefined,
): HealthChange[] => {
  if (!next || next.skewed === (was?.skewed ?? false)) return []
  return [
    { subject, change: next.skewed ? 'clock_skewed' : 'clock_right', since: next.since, skewSeconds: next.seconds },
  ]
}

const kindChanges = (kind: AnchorKind, was: KindHealth, next: KindHealth, { journeysIn }: Watching): HealthChange[] => {
  if (was.state === next.state) return []
  const subject = { kind: subjectOfKind(kind) }
  return [
    {
      subject,
      change: next.state === 'silent' ? 'silent' : 'heard',
      since: next.since,
      journeys: journeysIn(undefined),
    },
  ]
}

const unknownChanges = (was: HealthBoard, next: HealthBoard, now: number): HealthChange[] => {
  const [before, after] = [tellable(was).length, tellable(next).length]
  if (before > 0 === after > 0) return []
  const change = after > 0 ? 'unknown_ids' : 'no_unknown_ids'
  return [{ subject: { kind: 'venue' }, change, since: now, unknownIds: after }]
}
