import { expect, test } from 'vitest'
import { bounded, type Explained, explanationLimits, messagesIn } from '#shared/domain/explained.ts'
import { outcomeOf, whatHappened } from '#shared/domain/explanation-words.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import type { Check, Decision } from '#shared/domain/situation.ts'
import { aMessage, aMoment, at } from '#test/support/builders.ts'

const passed: Check = { check: 'pause', passed: true, saw: 'nothing paused' }
const failed: Check = { check: 'audience', passed: false, saw: 'customer.tier: "silver", wanted = "gold"' }
const turnedAway = (journeyId: string, trace: readonly Check[] = [passed, failed]): Decision => ({
  journeyId,
  suppressed: 'audience',
  trace,
})
const sent: Decision = { journeyId: 'shoe-care', message: aMessage(), trace: [passed] }

const anExplained = (decisions: readonly Decision[]): Explained => ({
  ledgerId: 'customer:ada',
  occasion: aMoment(),
  release: 'release-1',
  decisions,
})

test('what fits is kept as it is', () => {
  const explained = anExplained([turnedAway('a'), turnedAway('b')])
  expect(bounded(explained)).toEqual(explained)
})

test('what did something comes first, then whoever got furthest; of the rest what failed is kept, then a number', () => {
  const others = Array.from({ length: explanationLimits.decisions }, (_, i) => turnedAway(`j-${i}`))
  const furthest = turnedAway('furthest', [passed, passed, passed, failed])
  const kept = bounded(anExplained([...others, furthest, sent]))
  expect(kept.decisions.slice(0, 2)).toEqual([sent, furthest])
  expect(kept.decisions.map(({ trace }) => trace.length)).toEqual([
    1,
    4,
    ...Array(explanationLimits.wholeTraces - 2).fill(2),
    ...Array(explanationLimits.decisions - explanationLimits.wholeTraces).fill(1),
  ])
  expect(kept.decisions.at(-1)?.trace).toEqual([failed])
  expect(kept.omitted).toBe(2)
})

test('a long value is cut', () => {
  const [decision] = bounded(anExplained([turnedAway('a', [{ ...failed, saw: 'x'.repeat(301) }])])).decisions
  expect(decision?.trace[0]?.saw).toBe(`${'x'.repeat(300)}…`)
})

test('a code is as good as money, and is not kept', () => {
  const message = aMessage({ title: 'Code K7-3', body: 'Say K7-3 at the till', offer: { id: 'care', code: 'K7-3' } })
  const kept = bounded(anExplained([{ journeyId: 'shoe-care', message, trace: [passed] }]))
  expect(JSON.stringify(kept)).not.toContain('K7-3')
  expect(kept.decisions[0]).toMatchObject({ message: { id: 'message-1', offer: { id: 'care' } } })
})

test('the messages of an explanation are named', () => {
  expect(messagesIn(anExplained([turnedAway('a'), sent]))).toEqual(['message-1'])
})

test.each<[Decision, object]>([
  [sent, { outcome: 'message', says: 'shoe-care sent “Shoe care” (message-1)' }],
  [
    turnedAway('a'),
    {
      outcome: 'suppressed',
      reason: 'audience',
      says: 'a sent nothing: audience (audience: customer.tier: "silver", wanted = "gold")',
    },
  ],
  [
    {
      journeyId: 'a',
      trace: [{ check: 'quiet hours', passed: false, saw: '22:00 to 08:00' }],
      deferred: 'quiet_hours',
      until: at(0),
    },
    {
      outcome: 'deferred',
      reason: 'quiet_hours',
      until: at(0),
      says: 'a waits until 2026-11-21T09:00:00.000Z: quiet_hours (quiet hours: 22:00 to 08:00)',
    },
  ],
  [
    { journeyId: 'a', stepId: 'later', trace: [passed], waits: at(0) },
    { outcome: 'waits', until: at(0), says: 'a waits at later, until 2026-11-21T09:00:00.000Z' },
  ],
  [
    { journeyId: 'a', trace: [], left: 'goal' },
    { outcome: 'left', reason: 'goal', says: 'a was left: goal' },
  ],
])('%j in words', (decision, words) => {
  expect(outcomeOf(decision)).toEqual(words)
})

const ada = { id: 'o', customerId: 'ada', occurredAt: at(0), receivedAt: at(0) }

test.each<[Occasion, string]>([
  [aMoment(), 'zone.enter'],
  [aMoment({ kind: 'zone.dwell', dwellSeconds: 180 }), 'zone.dwell after 180 s'],
  [{ ...ada, kind: 'event', name: 'purchase', data: {} }, 'event purchase'],
  [
    { ...ada, deviceId: 'p', kind: 'receipt', receipt: { messageId: 'm', event: 'opened', at: at(0) } },
    'message m was opened',
  ],
  [{ ...ada, kind: 'wake' }, 'a run’s time had come'],
  [{ ...ada, kind: 'profile' }, 'what is known of her, or what she allows, has changed'],
  [{ ...ada, kind: 'start', journeyId: 'j', by: 'schedule' }, 'journey j was started by schedule'],
  [{ ...ada, kind: 'withdraw', offerId: 'o' }, 'offer o is over'],
])('%j happened', (occasion, words) => {
  expect(whatHappened(occasion)).toBe(words)
})
