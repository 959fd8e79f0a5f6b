import { expect, test } from 'vitest'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { aJourney, aLedger, at } from '#test/support/builders.ts'
import {
  aReport,
  entries,
  identified,
  knowAda,
  ledgerOf,
  openStore,
  outage,
  presenceOf,
  publications,
  watchedPorts,
} from './support.ts'

const adas = ['phone-1', 'phone-2']

const openForAda = async (journeys = [aJourney()]) => {
  const store = await openStore({ phones: adas, release: { journeys } })
  await knowAda(store.memory)
  await store.engage(adas.map((deviceId) => identified(deviceId, 'ada')))
  store.calls.length = 0
  return store
}

/** Ada gets one offer a day, for shoes or for watches. */
const oneADay = ['shoes', 'watches'].map((zoneId) =>
  aJourney({
    id: `${zoneId}-care`,
    entrance: { zoneId },
    frequencyCaps: [{ limit: 1, windowSeconds: 24 * 3600, scope: 'customer' }],
  }),
)

test('a cap of one message gives two phones of one customer exactly one, also in the same batch', async () => {
  const { engage, memory, calls } = await openForAda(oneADay)
  expect(await engage([aReport('phone-1'), aReport('phone-2', 60, 'watches')])).toEqual([])
  expect(publications(memory).map(({ deviceId }) => deviceId)).toEqual(['phone-1'])
  expect(entries(memory, 'decision').map(({ occasion, suppressed }) => [occasion.deviceId, suppressed])).toEqual([
    ['phone-1', undefined],
    ['phone-2', 'frequency_cap'],
  ])
  expect(calls.filter(({ name }) => name === 'people.saveLedger')).toHaveLength(1)
  expect((await ledgerOf(memory, 'customer:ada'))?.sends).toEqual({ '*': [at(60)] })
})

test('two processes that decide for one customer at once keep her cap', async () => {
  const { memory } = await openForAda(oneADay)
  const reports = [aReport('phone-1'), aReport('phone-2', 60, 'watches')]
  const processes = reports.map((report) => engageVisitors(watchedPorts(memory).ports)([report]))
  expect(await Promise.all(processes)).toEqual([[], []])
  expect(publications(memory)).toHaveLength(1)
})

test('where another device was faster, everything is read and decided anew', async () => {
  const { engage, memory, before, names } = await openForAda()
  before('people.saveLedger', async () => {
    const ledger = await ledgerOf(memory, 'customer:ada')
    if (ledger) await memory.people.saveLedger('customer:ada', { ...ledger, doNotContact: true })
  })
  expect(await engage([aReport('phone-1')])).toEqual([])
  expect(names().filter((name) => name.startsWith('people'))).toEqual([
    'people.find',
    'people.saveLedger',
    'people.find',
    'people.saveLedger', // her visit is shared whatever is sent
  ])
  expect(entries(memory, 'decision').map(({ suppressed }) => suppressed)).toEqual(['do_not_contact'])
  expect(publications(memory)).toEqual([])
})

test('a ledger that is contested five times in a row is a failure of its mailboxes alone', async () => {
  const { engage, memory, before, calls } = await openStore({ phones: ['phone-1', 'phone-2', 'phone-3'] })
  await knowAda(memory)
  await engage([identified('phone-1', 'ada'), identified('phone-2', 'ada')])
  calls.length = 0
  before(
    'people.saveLedger',
    async ([ledgerId]) => {
      const ledger = await ledgerOf(memory, String(ledgerId))
      if (ledger && ledgerId === 'customer:ada') await memory.people.saveLedger('customer:ada', ledger)
    },
    99,
  )
  const records = [aReport('phone-1'), aReport('phone-3'), aReport('phone-2')]
  const error = new Error('ledger customer:ada was contested 5 times in a row')
  expect(await engage(records)).toEqual([
    { mailbox: 'device:phone-1', sequence: records[0]?.sequence, error },
    { mailbox: 'device:phone-2', sequence: records[2]?.sequence, error },
  ])
  const writes = calls.filter(({ name }) => name === 'people.saveLedger').map(({ args }) => args[0])
  expect(writes.filter((ledgerId) => ledgerId === 'customer:ada')).toHaveLength(5)
  expect(publications(memory).map(({ deviceId }) => deviceId)).toEqual(['phone-3'])
})

test('a ledger that cannot be written for an outage is a failure, not a decision', async () => {
  const { engage, memory, before } = await openStore()
  before('people.saveLedger', outage)
  const record = aReport('phone-1')
  expect(await engage([record])).toEqual([
    { mailbox: 'device:phone-1', sequence: record.sequence, error: new Error('the store is away') },
  ])
  expect(memory.parked()).toEqual([])
  expect((await presenceOf(memory, 'device:phone-1'))?.version).toBe(1)
})

test('what a phone did before counts for the customer whom it turns out to be', async () => {
  const { engage, memory } = await openStore()
  await knowAda(memory)
  await engage([aReport('phone-1', 60)])
  const own = await ledgerOf(memory, 'device:phone-1')
  await engage([identified('phone-1', 'ada', 61), aReport('phone-1', 66, 'watches')])
  const { shared: _, ...hers } = (await ledgerOf(memory, 'customer:ada')) ?? aLedger()
  expect(hers).toEqual(
    aLedger({ version: 3, sends: own?.sends ?? {}, claims: own?.claims ?? [], mergedFrom: ['device:phone-1@2'] }),
  )
  expect(await ledgerOf(memory, 'device:phone-1')).toEqual({
    ...aLedger({ version: 3, consents: {} }),
    forwardsTo: 'customer:ada',
  })
})

