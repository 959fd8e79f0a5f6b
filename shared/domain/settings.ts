import type { FrequencyCap } from './journey.ts'
import type { QuietHours } from './quiet-hours.ts'

/** What holds for all journeys. `venues` says what is different in one. */
export type Settings = {
  /** Caps on all marketing, whatever the journey; `scope` is the customer's. */
  frequencyCaps: readonly FrequencyCap[]
  quietHours?: QuietHours
  /** Percent of people who get no marketing at all, so that what it does can be told: 0 to 15. */
  holdoutPercent: number
  /** Marketing messages that may go out in a minute, all together. */
  sendsPerMinute?: number
  /** Where a message's own language is not there: which next, to the last. */
  localeFallbacks: readonly string[]
  /** Customers who get test sends. */
  seeds: readonly string[]
  venues: Readonly<Record<string, { quietHours?: QuietHours; sendsPerMinute?: number }>>
}

/** Where nobody has said anything: no quiet hours, so that a first message comes at night as well. */
export const defaultSettings: Settings = {
  frequencyCaps: [],
  holdoutPercent: 0,
  localeFallbacks: ['en'],
  seeds: [],
  venues: {},
}
