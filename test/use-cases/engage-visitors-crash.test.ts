import { describe, expect, test } from 'vitest'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aJourney } from '#test/support/builders.ts'
import {
  aReport,
  enrolled,
  entries,
  identified,
  knowAda,
  ledgerOf,
  openStore,
  outcomes,
  watchedPorts,
} from './support.ts'

// one counts against consent and caps, the other one does not
const journeys = [aJourney({ frequencyCaps: [] }), aJourney({ id: 'help', step: { class: 'service' } })]

const open = async () => {
  const store = await openStore({ phones: ['phone-1', 'phone-2'], release: { journeys } })
  await knowAda(store.memory)
  await store.engage([enrolled('phone-3')])
  store.calls.length = 0
  return store
}

type Memory = Awaited<ReturnType<typeof open>>['memory']

/** Hands batches in as Lambda does: what fails comes again, from the lowest sequence on, to a process that knows nothing. */
const stream = async (memory: Memory, batches: readonly (readonly StreamedRecord[])[]) => {
  for (const batch of batches) expect(await engageVisitors(watchedPorts(memory).ports)(batch)).toEqual([])
}

const whole = (records: readonly StreamedRecord[]) => [records]
const oneByOne = (records: readonly StreamedRecord[]) => records.map((record) => [record])
const firstAlone = (records: readonly StreamedRecord[]) => [records.slice(0, 1), records.slice(1)]

const claimsOf = async (memory: Memory) => {
  const ids = ['customer:ada', 'device:phone-1', 'device:phone-2', 'device:phone-3']
  const ledgers = await Promise.all(ids.map((id) => ledgerOf(memory, id)))
  return ledgers.flatMap((ledger) => ledger?.claims ?? [])
}

/** No claimed message was lost, and nobody got two for the same moment of the same journey. */
const expectPromisesKept = async (memory: Memory) => {
  const claims = await claimsOf(memory)
  const ids = new Set(memory.published.map(({ message }) => message.id))
  expect(new Set(claims.map(({ message }) => message.id))).toEqual(ids)
  expect(new Set(claims.map(({ momentId, journeyId }) => `${momentId} ${journeyId}`)).size).toBe(claims.length)
  return ids.size
}

const batches = {
  'two visitors': () => [aReport('phone-1', 60), aReport('phone-2', 60), aReport('phone-1', 64, 'watches')],
  'a phone that is identified after its visit began': () => [
    aReport('phone-1', 60),
    identified('phone-1', 'ada', 62),
    aReport('phone-1', 66, 'watches'),
    aReport('phone-2', 66),
  ],
  'a phone of which nothing was known': () => [
    aReport('phone-3', 60),
    identified('phone-3', 'ada', 62),
    aReport('phone-3', 66, 'watches'),
    aReport('phone-1', 66),
  ],
  'a phone that its customer leaves': () => [
    identified('phone-1', 'ada', 50),
    aReport('phone-1', 60),
    identified('phone-1', null, 62),
    aReport('phone-1', 66, 'boots'),
  ],
  'a phone that goes from one customer to another': () => [
    aReport('phone-1', 60),
    identified('phone-1', 'ada', 62),
    identified('phone-1', 'ben', 63),
    aReport('phone-1', 66, 'boots'),
  ],
}

describe.each(Object.entries(batches))('%s', (_, make) => {
  test.each([
    ['comes again as it was', whole],
    ['comes again record by record', oneByOne],
    ['comes again with its first record alone', firstAlone],
  ])('a batch that is cut short at any call, and %s, keeps every promise once', async (_, again) => {
    for (const its of ['undone', 'done'] as const) {
      let finished = false
      for (let atCall = 1; !finished; atCall++) {
        const { memory } = await open()
        const records = make()
        const { ports, die } = watchedPorts(memory)
        die({ atCall, its })
        const first = await engageVisitors(ports)(records).catch((error: Error) => error)
        finished = !(first instanceof Error) && first.length === 0
        await stream(memory, again(records))
        expect(await expectPromisesKept(memory)).toBeGreaterThan(1)
      }
    }
  })
})

