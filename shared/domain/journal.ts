import type { HealthChange } from './health.ts'
import type { Message } from './message.ts'
import type { Moment } from './moment.ts'
import type { Occasion } from './occasion.ts'
import type { Receipt } from './receipt.ts'
import type { Held } from './runs.ts'
import type { Decision, Leaving, Reason } from './situation.ts'

/** What became of one event of a record. Every event of every record has exactly one. */
export type Outcome =
  | { outcome: 'folded' }
  | { outcome: 'duplicate' }
  | { outcome: 'late' }
  | { outcome: 'ignored'; reason: string }
  | { outcome: 'parked'; reason: string }

/** Where an entry comes from: the stream's sequence number, the event's place in that record, and the reporter's own id. */
export type Cause = { record: string; index: number; sightingId?: string }

/** One line of the archive. `at` is the arrival time of the event that caused it, in milliseconds since 1970. */
export type JournalEntry =
  | {
      type: 'outcomes'
      at: number
      record: string
      mailbox?: string
      venueId?: string
      outcomes: (Outcome & { index: number; id?: string })[]
    }
  /** `isShared`: another device of hers was there before, or still is, so that it is counted with that one's moment. */
  | { type: 'moment'; at: number; cause: Cause; moment: Moment; isShared?: true }
  /** What is no moment of presence and came to a person: an event from elsewhere, a timer, a receipt that journeys react to. */
  | { type: 'occasion'; at: number; cause: Cause; occasion: Exclude<Occasion, Moment> }
  | ({
      type: 'decision'
      at: number
      cause: Cause
      occasion: Occasion
      messageId?: string
      suppressed?: Reason
      deferred?: Held
      until?: number
      waits?: number
      left?: Leaving
    } & Pick<Decision, 'journeyId' | 'runId' | 'stepId' | 'trace' | 'exposures'>)
  | { type: 'message'; at: number; cause: Cause; deviceId: string; message: Message; again: boolean }
  | { type: 'receipt'; at: number; cause: Cause; deviceId: string; receipt: Receipt }
  | { type: 'counted'; at: number; source: string; reason: string; count: number; venueId?: string; gatewayId?: string }
  | ({ type: 'health'; at: number; id: string; venueId: string } & HealthChange)
