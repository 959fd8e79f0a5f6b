import type { Subject } from './condition.ts'
import type { Customer } from './customer.ts'
import { compileRelease } from './release.ts'
import type { Runs } from './runs.ts'
import type { Feeds } from './situation.ts'
import { subjectOf } from './subject.ts'

const nowhere = compileRelease({ version: '', publishedAt: 0, venues: [], journeys: [] })

/** What segments can ask about a customer while nothing happens to her: her traits, her history, and what feeds tell. */
export const segmentSubjectOf = (customer: Customer, runs: Runs, feeds: Feeds, now: number): Subject =>
  subjectOf({
    occasion: { id: '', kind: 'profile', customerId: customer.id, occurredAt: now, receivedAt: now },
    device: { kind: 'phone' },
    customer,
    runs,
    rules: { release: nowhere, feeds },
    now,
  })

/** Whether a condition may ask for more than traits, itself or by another segment: a customer's runs are read for it. */
export const asksHistory = (condition: unknown): boolean => /history|\$segment/.test(JSON.stringify(condition))
