import type { Customer, DeviceKind } from './customer.ts'
import type { Effect } from './effect.ts'
import type { Claim, Ledger } from './ledger.ts'
import type { Message } from './message.ts'
import type { Occasion } from './occasion.ts'
import type { Reservation, ReservationRequest } from './offer.ts'
import type { Pauses, Release } from './release.ts'
import type { Held, Runs } from './runs.ts'
import type { Render } from './template.ts'

/**
 * Everything that is decided together about one person. `stored` are her runs as they were before: what differs is written
 * with the ledger, as its `pending`.
 */
export type Person = { customer: Customer | undefined; ledger: Ledger; runs: Runs; stored: Runs }

/** Told by feeds: the weather, a match, the length of queues. By name; conditions ask for `feeds.weather.celsius`. */
export type Feeds = Readonly<Record<string, unknown>>

/** What a marketer orders for runs of a journey that began before a version: they end, or go on by the live version. */
export type RunOrders = Readonly<Record<string, { before: string; act: 'end' | 'migrate' }>>

/** A release, and how its messages are written. */
export type Edition = { release: Release; render: Render }

/**
 * What one batch sees. `past` gives an earlier release whose runs are still open, if it can be read. `acceptance` is which share of
 * a journey's messages is opened or redeemed, 0 to 1, as learned.
 */
export type Rules = Edition & {
  past(version: string): Edition | undefined
  pauses: Pauses
  feeds: Feeds
  acceptance: Readonly<Record<string, number>>
  orders: RunOrders
}

/** What a message needs from outside before it may be promised: one of an offer, and room below the ceiling on sends. */
export type Need = { messageId: string; venueId: string; reserve?: ReservationRequest; isCounted: boolean }

/** The answer: what was reserved, if anything was asked for, and whether there is room this minute. */
export type Grant = { reservation?: Reservation; isWithinCeiling: boolean }

/** All that a decision depends on. `now` is the arrival time of what happened, never the wall clock. */
export type Situation = {
  occasion: Occasion
  device: { kind: DeviceKind; staff: boolean }
  person: Person
  rules: Rules
  granted: ReadonlyMap<string, Grant>
  now: number
  /** Why the occasion is nobody's to react to, whatever the journey. */
  aside?: Aside
}

export type Aside = { check: string; reason: Reason; saw: string }

/** Why a journey sent nothing. */
export type Reason =
  | 'paused'
  | 'staff'
  | 'stale'
  | 'audience'
  | 'reentry' // she has been in it, as often or as lately as it allows
  | 'run_open' // she is still in it
  | 'too_many_runs' // she is under way in as many journeys as one may be
  | 'holdout'
  | 'erased'
  | 'do_not_contact'
  | 'no_consent'
  | 'quiet_hours'
  | 'frequency_cap'
  | 'rate_ceiling' // more messages a minute than may go out
  | 'out_of_stock'
  | 'offer_limit' // she has had as many of the offer as one may
  | 'offer_over'
  | 'unrendered' // a value is missing that has no fallback, or a text is too long
  | 'no_device'
  | 'ledger_full'
  | 'outranked'
  | 'shared_visit' // another device of hers was there before, or still is
  | 'duplicate' // the occasion was decided before, by a process or a release that did not choose this journey

/** Why a run ended. */
export type Leaving =
  | 'done' // its last step
  | 'exit' // a step that says so
  | 'goal'
  | 'zone' // she left the zone
  | 'venue'
  | 'opt_out'
  | 'ended' // by a marketer
  | 'erased'
  | 'loop' // more steps at once than a run may take
  | 'gone' // its release can't be read any more

/** One check of a decision, with the value that it saw. */
export type Check = { check: string; passed: boolean; saw: string }

/** Which variant somebody drew, also one that gets nothing. `unit` is what was drawn for: a customer, a visit, a zone's day. */
export type Exposure = { experiment: string; variant: string; unit: string }

/**
 * What became of one journey in one occasion: exactly one for each candidate, and for each open run that it moved. With `runId`
 * where it is a run's; `stepId` is where the run came to.
 */
export type Decision = {
  journeyId: string
  runId?: string
  stepId?: string
  trace: readonly Check[]
  exposures?: readonly Exposure[]
} & (
  | { message: Message }
  | { suppressed: Reason }
  | { deferred: Held; until: number }
  | { waits: number }
  | { left: Leaving }
)

/**
 * What a decision comes to. Where `needs` is not empty nothing counts yet: ask for them, and decide again with what was
 * granted. `person` is as she is afterwards, to be saved; `claims` are the new promises among her ledger's.
 */
export type Decided = {
  decisions: readonly Decision[]
  claims: readonly Claim[]
  effects: readonly Effect[]
  person: Person
  needs: readonly Need[]
}
