import { expect, test } from 'vitest'
import type { Entrance, Journey, MessageContent } from '#shared/domain/journey.ts'
import { journeyWarnings } from '#shared/domain/journey-warnings.ts'
import type { Offer } from '#shared/domain/offer.ts'
import type { QuietHours } from '#shared/domain/quiet-hours.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { aJourney } from '#test/support/builders.ts'
import { aDelay, aJourneyOf, aMessageStep, anExperiment, aWait } from '#test/support/journeys.ts'

const offer: Offer = { id: 'care', name: 'Shoe care', venueId: 'store', stock: 100, codeValidSeconds: 3600 }
const warningsOf = (journey: Journey, own: { offers?: Offer[]; quietHours?: QuietHours } = {}) =>
  journeyWarnings({
    journeys: [journey],
    offers: own.offers ?? [offer],
    settings: { ...defaultSettings, ...(own.quietHours && { quietHours: own.quietHours }) },
  })
const withoutCaps = { frequencyCaps: [] }
const survey: MessageContent = { kind: 'survey', title: 'And?', body: 'How was it?' }

test('of a journey with an offer of a stock there is no doubt', () => {
  expect(warningsOf(aJourney())).toEqual([])
})

test('an offer that everybody may get, and a code that ends before its message', () => {
  const { stock: _, ...endless } = offer
  expect(warningsOf(aJourney(), { offers: [{ ...endless, codeValidSeconds: 60 }] })).toEqual([
    {
      path: 'journeys.shoe-care.steps[0].message.offerId',
      reason: 'offer "care" has neither stock nor budget: everybody may get it',
    },
    {
      path: 'journeys.shoe-care.steps[0].expiresInSeconds',
      reason: 'the message is shown for 1800 s, and its code is good for 60 s',
      example: 60,
    },
  ])
  expect(warningsOf(aJourney(), { offers: [{ ...endless, budget: { amount: 100, cost: 1 } }] })).toEqual([])
})

test('an offer that nobody keeps the stock of', () => {
  expect(warningsOf(aJourney(), { offers: [] })).toEqual([
    {
      path: 'journeys.shoe-care.steps[0].message.offerId',
      reason: 'there is no offer "care": its name is sent, without a code or a stock',
    },
  ])
})

test('a message that runs out before the silence is over that defers it', () => {
  const night = (fallback: 'defer' | 'drop'): QuietHours => ({ windows: [{ start: '21:00', end: '08:00' }], fallback })
  const reason =
    'quiet hours defer it by up to 39600 s, and it runs out after 39599 s: what is deferred may never be sent'
  const path = 'journeys.shoe-care.steps[0].expiresInSeconds'
  const of = (expiresInSeconds: number, own: object = {}) =>
    aJourney({ step: { expiresInSeconds, message: survey, ...own } })
  const offers: Offer[] = []
  expect(warningsOf(of(39_599), { quietHours: night('defer'), offers })).toEqual([{ path, reason, example: 39_600 }])
  expect(warningsOf({ ...of(39_599), quietHours: night('defer') }, { offers })).toHaveLength(1)
  expect(warningsOf(of(39_600), { quietHours: night('defer'), offers })).toEqual([])
  expect(warningsOf(of(39_599), { quietHours: night('drop'), offers })).toEqual([])
  expect(warningsOf(of(39_599, { class: 'service' }), { quietHours: night('defer'), offers })).toEqual([])
})

test('what she leaves after she has left', () => {
  const entrance: Entrance = { moment: 'zone.exit', venueId: 'store', zoneId: 'shoes', usefulForSeconds: 60 }
  const journey = aJourneyOf([aMessageStep('a', { withdrawOn: 'zone' })], { entrance, leaveOn: 'zone' })
  expect(warningsOf(journey)).toEqual([
    {
      path: 'journeys.story.steps[0].withdrawOn',
      reason: 'she has left the zone when she gets it: it is never withdrawn',
    },
    { path: 'journeys.story.leaveOn', reason: 'she has left the zone when she enters: it ends nothing' },
  ])
  expect(warningsOf({ ...journey, leaveOn: 'venue', steps: [aMessageStep('a', { withdrawOn: 'venue' })] })).toEqual([])
})

test('what can not become of a message', () => {
  const offered = aMessageStep('a', { message: { kind: 'offer', title: 'Care', body: 'Free', offerId: 'care' } })
  const asked = aMessageStep('b', { message: survey })
  const story = (receipt: 'redeemed' | 'answered', stepId: string) =>
    warningsOf(
      aJourneyOf([offered, aDelay('wait'), asked, aWait('c', { for: { receipt, stepId } })], {
        ...withoutCaps,
        goal: { receipt },
      }),
    )
  const path = 'journeys.story.steps[3].for'
  const example = { receipt: 'opened' }
  expect(story('redeemed', 'a')).toEqual([])
  expect(story('answered', 'b')).toEqual([])
  expect(story('redeemed', 'b')).toEqual([
    { path, reason: 'nothing of it can be redeemed: the message has no offer', example },
  ])
  expect(story('answered', 'a')).toEqual([
    { path, reason: 'nobody answers an offer; ask by a survey, a text or a route', example },
  ])
})

test("a cap that stops the journey's own reminder", () => {
  const story = (seconds: number, timeoutSeconds = 0) =>
    warningsOf(
      aJourneyOf([
        aMessageStep('a'),
        aWait('b', { timeoutSeconds, onTimeout: 'c' }),
        aDelay('c', { seconds }),
        aMessageStep('d'),
      ]),
    )
  expect(story(3600, 3600)).toEqual([
    {
      path: 'journeys.story.frequencyCaps[0]',
      reason: 'a run sends up to 2 messages within 7200 s, and only 1 in 86400 s go out',
      example: { limit: 2, windowSeconds: 86_400 },
    },
  ])
  expect(story(86_000, 400)).toEqual([])
})

test('of two branches only one is sent, and who turns back may take for ever', () => {
  const branches = [anExperiment('halves', 'a', 'b'), aMessageStep('a', { next: 'exit' }), aMessageStep('b')] as const
  expect(warningsOf(aJourneyOf(branches))).toEqual([])
  expect(warningsOf(aJourneyOf([aMessageStep('a'), aDelay('b', { next: 'a' })]))).toEqual([])
})
