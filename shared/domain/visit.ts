import { type Certainty, silence } from './certainty.ts'
import { derivedId } from './identifier.ts'
import type { Moment, MomentKind, VisitTold } from './moment.ts'
import { defaultKnobs, type PresenceKnobs } from './venue.ts'
import type { VenueIndex } from './venue-index.ts'

/**
 * Being in one zone without a break. `dwelt` are the thresholds that were already raised, `confidence` is that of its
 * beginning. Times in event time.
 */
export type Stay = {
  zoneId: string
  enteredAt: number
  lastSeenAt: number
  dwelt: readonly number[]
  confidence?: number
}

/** A stay that is over: its zone, and when it began and ended, in milliseconds of the visit. */
type Trail = readonly (readonly [zoneId: string, from: number, to: number])[]

/** From the first zone of a venue to leaving it. `stays` are the open ones, outermost zone first; `trail` the last ones that are over. */
export type Visit = {
  id: string
  venueId: string
  enteredAt: number
  lastSeenAt: number
  lastMomentAt: number
  stays: readonly Stay[]
  trail?: Trail
}

export const visitLimits = {
  trail: 100, // stays that a visit remembers when they are over: about a kilobyte
}

/** What happened in a visit, before the mailbox has put its name and ordinal to it. */
export type Happening = Pick<Moment, 'kind' | 'venueId' | 'visitId' | 'occurredAt'> & {
  zoneId?: string
  dwellSeconds?: number
  visit?: VisitTold
} & Certainty

export type Turn = { visit: Visit | undefined; happenings: readonly Happening[] }

/** Opens a visit; its first zone follows at the same time. `ordinal` tells visits apart that are opened at the same time. */
export const openVisit = (
  mailbox: string,
  venueId: string,
  at: number,
  ordinal: number,
  certainty: Certainty,
): { visit: Visit; happenings: Happening[] } => {
  const visit = {
    id: derivedId(mailbox, venueId, at, ordinal),
    venueId,
    enteredAt: at,
    lastSeenAt: at,
    lastMomentAt: at,
    stays: [],
  }
  return { visit, happenings: [happening(visit, 'venue.enter', at, certainty)] }
}

/**
 * Moves to a path of zones, outermost first: leaves what is not on it, innermost first, and enters what is new.
 * `at` is not before anything that was seen of the visit.
 */
export const moveTo = (
  visit: Visit,
  path: readonly string[],
  at: number,
  certainty: Certainty,
): { visit: Visit; happenings: Happening[] } => {
  const shared = sharedDepth(visit, path)
  const left = visit.stays.slice(shared).toReversed()
  const entered = path.slice(shared)
  const { confidence } = certainty
  const stays = [
    ...visit.stays.slice(0, shared).map((stay) => ({ ...stay, lastSeenAt: at })),
    ...entered.map((zoneId) => ({ zoneId, enteredAt: at, lastSeenAt: at, dwelt: [], confidence })),
  ]
  return {
    visit: { ...left.reduce((one, stay) => withTrail(one, stay, at), visit), stays, lastSeenAt: at, lastMomentAt: at },
    happenings: [
      ...left.map(({ zoneId }) => happening(visit, 'zone.exit', at, certainty, { zoneId })),
      ...entered.map((zoneId) => happening(visit, 'zone.enter', at, certainty, { zoneId })),
    ],
  }
}

/** Leaves every zone, innermost first, and the venue. */
export const closeVisit = (visit: Visit, at: number, certainty: Certainty): Happening[] => {
  const left = visit.stays.toReversed()
  const over = left.reduce((one, stay) => withTrail(one, stay, at), visit)
  return [
    ...left.map(({ zoneId }) => happening(visit, 'zone.exit', at, certainty, { zoneId })),
    happening(visit, 'venue.exit', at, certainty, { visit: toldOf(over, at) }),
  ]
}

const withTrail = (visit: Visit, { zoneId, enteredAt }: Stay, at: number): Visit => {
  const trail: Trail = [...(visit.trail ?? []), [zoneId, enteredAt - visit.enteredAt, at - visit.enteredAt]]
  return { ...visit, trail: trail.slice(-visitLimits.trail) }
}

const toldOf = ({ enteredAt, trail = [] }: Visit, at: number): VisitTold => ({
  seconds: (at - enteredAt) / 1000,
  path: trail.map(([zoneId, from, to]) => ({ zoneId, enteredAt: enteredAt + from, leftAt: enteredAt + to })),
})

/** How many of the open stays lie on a path. */
export const sharedDepth = (visit: Visit, path: readonly string[]): number => {
  const depth = visit.stays.findIndex((stay, i) => stay.zoneId !== path[i])
  return depth === -1 ? visit.stays.length : depth
}