test.each(['phones.publish', 'timers.arm', 'journal.append', 'presences.save'])(
  'when %s fails, the retry emits the same message again and decides nothing anew',
  async (call) => {
    const { engage, memory, before } = await open()
    const report = aReport('phone-1')
    before(call, () => {
      throw new Error('away')
    })
    const first = await engage([report]).catch((error: Error) => error)
    const claimed = await ledgerOf(memory, 'device:phone-1')
    expect(first).not.toEqual([])
    expect(await engage([report])).toEqual([])
    expect(await ledgerOf(memory, 'device:phone-1')).toEqual(claimed)
    expect(claimed?.claims.map(({ journeyId }) => journeyId)).toEqual(['help', 'shoe-care'])
    expect(await expectPromisesKept(memory)).toBe(2)
    expect(
      entries(memory, 'message')
        .slice(-2)
        .map(({ again }) => again),
    ).toEqual([true, true])
    expect(outcomes(memory, report).map(({ index, outcome }) => [index, outcome])).toEqual([
      [0, 'folded'],
      [1, 'folded'],
      [2, 'folded'],
    ])
  },
)

test('a batch that is cut short after its commit is known by its duplicates', async () => {
  const { engage, memory, before } = await open()
  const report = aReport('phone-1')
  before('timers.clear', () => {
    throw new Error('away')
  })
  await expect(engage([report])).rejects.toThrow('away')
  expect(await engage([report])).toEqual([])
  expect(outcomes(memory, report).map(({ index, outcome }) => [index, outcome])).toEqual([
    [0, 'duplicate'],
    [1, 'duplicate'],
    [2, 'duplicate'],
  ])
  expect(memory.published).toHaveLength(2)
})

test('a message that cannot be published stops its own mailbox from its first record on, and no other', async () => {
  const { engage, memory, before } = await open()
  const records = [
    aReport('phone-2', 50, 'watches'),
    aReport('phone-1'),
    aReport('phone-2'),
    aReport('phone-1', 61, 'watches'),
  ]
  before(
    'phones.publish',
    ([deviceId]) => {
      if (deviceId === 'phone-1') throw new Error('the broker is away')
    },
    4,
  )
  expect(await engage(records)).toEqual([
    { mailbox: 'device:phone-1', sequence: records[1]?.sequence, error: new Error('the broker is away') },
  ])
  const stored = await memory.presences.find(['device:phone-1', 'device:phone-2'])
  expect([...stored].map(([mailbox, { version }]) => [mailbox, version])).toEqual([
    ['device:phone-1', 1],
    ['device:phone-2', 2],
  ])
  expect(
    entries(memory, 'outcomes')
      .slice(3)
      .map(({ record }) => record),
  ).toEqual([records[0]?.sequence, records[2]?.sequence])
  expect(await engage(records.slice(1))).toEqual([])
  expect(await expectPromisesKept(memory)).toBe(4)
})

test('a presence that was saved elsewhere meanwhile is a failure of its mailbox alone', async () => {
  const { engage, memory, before } = await open()
  before('presences.save', async ([mailbox]) => {
    const stored = (await memory.presences.find([String(mailbox)])).get(String(mailbox))
    if (stored) await memory.presences.save(String(mailbox), stored)
  })
  const records = [aReport('phone-1'), aReport('phone-2')]
  expect(await engage(records)).toEqual([
    {
      mailbox: 'device:phone-1',
      sequence: records[0]?.sequence,
      error: new Error('device:phone-1 was folded elsewhere meanwhile'),
    },
  ])
  expect(await engage(records)).toEqual([])
  expect(await expectPromisesKept(memory)).toBe(4)
})

test('an outage of the one read round concerns the whole batch', async () => {
  const { engage, memory, before } = await open()
  before('presences.find', () => {
    throw new Error('throttled')
  })
  await expect(engage([aReport('phone-1')])).rejects.toThrow('throttled')
  expect(memory.published).toEqual([])
})
