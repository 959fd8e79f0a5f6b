import { expect, test } from 'vitest'
import { createTrafficReader } from '#shared/domain/backtest/traffic.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { EventOccasion, WakeOccasion } from '#shared/domain/occasion.ts'
import { aMoment, at } from '#test/support/builders.ts'

const cause = { record: '1', index: 0 }
const moment = aMoment({ customerId: 'ada' })
const told: JournalEntry = { type: 'moment', at: at(60), cause, moment }
const sent: JournalEntry = {
  type: 'decision',
  at: at(60),
  cause,
  occasion: moment,
  journeyId: 'shoe-care',
  messageId: 'then',
  trace: [],
}
const opened: JournalEntry = {
  type: 'receipt',
  at: at(90),
  cause,
  deviceId: 'phone-1',
  receipt: { messageId: 'then', event: 'opened', at: at(80) },
}

const readAll = (entries: readonly JournalEntry[]) => {
  const reader = createTrafficReader()
  return entries.map((entry) => reader.read(entry))
}

test('moments and events are occasions, each once; what was decided and woken then is not', () => {
  const event: EventOccasion = {
    id: 'e1',
    kind: 'event',
    customerId: 'ada',
    name: 'purchase',
    data: { total: 5 },
    occurredAt: at(70),
    receivedAt: at(70),
  }
  const wake: WakeOccasion = { id: 'w1', kind: 'wake', customerId: 'ada', occurredAt: at(75), receivedAt: at(75) }
  const entries: JournalEntry[] = [
    told,
    told,
    { type: 'occasion', at: at(70), cause, occasion: event },
    { type: 'occasion', at: at(75), cause, occasion: wake },
    { type: 'counted', at: at(80), source: 's', reason: 'r', count: 1 },
  ]
  expect(readAll(entries)).toEqual([
    { happening: { occasion: moment, now: at(60) } },
    undefined,
    { happening: { occasion: event, now: at(70) } },
    undefined,
    undefined,
  ])
})

test('a moment that another device of hers shares is nobody’s to react to', () => {
  expect(readAll([{ ...told, isShared: true }])[0]).toMatchObject({ happening: { aside: { reason: 'shared_visit' } } })
})

test('a receipt is told by what its message was sent by, once', () => {
  const [, , first, again] = readAll([told, sent, opened, opened])
  expect(first).toEqual({
    by: { journeyId: 'shoe-care', occasionId: moment.id, nth: 0 },
    receipt: {
      id: `then opened ${at(80)}`,
      kind: 'receipt',
      deviceId: 'phone-1',
      customerId: 'ada',
      receipt: { messageId: 'then', event: 'opened', at: at(80) },
      occurredAt: at(80),
      receivedAt: at(90),
    },
  })
  expect(again).toBeUndefined()
})

test('what a run sends later is told by what it was entered by', () => {
  const waits: JournalEntry = {
    type: 'decision',
    at: at(60),
    cause,
    occasion: moment,
    journeyId: 'j',
    runId: 'r',
    waits: at(99),
    trace: [],
  }
  const wake: WakeOccasion = { id: 'w1', kind: 'wake', customerId: 'ada', occurredAt: at(99), receivedAt: at(99) }
  const later: JournalEntry = {
    type: 'decision',
    at: at(99),
    cause,
    occasion: wake,
    journeyId: 'j',
    runId: 'r',
    messageId: 'then',
    trace: [],
  }
  expect(readAll([told, waits, later, opened])[3]).toMatchObject({
    by: { journeyId: 'j', occasionId: moment.id, nth: 0 },
  })
})

test('a receipt of a message that nobody told of is of none', () => {
  expect(readAll([opened])[0]).toMatchObject({ by: undefined })
})
