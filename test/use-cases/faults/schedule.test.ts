import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ports } from '#shared/ports.ts'
import { aroundPorts } from '#test/support/faults/around.ts'
import { deliver } from '#test/support/faults/deliver.ts'
import { calm, type Fault, scheduleOf, schedules } from '#test/support/faults/schedule.ts'
import { aReport, identified, openStore } from '../support.ts'
import { type Day, openForTheDay, shardsOf } from './day.ts'

const day: Day = [
  { phone: 'phone-1', does: 'report', spot: 'shoes' },
  { phone: 'phone-2', does: 'report', spot: 'boots' },
  { phone: 'phone-1', does: 'identify', customerId: 'ada' },
  { phone: 'phone-3', does: 'report', spot: 'cafe' },
  { phone: 'phone-1', does: 'report', spot: 'watches' },
]

test('a seed says all that goes wrong: the same calls, the same faults, the same messages', async () => {
  const run = async (seed: number) => {
    const { memory } = await openForTheDay()
    const { told } = await deliver(memory, shardsOf(day), scheduleOf(seed))
    return { told, sent: memory.published.map(({ message }) => message.id) }
  }
  const runs = await Promise.all([1, 2, 3, 4, 5, 6].map(run))
  expect(await Promise.all([1, 2, 3, 4, 5, 6].map(run))).toEqual(runs)
  expect(new Set(runs.map(({ told }) => told.join())).size).toBeGreaterThan(3)
})

test.each<[Fault, { batches: number; published: number }]>([
  ['throttled', { batches: 2, published: 2 }],
  ['done, answer lost', { batches: 1, published: 1 }],
  ['done twice, first answer lost', { batches: 1, published: 1 }],
  ['crash before it', { batches: 2, published: 2 }],
  ['crash after it', { batches: 1, published: 1 }],
  ['zombie', { batches: 2, published: 2 }],
])(
  'a commit goes wrong: %s; its retry sends again only what was not committed',
  async (fault, { batches, published }) => {
    const { memory } = await openStore()
    const { told, written } = await deliver(memory, [[aReport('phone-1')]], {
      ...calm,
      faults: [{ atCall: 11, fault }],
    })
    expect(told).toEqual([`call 11, in batch 1, presences.save: ${fault}`])
    const decisions = written.filter(({ entry }) => entry.type === 'message')
    expect({ batches: new Set(decisions.map(({ batch }) => batch)).size, published: memory.published.length }).toEqual({
      batches,
      published,
    })
  },
)

/** A store whose ledgers forget to look at the version. */
const careless = (ports: Ports): Ports =>
  aroundPorts(ports, async ({ name, args }, go) => {
    const [ledgerId, ledger] = args as Parameters<Ports['people']['saveLedger']>
    if (name !== 'people.saveLedger') return go()
    const { ledgers } = await ports.people.find({ customerIds: [], ledgerIds: [ledgerId] })
    return go([ledgerId, { ...ledger, version: ledgers.get(ledgerId)?.version ?? 0 }])
  })

test('a store that forgets its conditions is found out, by the shortest schedule that shows it', async () => {
  const twoPhones = async (wrap: (ports: Ports) => Ports, schedule: Parameters<typeof deliver>[2]) => {
    const { memory, engage } = await openForTheDay()
    await engage(['phone-1', 'phone-2'].map((phone) => identified(phone, 'ada')))
    await deliver(wrap(memory), [[aReport('phone-1')], [aReport('phone-2')]], schedule)
    const sent = memory.published.filter(({ message }) => message.class === 'marketing')
    const ledger = (await memory.people.find({ customerIds: [], ledgerIds: ['customer:ada'] })).ledgers
    const claimed = new Set(ledger.get('customer:ada')?.claims.map(({ message }) => message.id))
    return sent.every(({ message }) => claimed.has(message.id))
  }
  const property = (wrap: (ports: Ports) => Ports) =>
    fc.check(
      fc.asyncProperty(schedules(), (schedule) => twoPhones(wrap, schedule)),
      { seed: 3, numRuns: 60 },
    )
  const found = await property(careless)
  expect([found.failed, found.counterexample?.[0].faults, found.counterexample?.[0].replays]).toEqual([true, [], []])
  expect((await property((ports) => ports)).failed).toBe(false)
})
