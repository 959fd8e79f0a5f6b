import { type AnchorHealth, type AnchorKind, healthLimits, type Quiet } from './health.ts'
import { type Activity, noAnchorTally, tallied, type Usual } from './health-usual.ts'

/** What a look saw of one anchor, and of the others meanwhile. `minutes` is how long the look stands for. */
export type Look = {
  now: number
  minutes: number
  fade: number
  seen: { sightings: number; lastAt: number } | undefined
  /** Of the anchor's own moments, in their order: what is usual in a minute, and what was raised. */
  usualMoments: readonly number[]
  raised: readonly number[]
  /** The chance that it is heard in a minute, 0 to 1. */
  usuallyHeard: number
  busy: Busy
}

/** How busy its neighbours are: at most 1 as evidence of silence, and as a factor to what is usual. */
export type Busy = { evidence: number; factor: number }

/** An anchor before anything was heard of it. */
export const unheard = (now: number): AnchorHealth => ({
  state: 'unheard',
  since: now,
  surprise: 0,
  gap: 0,
  ever: noAnchorTally,
  hour: noAnchorTally,
})

/** An anchor after a look. Whether it changed its state shows in `state`. */
export const lookAt = (anchor: AnchorHealth, look: Look): AnchorHealth =>
  look.seen ? hear(anchor, look.seen, look) : miss(anchor, look)

const hear = (anchor: AnchorHealth, seen: NonNullable<Look['seen']>, look: Look): AnchorHealth => {
  const { quiet, returned, ...rest } = anchor
  const heardAt = Math.max(anchor.heardAt ?? 0, seen.lastAt)
  if (anchor.state === 'silent') {
    const again = { at: returned?.at ?? seen.lastAt, minutes: (returned?.minutes ?? 0) + 1 }
    if (again.minutes < healthLimits.returnMinutes) return { ...anchor, returned: again }
    // what was called a silence may have been a long pause: it takes a longer one next time
    return { ...rest, state: 'ok', since: again.at, heardAt, surprise: 0, gap: limitOf(anchor) }
  }
  const minutes = look.minutes + (quiet?.minutes ?? 0)
  const gap = quiet ? Math.max(anchor.surprise, anchor.gap * healthLimits.gapFade) : anchor.gap
  const noted = { sightings: seen.sightings, minutes }
  return {
    ...rest,
    ...(anchor.state === 'unheard' ? { state: 'ok', since: seen.lastAt } : {}),
    heardAt,
    surprise: 0,
    gap,
    ever: tallied(anchor.ever, noted, look.fade),
    hour: tallied(anchor.hour, noted),
  }
}

const miss = (anchor: AnchorHealth, look: Look): AnchorHealth => {
  const { evidence, factor } = look.busy
  const nothingHappens = factor === 0 && look.raised.every((count) => count === 0)
  if (anchor.state === 'unheard' || nothingHappens) return anchor
  const { returned, ...rest } = anchor
  const quiet = longer(anchor.quiet, look)
  const isBack = returned && look.now - returned.at < healthLimits.longestStepMinutes * 60_000
  const still = { ...rest, ...(isBack ? { returned } : {}), quiet }
  if (anchor.state === 'silent') return still
  const surprise = anchor.surprise - Math.log(1 - look.usuallyHeard) * evidence * look.minutes
  if (surprise < limitOf(anchor)) return { ...still, surprise }
  return { ...still, surprise, state: 'silent', since: anchor.heardAt ?? look.now }
}

/** How unlikely a silence must be: more than the longest usual one. */
const limitOf = ({ gap }: AnchorHealth): number => Math.max(healthLimits.surprise, healthLimits.gapMargin * gap)

const longer = (quiet: Quiet | undefined, { minutes, usualMoments, raised, busy }: Look): Quiet => ({
  minutes: (quiet?.minutes ?? 0) + (busy.evidence > 0 ? minutes : 0),
  expected: usualMoments.map((usual, i) => (quiet?.expected[i] ?? 0) + usual * busy.factor * minutes),
  raised: raised.map((count, i) => (quiet?.raised[i] ?? 0) + count),
})

/** How busy an anchor's neighbours are: those of its own kind, or where it is the only one, all others. */
export const busyAround = (activity: Readonly<Record<AnchorKind, Activity>>, kind: AnchorKind, own: Activity): Busy => {
  const peers = less(activity[kind], own)
  const other = activity[kind === 'beacon' ? 'gateway' : 'beacon']
  const { heard, usuallyHeard, sightings, usualSightings } = peers.usuallyHeard > 0 ? peers : other
  if (usuallyHeard <= 0 || usualSightings <= 0) return { evidence: 0, factor: 0 }
  return {
    evidence: Math.min(1, heard / usuallyHeard),
    factor: Math.min(healthLimits.mostActivity, sightings / usualSightings),
  }
}

// what floats leave over when everything is taken away is nothing
const less = (all: Activity, own: Activity): Activity => ({
  heard: all.heard - own.heard,
  usuallyHeard: all.usuallyHeard - own.usuallyHeard > 1e-6 ? all.usuallyHeard - own.usuallyHeard : 0,
  sightings: all.sightings - own.sightings,
  usualSightings: all.usualSightings - own.usualSightings > 1e-6 ? all.usualSightings - own.usualSightings : 0,
})

export const activityOf = (usual: Usual, id: string, sightings: number, minutes: number): Activity => ({
  heard: sightings > 0 ? 1 : 0,
  usuallyHeard: usual.heard(id),
  sightings,
  usualSightings: usual.sightings(id) * minutes,
})
