import { expect, test } from 'vitest'
import { compileJourney } from '#shared/domain/compiled-journey.ts'
import { compileCondition } from '#shared/domain/condition.ts'
import type { Journey, Next } from '#shared/domain/journey.ts'
import { aJourney, aRelease } from '#test/support/builders.ts'

const [message] = aJourney().steps
const gold = { 'customer.tier': 'gold' }
const large = { 'event.total': { $gt: 100 } }
const long: Journey = {
  ...aJourney(),
  goal: { event: 'purchase', where: large },
  steps: [
    { id: 'wait', kind: 'delay', seconds: 60, next: 'ask' },
    message,
    { id: 'ask', kind: 'gate', condition: gold },
    { id: 'bought', kind: 'waitFor', for: { event: 'purchase', where: large }, timeoutSeconds: 60, next: 'exit' },
    { id: 'end', kind: 'exit' },
  ],
}

test('the step behind a step: the one that is named, else the one below it, and after the last none', () => {
  const { nextOf, first, steps } = compileJourney(long, [], compileCondition)
  const behind = (id: string, next?: Next) => {
    const step = steps.get(id)?.step
    return step && nextOf(step, next)?.id
  }
  expect(first.id).toBe('wait')
  expect([
    behind('wait'),
    behind('offer'),
    behind('ask'),
    behind('ask', 'exit'),
    behind('ask', 'offer'),
    behind('bought'),
    behind('end'),
    behind('wait', 'nowhere'),
  ]).toEqual(['ask', 'ask', 'bought', undefined, 'offer', undefined, undefined, undefined])
})

test('gates, waits and goals ask what they say, other steps ask nothing', () => {
  const { steps, goal } = compileJourney(long, [], compileCondition)
  const answer = (id: string, subject: object) => steps.get(id)?.condition?.holds({ ...subject })
  expect([
    answer('wait', {}),
    answer('ask', { customer: { tier: 'gold' } }),
    answer('ask', { customer: { tier: 'silver' } }),
    answer('bought', { event: { total: 101 } }),
    answer('bought', { event: { total: 100 } }),
    goal?.where?.holds({ event: { total: 101 } }),
    goal?.where?.whyNot({ event: { total: 7 } }),
  ]).toEqual([undefined, true, false, true, false, true, 'event.total: 7, wanted > 100'])
})

test('the conditions of steps are asked for with the steps', () => {
  const asked: unknown[] = []
  const { steps } = compileJourney(long, [], (condition) => {
    asked.push(condition)
    return compileCondition(condition)
  })
  expect(asked).toEqual([large])
  expect([steps.has('ask'), steps.has('nowhere'), steps.get('nowhere')]).toEqual([true, false, undefined])
  expect(asked).toEqual([large, gold, large])
})

test("a journey's marketing is held by its own caps and by those of all", () => {
  const cap = { limit: 1, windowSeconds: 60 } as const
  const settings = { ...aRelease().settings, frequencyCaps: [{ ...cap, limit: 5, scope: 'customer' as const }] }
  const frequencyCaps = [{ ...cap, scope: 'journey', fallback: 'defer' } as const]
  const release = aRelease({ journeys: [aJourney({ frequencyCaps })], settings })
  expect(release.journeys.get('shoe-care')?.caps).toEqual([
    { ...cap, key: 'shoe-care', scope: 'journey', fallback: 'defer' },
    { ...cap, limit: 5, key: '*', scope: 'customer', fallback: 'drop' },
  ])
  expect([...release.capNeeds]).toEqual([
    ['shoe-care', cap],
    ['*', { ...cap, limit: 5 }],
  ])
})
