import {
  type AnchorKind,
  type AnchorTally,
  type HealthBoard,
  healthLimits,
  type Tally,
  type UsualHour,
} from './health.ts'
import { kindOf } from './health-notes.ts'

/** What is usual in a minute of this hour, of a venue that is awake. */
export type Usual = {
  /** The chance that an anchor is heard. */
  heard(anchorId: string): number
  sightings(anchorId: string): number
  /** Moments of a `momentKey`. */
  moments(key: string): number
  /** The chance that anything of a kind is heard; undefined where this hour of the week was never seen. */
  awake(kind: AnchorKind): number | undefined
}

/** As this hour of the week was in earlier weeks; where none is known, as the venue was lately. */
export const usualOf = (board: HealthBoard, hour: UsualHour | undefined): Usual => ({
  heard: (id) => {
    const { heard = 0, minutes = 0 } = board.anchors.get(id)?.ever ?? {}
    // two minutes more than there were: of little evidence nobody is sure
    return Math.min(healthLimits.mostLikely, hour?.anchors.get(id)?.heard ?? heard / (minutes + 2))
  },
  sightings: (id) => {
    const { sightings = 0, minutes = 0 } = board.anchors.get(id)?.ever ?? {}
    return hour?.anchors.get(id)?.sightings ?? sightings / Math.max(1, minutes)
  },
  moments: (key) => {
    const { count = 0, minutes = 0 } = board.zones.get(key)?.ever ?? {}
    return hour?.zones.get(key)?.moments ?? count / Math.max(1, minutes)
  },
  awake: (kind) => {
    const known = hour?.kinds[kind]
    return known && known.weeks > 0 ? known.awake : undefined
  },
})

/** Adds what one look saw of an anchor; `fade` is what is left of the weight of earlier minutes. */
export const tallied = (
  { heard, sightings, minutes }: AnchorTally,
  seen: { sightings: number; minutes: number },
  fade = 1,
): AnchorTally => ({
  heard: heard * fade + (seen.sightings > 0 ? 1 : 0),
  sightings: sightings * fade + seen.sightings,
  minutes: minutes * fade + seen.minutes,
})

const noTally: Tally = { count: 0, minutes: 0 }
export const noAnchorTally: AnchorTally = { heard: 0, sightings: 0, minutes: 0 }

/** An hour that has ended, learned: a running mean over its weeks, of which the newest counts for a quarter at least. */
export const learnHour = (before: UsualHour | undefined, board: HealthBoard): UsualHour => {
  const anchors = new Map(before?.anchors)
  for (const [id, { hour }] of board.anchors) {
    if (hour.minutes < healthLimits.hourMinutes) continue
    const { heard = 0, sightings = 0, weeks = 0 } = anchors.get(id) ?? {}
    anchors.set(id, {
      heard: mixed(heard, hour.heard / hour.minutes, weeks),
      sightings: mixed(sightings, hour.sightings / hour.minutes, weeks),
      weeks: weeks + 1,
    })
  }
  const zones = new Map(before?.zones)
  for (const [key, { hour }] of board.zones) {
    if (hour.minutes < healthLimits.hourMinutes) continue
    const { moments = 0, weeks = 0 } = zones.get(key) ?? {}
    zones.set(key, { moments: mixed(moments, hour.count / hour.minutes, weeks), weeks: weeks + 1 })
  }
  const kindsOf = (kind: AnchorKind) => {
    const { awake = 0, weeks = 0 } = before?.kinds[kind] ?? {}
    return { awake: mixed(awake, Math.min(1, board.kinds[kind].hourMinutes / 60), weeks), weeks: weeks + 1 }
  }
  return { learnedAt: board.hour, kinds: { beacon: kindsOf('beacon'), gateway: kindsOf('gateway') }, anchors, zones }
}

const mixed = (before: number, now: number, weeks: number): number =>
  before + (now - before) * Math.max(healthLimits.newestHourShare, 1 / (weeks + 1))

/** A board at the beginning of another hour: nothing of it was seen yet. */
export const atNewHour = (board: HealthBoard, hour: number): HealthBoard => ({
  ...board,
  hour,
  kinds: {
    beacon: { ...board.kinds.beacon, hourMinutes: 0 },
    gateway: { ...board.kinds.gateway, hourMinutes: 0 },
  },
  anchors: new Map([...board.anchors].map(([id, one]) => [id, { ...one, hour: noAnchorTally }])),
  zones: new Map([...board.zones].map(([key, { ever }]) => [key, { ever, hour: noTally }])),
})

/** The moments of a look, learned: of kinds that were awake, but for zones whose anchors are silent. */
export const learnMoments = (
  board: HealthBoard,
  moments: ReadonlyMap<string, number>,
  look: {
    awake: Readonly<Record<AnchorKind, boolean>>
    minutes: number
    fade: number
    frozen: ReadonlyMap<string, Tally>
  },
): HealthBoard['zones'] => {
  const zones = new Map<string, { ever: Tally; hour: Tally }>()
  for (const key of new Set([...board.zones.keys(), ...moments.keys()])) {
    const kind = kindOf(key)
    if (kind === undefined) continue
    const { minutes, hourMinutes } = board.kinds[kind]
    // a zone that raises its first moment has been there all the time
    const known = board.zones.get(key) ?? {
      ever: { count: 0, minutes },
      hour: { count: 0, minutes: hourMinutes },
    }
    const undo = look.frozen.get(key)
    if (undo) zones.set(key, { ever: without(known.ever, undo), hour: without(known.hour, undo) })
    else if (!look.awake[kind]) zones.set(key, known)
    else {
      const seen = { count: moments.get(key) ?? 0, minutes: look.minutes }
      zones.set(key, { ever: plus(known.ever, seen, look.fade), hour: plus(known.hour, seen, 1) })
    }
  }
  return zones
}

const plus = (tally: Tally, seen: Tally, fade: number): Tally => ({
  count: tally.count * fade + seen.count,
  minutes: tally.minutes * fade + seen.minutes,
})

const without = (tally: Tally, { count, minutes }: Tally): Tally => {
  const left = tally.minutes - minutes
  return left > 0 ? { count: Math.max(0, tally.count - count), minutes: left } : noTally
}

/** How busy it is, compared with what is usual: minutes heard, and sightings, of those that should be heard. */
export type Activity = { heard: number; usuallyHeard: number; sightings: number; usualSightings: number }

export const noActivity: Activity = { heard: 0, usuallyHeard: 0, sightings: 0, usualSightings: 0 }
