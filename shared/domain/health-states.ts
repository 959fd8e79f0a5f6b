import {
  type AnchorKind,
  type Battery,
  type Charge,
  type HealthBoard,
  healthLimits,
  type KindHealth,
  type Skew,
  type UnknownId,
} from './health.ts'
import type { Minute } from './health-notes.ts'

/** A battery after a charge was told: low under one limit, and well again only above a higher one. */
export const charged = (before: Battery | undefined, { at, ...charge }: Charge & { at: number }): Battery => {
  const { percent, volts } = charge
  const wasLow = before?.low ?? false
  const lowPercent = wasLow ? healthLimits.enoughPercent : healthLimits.lowPercent + 1
  const lowVolts = wasLow ? healthLimits.enoughVolts : healthLimits.lowVolts
  const low = percent === undefined ? volts !== undefined && volts < lowVolts : percent < lowPercent
  return { ...charge, at, low }
}

/** A clock after one more look at its lag: it takes several in a row to change what is said of it. */
export const clocked = (before: Skew | undefined, lagMs: number, now: number): Skew => {
  const seconds = Math.round(lagMs / 1000)
  const { skewed = false, looks = 0, since = now } = before ?? {}
  const limit = skewed ? healthLimits.rightSeconds : healthLimits.skewSeconds
  const speaksAgainst = Math.abs(seconds) > limit !== skewed
  if (!speaksAgainst) return { seconds, skewed, looks: 0, since }
  if (looks + 1 < healthLimits.skewedLooks) return { seconds, skewed, looks: looks + 1, since }
  return { seconds, skewed: !skewed, looks: 0, since: now }
}

/** A whole kind after a look. Only an hour that was never silent in earlier weeks makes a silence of all of them strange. */
export const kindAfter = (
  before: KindHealth,
  awake: boolean,
  usuallyAwake: number | undefined,
  { now, minutes, fade }: { now: number; minutes: number; fade: number },
): KindHealth => {
  if (awake) {
    const { returned, ...rest } = before
    const learned = {
      ...rest,
      heardAt: now,
      minutes: before.minutes * fade + minutes,
      hourMinutes: before.hourMinutes + minutes,
    }
    if (before.state === 'ok') return { ...learned, surprise: 0 }
    if ((returned ?? 0) + 1 < healthLimits.returnMinutes) return { ...learned, returned: (returned ?? 0) + 1 }
    return { ...learned, state: 'ok', since: now, surprise: 0 }
  }
  if (before.state === 'silent' || usuallyAwake === undefined) return before
  const chance = Math.min(healthLimits.mostLikely, usuallyAwake)
  const surprise = before.surprise - Math.log(1 - chance) * minutes
  if (surprise < healthLimits.surprise) return { ...before, surprise }
  return { ...before, surprise, state: 'silent', since: before.heardAt ?? now }
}

/** What nobody registered and somebody heard, the most heard ones; what was not heard for a day is forgotten. */
export const unknownAfter = (
  before: readonly UnknownId[],
  heard: Minute['unknown'],
  now: number,
): readonly UnknownId[] => {
  const oldest = now - healthLimits.unknownHours * 3_600_000
  const known = new Map(before.filter(({ lastAt }) => lastAt > oldest).map((one) => [one.identity, one]))
  for (const [identity, { sightings, lastAt }] of heard) {
    const one = known.get(identity) ?? { identity, sightings: 0, firstAt: lastAt, lastAt }
    known.set(identity, { ...one, sightings: one.sightings + sightings, lastAt: Math.max(lastAt, one.lastAt) })
  }
  return [...known.values()]
    .sort((a, b) => b.sightings - a.sightings || (a.identity < b.identity ? -1 : 1))
    .slice(0, healthLimits.unknownIds)
}

/** Those that were heard often enough to be told of: a shopper's own tag that passes is not. */
export const tellable = ({ unknown }: Pick<HealthBoard, 'unknown'>): readonly UnknownId[] =>
  unknown.filter(({ sightings }) => sightings >= healthLimits.unknownSightings)

export const subjectOfKind = (kind: AnchorKind): 'beacons' | 'gateways' => `${kind}s`
