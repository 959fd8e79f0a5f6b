/** The two ends that hang on walls: what phones hear, and what hears tags. */
export const anchorKinds = ['beacon', 'gateway'] as const
export type AnchorKind = (typeof anchorKinds)[number]

/** How the health of a venue is judged. */
export const healthLimits = {
  surprise: 14, // nats: a silence so long has a chance of one in a million (e^-14) where all is well
  gapMargin: 1.5, // a silence must be longer than the longest usual one by this
  gapFade: 0.9, // of that longest one, at each shorter gap
  mostLikely: 0.98, // no anchor is surer than this to be heard in any one minute
  returnMinutes: 2, // in which a silent one must be heard to be well again
  forgetMinutes: 480, // of a busy venue, after which what is usual is forgotten by 1/e
  hourMinutes: 15, // that a venue must be awake in an hour for the hour to be learned
  newestHourShare: 0.25, // at least, of what an hour of the week is known by
  freezeShare: 0.25, // of a zone's sightings: nothing is learned of a zone whose anchor of that weight is silent
  freezeDays: 7, // by then it is usual that this one is silent
  mostActivity: 3, // times as much as usual
  longestStepMinutes: 5, // that one look may stand for
  lowPercent: 15,
  enoughPercent: 20,
  lowVolts: 2.4, // of a coin cell of 3 V
  enoughVolts: 2.5,
  skewSeconds: 30,
  rightSeconds: 20,
  skewedLooks: 3, // in a row: after an outage some messages come late
  unknownSightings: 10, // before an identity is told of
  unknownIds: 50, // that are remembered
  unknownHours: 24, // after which one is forgotten
} as const

/** What a battery has left, in percent or in volts, whichever it tells. */
export type Charge = { percent?: number; volts?: number }

/**
 * What one running function heard at a venue in about a minute. `at` is the newest arrival. Anchors are named as sightings
 * name them (`anchorKey`), batteries by an anchor's key or the HMAC of a hardware name, moments by `momentKey`. `lags` are
 * milliseconds from a reporter's clock to ours, by gateway, or `phones`. `unknown` are beacons that nobody registered.
 */
export type HealthNote = {
  at: number
  heard: readonly (readonly [key: string, sightings: number, lastAt: number])[]
  moments: readonly (readonly [key: string, count: number])[]
  lags: readonly (readonly [reporter: string, ms: readonly number[]])[]
  batteries: readonly (readonly [name: string, charge: Charge])[]
  unknown: readonly (readonly [identity: string, sightings: number])[]
}

/** Moments of a zone (of the venue itself: the empty text) that devices raised which are heard by, or hear, this kind. */
export const momentKey = (kind: AnchorKind, zoneId: string): string => `${kind}|${zoneId}`

/** Which reporters a lag belongs to, where no gateway is named. */
export const phonesReporter = 'phones'

/** How often something was, in so many minutes of a venue that was awake. Older minutes count less. */
export type Tally = { count: number; minutes: number }

/** An anchor's: `heard` is the number of minutes in which it was heard at all. */
export type AnchorTally = { heard: number; sightings: number; minutes: number }

/** An anchor's silence: minutes, and what its zones (venue first, inwards) would have raised and have raised in them. */
export type Quiet = { minutes: number; expected: readonly number[]; raised: readonly number[] }

/** An outage that is over. Times in milliseconds since 1970. */
export type Outage = { since: number; until: number; momentsLost: number }

export type Battery = Charge & { at: number; low: boolean }

/** How far a reporter's clock is behind ours, the middle of what it reported last; `looks` in a row spoke for the other state. */
export type Skew = { seconds: number; skewed: boolean; looks: number; since: number }

export type AnchorState = 'unheard' | 'ok' | 'silent'

/**
 * What is known of one anchor. `since` is when its state began: a silence begins when it was last heard. `surprise` is how
 * unlikely this silence is (nats), `gap` the most that was usual. `ever` is all that was learned, `hour` this hour's share.
 */
export type AnchorHealth = {
  state: AnchorState
  since: number
  heardAt?: number
  surprise: number
  gap: number
  ever: AnchorTally
  hour: AnchorTally
  quiet?: Quiet
  returned?: { at: number; minutes: number }
  lastOutage?: Outage
  battery?: Battery
  skew?: Skew
}

/** A whole kind of anchors: is anything of it heard at all? `minutes` are those in which it was. */
export type KindHealth = {
  state: 'ok' | 'silent'
  since: number
  heardAt?: number
  surprise: number
  minutes: number
  hourMinutes: number
  returned?: number
}

/** A beacon, or a gateway, that somebody heard and nobody registered. */
export type UnknownId = { identity: string; sightings: number; firstAt: number; lastAt: number }

/** The health of a venue, as it was at the last look. `hour` counts from 1970; `notes` are those that it has taken in already. */
export type HealthBoard = {
  version: number
  at: number
  hour: number
  notes: readonly string[]
  kinds: Readonly<Record<AnchorKind, KindHealth>>
  anchors: ReadonlyMap<string, AnchorHealth>
  /** By `momentKey`. */
  zones: ReadonlyMap<string, { ever: Tally; hour: Tally }>
  unknown: readonly UnknownId[]
  phones?: Skew
}

/** What an hour of the week is like: chances and numbers per minute, with the number of weeks that they were learned from. */
export type UsualHour = {
  learnedAt: number
  kinds: Readonly<Record<AnchorKind, { awake: number; weeks: number }>>
  anchors: ReadonlyMap<string, { heard: number; sightings: number; weeks: number }>
  zones: ReadonlyMap<string, { moments: number; weeks: number }>
}

/** Whom a change is about: an anchor, all of a kind, the phones' clocks, or the venue. */
export type HealthSubject = { kind: AnchorKind; id: string } | { kind: 'beacons' | 'gateways' | 'phones' | 'venue' }

export const healthChanges = [
  'silent',
  'heard',
  'battery_low',
  'battery_ok',
  'clock_skewed',
  'clock_right',
  'unknown_ids',
  'no_unknown_ids',
] as const

/** One change of state. `since` is when the state began that it tells of; `momentsLost` is an estimate. */
export type HealthChange = {
  subject: HealthSubject
  change: (typeof healthChanges)[number]
  since: number
  momentsLost?: number
  journeys?: readonly string[]
  battery?: Charge
  skewSeconds?: number
  unknownIds?: number
}

const freshKind = (at: number): KindHealth => ({ state: 'ok', since: at, surprise: 0, minutes: 0, hourMinutes: 0 })

/** The health of a venue of which nothing is known yet. */
export const freshBoard = (at: number): HealthBoard => ({
  version: 0,
  at,
  hour: hourOf(at),
  notes: [],
  kinds: { beacon: freshKind(at), gateway: freshKind(at) },
  anchors: new Map(),
  zones: new Map(),
  unknown: [],
})

/** Hours since 1970. */
export const hourOf = (at: number): number => Math.floor(at / 3_600_000)

/** The hour of the week (0 to 167, from Monday's midnight) that a venue's own clock shows. */
export const hourOfWeek = (at: number, timeZone: string): number => {
  const known = formats.get(timeZone)
  const format =
    known ?? new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: 'numeric', hourCycle: 'h23' })
  if (!known) formats.set(timeZone, format)
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return weekdays.indexOf(parts.get('weekday') ?? '') * 24 + Number(parts.get('hour'))
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()