test('an identification in the middle of a batch merges the ledger once, however often it is cut short and repeated', async () => {
  const { memory } = await openStore()
  await knowAda(memory)
  const seen = [aReport('phone-1', 60)]
  await engageVisitors(watchedPorts(memory).ports)(seen)
  const batch = [aReport('phone-1', 63, 'watches'), identified('phone-1', 'ada', 64), aReport('phone-1', 68, 'boots')]
  const merged = { sends: { 'shoe-care': [at(60)] }, mergedFrom: ['device:phone-1@2'] }
  for (const call of ['people.saveLedger', 'people.saveLedger', 'timers.arm', 'presences.save']) {
    const { ports, before } = watchedPorts(memory)
    before(call, call === 'people.saveLedger' ? outage : () => undefined)
    if (call !== 'people.saveLedger') before(call, outage)
    await engageVisitors(ports)(batch).catch(() => [])
  }
  expect(await engageVisitors(watchedPorts(memory).ports)(batch)).toEqual([])
  expect(await ledgerOf(memory, 'customer:ada')).toMatchObject(merged)
  expect((await presenceOf(memory, 'device:phone-1'))?.customerId).toBe('ada')
})

test('what a phone did before goes to the first customer whom it comes to, and only to her', async () => {
  const { engage, memory } = await openStore()
  await knowAda(memory)
  await engage([aReport('phone-1', 60)])
  await engage([identified('phone-1', 'ada', 61), identified('phone-1', null, 62), identified('phone-1', 'ben', 63)])
  expect((await ledgerOf(memory, 'customer:ada'))?.sends).toEqual({ 'shoe-care': [at(60)] })
  expect((await ledgerOf(memory, 'customer:ben'))?.sends).toEqual({})
})

test('a merge that was cut short between its two writes does only the second one again', async () => {
  const { engage, memory, before, calls } = await openStore()
  await knowAda(memory)
  await engage([aReport('phone-1', 60)])
  const identification = [identified('phone-1', 'ada', 61)]
  before('people.saveLedger', () => before('people.saveLedger', outage))
  expect(await engage(identification)).toHaveLength(1)
  const merged = await ledgerOf(memory, 'customer:ada')
  calls.length = 0
  expect(await engage(identification)).toEqual([])
  const writes = calls.filter(({ name }) => name === 'people.saveLedger').map(({ args }) => args[0])
  expect(writes).toEqual(['device:phone-1', 'customer:ada'])
  expect(await ledgerOf(memory, 'customer:ada')).toMatchObject({ ...merged, version: (merged?.version ?? 0) + 1 })
  expect((await ledgerOf(memory, 'device:phone-1'))?.forwardsTo).toBe('customer:ada')
})

test('an anonymous phone is nobody until it is identified, and what it saw then is hers', async () => {
  const { engage, memory } = await openStore()
  await knowAda(memory)
  await engage([aReport('phone-1', 60), identified('phone-1', 'ada', 61)])
  expect(new Set(entries(memory, 'moment').map(({ moment }) => moment.customerId))).toEqual(new Set(['ada']))
  expect(entries(memory, 'decision').map(({ occasion }) => occasion.customerId)).toEqual(['ada'])
})

test('a moment belongs to whoever had the phone by then, also when it changes hands in the same batch', async () => {
  const { engage, memory } = await openStore()
  await knowAda(memory)
  await engage([
    identified('phone-1', 'ada', 50),
    aReport('phone-1', 60),
    identified('phone-1', null, 61),
    aReport('phone-1', 66, 'watches'),
    identified('phone-1', 'ben', 67),
    aReport('phone-1', 72, 'boots'),
  ])
  const whose = entries(memory, 'moment').map(({ moment }) => [moment.kind, moment.zoneId, moment.customerId])
  expect(whose).toEqual([
    ['venue.enter', undefined, 'ada'],
    ['zone.enter', 'fashion', 'ada'],
    ['zone.enter', 'shoes', 'ada'],
    ['zone.exit', 'shoes', 'ben'],
    ['zone.exit', 'fashion', 'ben'],
    ['zone.enter', 'watches', 'ben'],
    ['zone.exit', 'watches', 'ben'],
    ['zone.enter', 'fashion', 'ben'],
    ['zone.enter', 'shoes', 'ben'],
    ['zone.enter', 'boots', 'ben'],
  ])
})

test('a phone that its customer left is nobody again, and gets nothing in her name', async () => {
  const { engage, memory } = await openStore({
    release: { journeys: [aJourney({ entrance: { zoneId: 'boots', audience: { 'customer.tier': 'gold' } } })] },
  })
  await knowAda(memory)
  await engage([identified('phone-1', 'ada', 50), aReport('phone-1', 60)])
  await engage([identified('phone-1', null, 61)])
  await engage([aReport('phone-1', 66, 'boots')])
  expect(await ledgerOf(memory, 'device:phone-1')).toEqual(
    aLedger({ version: 3, consents: {}, forwardsTo: 'customer:ada', forwardsUntil: at(61) }),
  )
  expect(entries(memory, 'decision').map(({ occasion, suppressed }) => [occasion.customerId, suppressed])).toEqual([
    [undefined, 'audience'],
  ])
})

test('identifying a phone as the same customer again costs no write', async () => {
  const { engage, names } = await openForAda()
  await engage([identified('phone-1', 'ada', 70)])
  expect(names().filter((name) => name.startsWith('people'))).toEqual([])
})
