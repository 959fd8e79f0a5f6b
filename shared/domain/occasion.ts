import type { Moment } from './moment.ts'
import type { Receipt } from './receipt.ts'

/** Whom an occasion concerns: a customer, or a device that nobody was identified with when it was written. */
type Whom = { customerId: string; deviceId?: string } | { customerId?: string; deviceId: string }

type OccasionOf<K extends string> = Whom & { id: string; kind: K; occurredAt: number; receivedAt: number }

/** Something that happened elsewhere: a purchase, a return, a tap in the app. `name` is the type of its CloudEvent. */
export type EventOccasion = OccasionOf<'event'> & {
  name: string
  venueId?: string
  data: Readonly<Record<string, unknown>>
}

/** A run's time has come. */
export type WakeOccasion = OccasionOf<'wake'>

/** What became of a message on the phone. */
export type ReceiptOccasion = OccasionOf<'receipt'> & { deviceId: string; receipt: Receipt }

/** What is known of a customer has changed: her traits, or what she allows. */
export type ProfileOccasion = OccasionOf<'profile'>

/** A journey starts for somebody by a schedule or a broadcast. */
export type StartOccasion = OccasionOf<'start'> & { journeyId: string; by: 'schedule' | 'broadcast' }

/** An offer is over: what was not opened yet is taken back. */
export type WithdrawOccasion = OccasionOf<'withdraw'> & { offerId: string }

/** All that journeys can react to: a moment of presence, or one of these. */
export type Occasion =
  | Moment
  | EventOccasion
  | WakeOccasion
  | ReceiptOccasion
  | ProfileOccasion
  | StartOccasion
  | WithdrawOccasion