/** Something that time alone brings about. It happens at `occurredAt` and is certain at `certainAt`; both are event time. */
type Due = {
  certainAt: number
  occurredAt: number
  act: 'dwell' | 'leave-zone' | 'leave-venue'
  depth: number
  seconds: number
}

/**
 * What a visit waits for next. A zone is left after `exitTimeoutSeconds` of silence, and never before the
 * zones inside it; it is certain once no sighting can come late any more. A dwell that silence overtakes does not come.
 */
const nextDue = (visit: Visit, venue: VenueIndex | undefined): Due => {
  const { exitTimeoutSeconds, maxLatenessSeconds } = venue?.knobs ?? defaultKnobs
  const { lastMomentAt } = visit
  let silentAt = Number.NEGATIVE_INFINITY
  const leave = (act: Due['act'], depth: number, seconds: number): Due => {
    const certainAt = Math.max(silentAt + maxLatenessSeconds * 1000, lastMomentAt)
    // moments never go back in time: not behind the exit of a zone inside with more patience, not behind a dwell
    return { certainAt, occurredAt: Math.max(silentAt, lastMomentAt), act, depth, seconds }
  }
  let next: Due | undefined
  // inner zones first: where two are left at once, the one inside goes before the one around it
  for (let depth = visit.stays.length - 1; depth >= 0; depth--) {
    const stay = visit.stays[depth]
    if (!stay) continue
    const knobs = knobsOf(venue, stay.zoneId)
    silentAt = Math.max(silentAt, stay.lastSeenAt + knobs.exitTimeoutSeconds * 1000)
    for (const dwellSeconds of knobs.dwellSeconds) {
      const at = stay.enteredAt + dwellSeconds * 1000
      if (!stay.dwelt.includes(dwellSeconds) && at <= silentAt) {
        next = sooner(next, { certainAt: at, occurredAt: at, act: 'dwell', depth, seconds: dwellSeconds })
      }
    }
    // behind its dwells: one at the very end of a silence comes, also where nothing may be late
    next = sooner(next, leave('leave-zone', depth, knobs.exitTimeoutSeconds))
  }
  silentAt = Math.max(silentAt, visit.lastSeenAt + exitTimeoutSeconds * 1000)
  return sooner(next, leave('leave-venue', -1, exitTimeoutSeconds))
}

/** The sooner of two, the first of equals. */
const sooner = (a: Due | undefined, b: Due): Due => (a === undefined || b.certainAt < a.certainAt ? b : a)

/** The event time at which the visit next changes by itself. */
export const nextChangeAt = (visit: Visit, venue: VenueIndex | undefined): number => nextDue(visit, venue).certainAt

/** Lets event time go on to `until`: dwells and exits that are certain by then happen, each at its own time, in order. */
export const passTime = (visit: Visit, venue: VenueIndex | undefined, until: number): Turn => {
  const happenings: Happening[] = []
  let open: Visit = visit
  for (;;) {
    const due = nextDue(open, venue)
    if (due.certainAt > until) return { visit: open, happenings }
    if (due.act === 'leave-venue')
      return {
        visit: undefined,
        happenings: [...happenings, ...closeVisit(open, due.occurredAt, silence(due.seconds))],
      }
    const stay = open.stays[due.depth]
    if (!stay) return { visit: open, happenings }
    const lastMomentAt = Math.max(open.lastMomentAt, due.occurredAt)
    if (due.act === 'leave-zone') {
      happenings.push(happening(open, 'zone.exit', due.occurredAt, silence(due.seconds), { zoneId: stay.zoneId }))
      open = { ...withTrail(open, stay, due.occurredAt), lastMomentAt, stays: open.stays.slice(0, due.depth) }
    } else {
      const dwellSeconds = due.seconds
      const certainty: Certainty = { confidence: stay.confidence ?? 1, evidence: { by: 'stay', seconds: dwellSeconds } }
      happenings.push(happening(open, 'zone.dwell', due.occurredAt, certainty, { zoneId: stay.zoneId, dwellSeconds }))
      const stays = open.stays.with(due.depth, { ...stay, dwelt: [...stay.dwelt, dwellSeconds] })
      open = { ...open, lastMomentAt, stays }
    }
  }
}

/** A zone that the release no longer has is left by the house's defaults. */
export const knobsOf = (venue: VenueIndex | undefined, zoneId: string): PresenceKnobs =>
  venue?.zones.get(zoneId)?.knobs ?? venue?.knobs ?? defaultKnobs

const happening = (
  visit: Visit,
  kind: MomentKind,
  occurredAt: number,
  { confidence, evidence }: Certainty,
  more: { zoneId?: string; dwellSeconds?: number; visit?: VisitTold } = {},
): Happening => ({ kind, venueId: visit.venueId, visitId: visit.id, occurredAt, ...more, confidence, evidence })
