import { derivedId } from '#shared/domain/identifier.ts'
import type { Journey, MessageStep, Step } from '#shared/domain/journey.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { Person, Rules } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aCustomer, aMoment, aReleaseContent, at } from './builders.ts'
import { aJourneyOf, aMessageStep } from './journeys.ts'
import { type Lifetime, wordOf } from './lifetime.ts'
import { aPerson } from './situation.ts'

export const hour = 3600
export const day = 24 * hour

/** A message with its id for a title. */
export const texted = (id: string, own: Partial<MessageStep> = {}): MessageStep =>
  aMessageStep(id, { message: { kind: 'text', title: id, body: 'Hello' }, expiresInSeconds: day, ...own })

/** Ada enters Shoes a minute into the morning. */
export const entered = (own: Partial<Extract<Occasion, { visitId: string }>> = {}): Occasion =>
  aMoment({ customerId: 'ada', ...own })

/** She leaves Shoes, or the store. */
export const left = (kind: 'zone.exit' | 'venue.exit', seconds: number): Occasion => {
  const { zoneId: _, ...venue } = aMoment({
    customerId: 'ada',
    id: `left-${seconds}`,
    kind,
    occurredAt: at(seconds),
    receivedAt: at(seconds),
  })
  return kind === 'venue.exit' ? venue : { ...venue, zoneId: 'shoes' }
}

/** Something happens to her elsewhere. */
export const happened = (name: string, seconds: number, data: Record<string, unknown> = {}): Occasion => ({
  kind: 'event',
  id: `${name}-${seconds}`,
  customerId: 'ada',
  name,
  data,
  occurredAt: at(seconds),
  receivedAt: at(seconds),
})

/** What became of a message on her phone. */
export const receiptOf = (messageId: string, event: 'opened' | 'dismissed', seconds: number): Occasion => ({
  kind: 'receipt',
  id: derivedId('phone-1', 'receipt', messageId, event),
  customerId: 'ada',
  deviceId: 'phone-1',
  receipt: { messageId, event, at: at(seconds) },
  occurredAt: at(seconds),
  receivedAt: at(seconds),
})

/** Ada, a gold customer who allows marketing. */
export const ada = (own: Partial<Omit<Person, 'stored'>> = {}): Person => aPerson({ customer: aCustomer(), ...own })

/** What a release of these journeys decides by. */
export const rules = (journeys: Journey[], content: Partial<ReleaseContent> = {}, own: Partial<Rules> = {}): Rules => ({
  ...rulesOf(compileRelease(aReleaseContent({ journeys, ...content }))),
  ...own,
})

/** A journey of these steps without caps. */
export const story = (steps: readonly [Step, ...Step[]], own: Partial<Journey> = {}): Journey =>
  aJourneyOf(steps, { frequencyCaps: [], ...own })

/** What became of her, by seconds of the morning. */
export const words = ({ told }: Pick<Lifetime, 'told'>): [number, string][] =>
  told.map((one) => [(one.at - at(0)) / 1000, wordOf(one)])
