import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '#shared/domain/condition.ts'
import { type Counted, estimated } from '#shared/domain/estimate.ts'
import { noRuns } from '#shared/domain/runs.ts'
import { estimateAudience, estimateLimits } from '#shared/use-cases/estimate-audience.ts'
import { searchCustomers } from '#shared/use-cases/search-customers.ts'
import { aCaller, aLedger, at } from '#test/support/builders.ts'
import { watchedPorts } from './support.ts'

const gold: Condition = { 'customer.tier': 'gold' }
const asked = { by: aCaller(), now: at(0) }

/** Every third customer is silver; every second allows marketing; every fourth has a phone. */
const open = async (customers: number) => {
  const { memory, names } = watchedPorts()
  for (let i = 0; i < customers; i++) {
    const id = `c-${i}`
    await memory.people.saveCustomer({ id, traits: { tier: i % 3 === 2 ? 'silver' : 'gold' }, staff: false })
    if (i % 2 === 0) await memory.people.saveLedger(`customer:${id}`, aLedger())
    if (i % 4 === 0) await memory.people.bindPhone(id, `phone-${i}`)
  }
  return { memory, names }
}

const listed = async (memory: Awaited<ReturnType<typeof open>>['memory'], condition: Condition, limit = 50) => {
  const ids: string[] = []
  let after: string | undefined
  do {
    const page = await searchCustomers(memory)(condition, { limit, ...(after === undefined ? {} : { after }) }, asked)
    expect(page.customers.length).toBeLessThanOrEqual(limit)
    ids.push(...page.customers.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return ids
}

test('few customers are all looked at, and the estimate is what the list of customers says', async () => {
  const { memory } = await open(120)
  expect(await estimateAudience(memory)(gold, at(0))).toEqual({
    isExact: true,
    counts: { total: 120, matching: 80, consented: 40, reachable: 20 },
    looked: 120,
  })
  for (const limit of [1, 7, 50, 200]) {
    const ids = await listed(memory, gold, limit)
    expect([ids.length, new Set(ids).size]).toEqual([80, 80])
  }
})

test('staff, who asked for no contact or to be forgotten, and whose consent has run out do not count as consented', async () => {
  const { memory } = await open(0)
  const ledgers = {
    ada: aLedger(),
    bob: aLedger({ doNotContact: true }),
    cem: aLedger({ erased: true }),
    dot: aLedger({ consents: { marketing: { status: 'granted', since: 0, until: at(0) } } }),
    eve: aLedger(),
  }
  for (const [id, ledger] of Object.entries(ledgers)) {
    await memory.people.saveCustomer({ id, traits: { tier: 'gold' }, staff: id === 'eve' })
    await memory.people.saveLedger(`customer:${id}`, ledger)
  }
  const { counts } = await estimateAudience(memory)(gold, at(0))
  expect(counts).toEqual({ total: 5, matching: 5, consented: 1, reachable: 0 })
})

test('segments, history and feeds are asked as journeys ask them', async () => {
  const { memory } = await open(6)
  await memory.drafts.save('segments', 'golden', { id: 'golden', name: 'Golden', condition: gold }, undefined)
  await memory.people.saveRuns('customer:c-0', {
    ...noRuns,
    sequence: 1,
    entered: { welcome: { times: 3, at: at(-86_400) } },
  })
  const condition = { $segment: 'golden', 'history.entered.welcome': { $gte: 3 } }
  expect(await listed(memory, condition)).toEqual(['c-0'])
  expect((await estimateAudience(memory)(condition, at(0))).counts.matching).toBe(1)
})

test('of many a sample is looked at, and the interval holds what there is', async () => {
  const { memory } = await open(3000)
  const limits = { ...estimateLimits, exactTo: 1000, sliceOfAbout: 40 }
  const { isExact, counts, intervals, looked } = await estimateAudience(memory, limits)(gold, at(0))
  expect(isExact).toBe(false)
  expect(looked).toBeLessThan(2000)
  const truth: Counted = { total: 3000, matching: 2000, consented: 1000, reachable: 500 }
  for (const name of ['total', 'matching', 'consented', 'reachable'] as const) {
    const { low, high } = intervals?.[name] ?? { low: 0, high: 0 }
    expect([name, low <= truth[name], truth[name] <= high]).toEqual([name, true, true])
    expect(Math.abs(counts[name] - truth[name]) / truth[name]).toBeLessThan(0.5)
  }
})

test('of samples drawn by chance about nineteen in twenty intervals hold the truth', () => {
  let held = 0
  let seed = 1
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const of = 200
  for (let trial = 0; trial < 400; trial++) {
    const slices = Array.from({ length: of }, () => {
      const total = Math.round(900 + 200 * random())
      const matching = Math.round(total * (0.2 + 0.2 * random()))
      return { total, matching, consented: 0, reachable: 0 }
    })
    const truth = slices.reduce((sum, { matching }) => sum + matching, 0)
    const drawn = slices.map((slice) => ({ slice, key: random() })).sort((a, b) => a.key - b.key)
    const { intervals } = estimated(
      drawn.slice(0, 20).map(({ slice }) => slice),
      of,
    )
    if (intervals && intervals.matching.low <= truth && truth <= intervals.matching.high) held++
  }
  expect(held / 400).toBeGreaterThan(0.92)
  expect(held / 400).toBeLessThan(0.98)
})

test('slices that are all alike leave no doubt', () => {
  const slice = { total: 10, matching: 5, consented: 2, reachable: 1 }
  expect(estimated(Array(20).fill(slice), 100)).toEqual({
    isExact: false,
    counts: { total: 1000, matching: 500, consented: 200, reachable: 100 },
    intervals: {
      total: { low: 1000, high: 1000 },
      matching: { low: 500, high: 500 },
      consented: { low: 200, high: 200 },
      reachable: { low: 100, high: 100 },
    },
    looked: 200,
  })
})

test('no estimate is below what was seen', () => {
  const slices = fc.array(fc.nat(50), { minLength: 20, maxLength: 20 })
  fc.assert(
    fc.property(slices, fc.integer({ min: 21, max: 500 }), (counts, of) => {
      const seen = counts.reduce((sum, count) => sum + count, 0)
      const { intervals } = estimated(
        counts.map((count) => ({ total: count, matching: count, consented: 0, reachable: 0 })),
        of,
      )
      expect(intervals?.matching.low).toBeGreaterThanOrEqual(seen)
    }),
  )
})

test('runs are read only for conditions that ask for them', async () => {
  const watched = watchedPorts()
  await watched.memory.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
  await searchCustomers(watched.ports)(gold, { limit: 5 }, asked)
  expect(watched.names()).not.toContain('people.find')
})

test('that somebody looked is written down', async () => {
  const { memory } = await open(1)
  await listed(memory, gold)
  const { entries } = await memory.audit.list(undefined, { limit: 9 })
  expect(entries.map(({ action, what, who }) => [action, what, who])).toEqual([['read', 'customers', aCaller()]])
})
