import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { emptyLedger } from '#shared/domain/ledger.ts'
import { counting } from '#shared/lambda/counting.ts'
import type { MetricName } from '#shared/lambda/metric-names.ts'
import type { Ports } from '#shared/ports.ts'
import { aMessage, aMoment, at } from '#test/support/builders.ts'

const counted = (own: Partial<Ports> = {}) => {
  const counts: Partial<Record<MetricName, number>> = {}
  const ports = counting({ ...memoryPorts(), ...own }, (name, by = 1) => {
    if (by > 0) counts[name] = (counts[name] ?? 0) + by
  })
  return { ports, counts }
}

const cause = { record: '1', index: 0 }

test('messages count when they are published, and as failures when they could not be', async () => {
  const { ports, counts } = counted()
  await ports.phones.publish('phone-1', aMessage())
  expect(counts).toEqual({ 'Messages.published': 1 })
  const broken = counted({ phones: { publish: async () => Promise.reject(new Error('away')) } })
  await expect(broken.ports.phones.publish('phone-1', aMessage())).rejects.toThrow('away')
  expect(broken.counts).toEqual({ PublishFailures: 1 })
})

test('a ledger that somebody else wrote meanwhile is a conflict', async () => {
  const { ports, counts } = counted()
  expect(await ports.people.saveLedger('customer:ada', emptyLedger)).toBe('written')
  expect(counts).toEqual({})
  expect(await ports.people.saveLedger('customer:ada', emptyLedger)).toBe('conflict')
  expect(counts).toEqual({ ClaimConflicts: 1 })
})

test('timers and parked things count one by one, the latter by reason', async () => {
  const { ports, counts } = counted()
  await ports.timers.arm(
    [1, 2].map((n) => ({ mailbox: `device:${n}`, dueAt: at(60) })),
    at(0),
  )
  const parked = (reason: string) => ({ id: reason, reason, detail: '', body: '', at: at(0) })
  await ports.parking.park(['bad_rssi', 'forged', 'said-by-a-stranger'].map(parked))
  expect(counts).toEqual({ TimersArmed: 2, Parked: 3, 'Parked.bad_rssi': 1, 'Parked.forged': 1, 'Parked.other': 1 })
})

test('what the archive is told counts by outcome, by state and by reason', async () => {
  const { ports, counts } = counted()
  const moment = aMoment()
  const decision = { type: 'decision' as const, at: at(0), cause, occasion: moment, journeyId: 'j', trace: [] }
  const message = { type: 'message' as const, at: at(0), cause, deviceId: 'phone-1', message: aMessage() }
  const receipt = { messageId: 'm', event: 'opened' as const, at: at(0) }
  await ports.journal.append([
    {
      type: 'outcomes',
      at: at(0),
      record: '1',
      outcomes: [
        { outcome: 'folded', index: 0 },
        { outcome: 'folded', index: 1 },
        { outcome: 'parked', reason: 'bad_rssi', index: 2 },
      ],
    },
    { type: 'moment', at: at(0), cause, moment },
    { ...decision, messageId: 'm' },
    { ...decision, suppressed: 'no_consent' },
    { ...decision, suppressed: JSON.parse('"of a later release"') },
    { ...message, again: false },
    { ...message, again: true },
    { type: 'receipt', at: at(0), cause, deviceId: 'phone-1', receipt },
    { type: 'counted', at: at(0), source: 'ingest-gateways', reason: 'forged', count: 9 },
    { type: 'counted', at: at(0), source: 'receive-webhooks', reason: 'forged', count: 1 },
    { type: 'counted', at: at(0), source: 'receive-webhooks', reason: 'of a later release', count: 1 },
  ])
  expect(counts).toEqual({
    'Outcome.folded': 2,
    'Outcome.parked': 1,
    Moments: 1,
    Suppressed: 2,
    'Suppressed.no_consent': 1,
    'Messages.claimed': 1,
    'Messages.opened': 1,
    'WebhooksRefused.forged': 1,
  })
})
