import { expect, test } from 'vitest'
import { derivedId } from '#shared/domain/identifier.ts'
import { occasionSchema } from '#shared/schemas/stream.ts'
import { receiveEvents } from '#shared/use-cases/receive-events.ts'
import type { StockChange } from '#shared/use-cases/stock-offers.ts'
import { aLedger, at } from '#test/support/builders.ts'
import { knowAda, outage, watchedPorts } from './support.ts'

const now = at(100)
const iso = (ms: number) => new Date(ms).toISOString()

const anEvent = (own: object = {}) => ({
  id: 'event-1',
  source: '/app',
  type: 'com.shop.wishlist',
  time: iso(at(90)),
  subject: 'customer:ada',
  data: { sku: 'boots-42' },
  ...own,
})

const open = async () => {
  const watched = watchedPorts()
  const { memory } = watched
  await knowAda(memory)
  await memory.devices.save({ id: 'phone-1', kind: 'phone', staff: false, customerId: 'ada' })
  await memory.devices.save({ id: 'phone-2', kind: 'phone', staff: false })
  watched.calls.length = 0
  const changes: StockChange[] = []
  const changeStock = async (change: StockChange) => {
    changes.push(change)
  }
  const receive = receiveEvents(watched.ports, changeStock)
  const ask = (...raws: unknown[]) => receive(raws, { now, may: () => true })
  return { ...watched, receive, ask, changes }
}

const refusals = (results: Awaited<ReturnType<Awaited<ReturnType<typeof open>>['ask']>>) =>
  results.flatMap((one) => (one.taken ? [] : one.issues.map(({ path, reason }) => `${path}: ${reason}`)))

test('what happened to a customer goes into her mailbox, under an id that its source and its own id make', async () => {
  const { ask, memory } = await open()
  const id = derivedId('event', '/app', 'event-1')
  expect(await ask(anEvent({ venueid: 'store' }))).toEqual([{ id: 'event-1', taken: true, occasionId: id }])
  const body = {
    v: 1,
    kind: 'event',
    id,
    customerId: 'ada',
    name: 'com.shop.wishlist',
    venueId: 'store',
    data: { sku: 'boots-42' },
    occurredAt: at(90),
    receivedAt: now,
  }
  expect(memory.streamed).toEqual([{ key: 'customer:ada', body }])
  expect(occasionSchema.parse(memory.streamed[0]?.body)).toEqual(body)
})

test('what happened to a device goes to whoever was identified with it, or into its own mailbox', async () => {
  const { ask, memory } = await open()
  await ask(anEvent({ subject: 'device:phone-1' }), anEvent({ id: 'event-2', subject: 'device:phone-2' }))
  expect(memory.streamed.map(({ key, body }) => [key, body])).toEqual([
    ['customer:ada', expect.objectContaining({ customerId: 'ada', deviceId: 'phone-1' })],
    ['visitor:phone-2', expect.objectContaining({ deviceId: 'phone-2' })],
  ])
  expect(memory.streamed[1]?.body).not.toHaveProperty('customerId')
})

test('an event that is sent again has the id of before, and another source makes another', async () => {
  const { ask } = await open()
  const ids = async (own: object) => (await ask(anEvent(own))).map((one) => one.taken && one.occasionId)
  expect(await ids({})).toEqual(await ids({ time: iso(at(95)) }))
  expect(await ids({})).not.toEqual(await ids({ source: '/till' }))
})

test('a bad event keeps no other out, and results stand in the order of the events', async () => {
  const { ask, memory } = await open()
  const results = await ask(anEvent(), anEvent({ id: 'bad', data: 7 }), 'what?', anEvent({ id: 'event-3' }))
  expect(results.map((one) => [one.id, one.taken])).toEqual([
    ['event-1', true],
    ['bad', false],
    [undefined, false],
    ['event-3', true],
  ])
  expect(memory.streamed).toHaveLength(2)
})

test('people and devices that nobody knows, and who asked to be forgotten, are refused by name', async () => {
  const { ask, memory } = await open()
  await memory.people.saveLedger('customer:eva', aLedger({ erased: true }))
  const results = await ask(
    anEvent({ subject: 'customer:bob' }),
    anEvent({ subject: 'device:phone-9' }),
    anEvent({ subject: 'customer:eva' }),
  )
  expect(refusals(results)).toEqual([
    'subject: there is no customer "bob": PUT /customers/bob first',
    'subject: no device enrolled or was registered as "phone-9": POST /devices or PUT /devices/phone-9 first',
    'subject: customer "eva" asked to be forgotten: nothing of hers is taken in any more',
  ])
  expect(memory.streamed).toEqual([])
})

test.each([
  ['five minutes ahead', now + 300_000, true],
  ['more than five minutes ahead', now + 300_001, false],
  ['a week ago', now - 7 * 86_400_000, true],
  ['more than a week ago', now - 7 * 86_400_000 - 1, false],
])('a time %s', async (_, time, taken) => {
  const { ask, memory } = await open()
  const [result] = await ask(anEvent({ time: iso(time) }))
  expect(result?.taken).toBe(taken)
  const occurred = memory.streamed.map(({ body }) => (body as { occurredAt: number }).occurredAt)
  expect(occurred).toEqual(taken ? [Math.min(time, now)] : [])
})

test('an event without a time has happened now', async () => {
  const { ask, memory } = await open()
  const { time: _, ...untimed } = anEvent()
  await ask(untimed)
  expect(memory.streamed[0]?.body).toMatchObject({ occurredAt: now, receivedAt: now })
})

test('who may tell of one venue only must name it', async () => {
  const { receive } = await open()
  const may = (venueId: string | undefined) => venueId === 'store'
  const stock = (venueId: string) => ({
    id: 's',
    source: '/',
    type: 'stock.changed',
    data: { productId: 'p', venueId, left: 1 },
  })
  const results = await receive(
    [anEvent({ venueid: 'store' }), anEvent({ venueid: 'mall' }), anEvent(), stock('store'), stock('mall')],
    { now, may },
  )
  expect(results.map(({ taken }) => taken)).toEqual([true, false, false, true, false])
  expect(refusals(results)).toEqual([
    'venueid: this token is not good for venue "mall"',
    'venueid: must name your venue: this token is good for one venue only',
    'venueid: this token is not good for venue "mall"',
  ])
})

test('stock goes to whoever counts it, and into no mailbox', async () => {
  const { ask, changes, memory } = await open()
  const stock = {
    id: 's-1',
    source: '/stock',
    type: 'stock.changed',
    time: iso(at(80)),
    data: { productId: 'boots-42', venueId: 'store', left: 3 },
  }
  expect(await ask(stock)).toEqual([{ id: 's-1', taken: true }])
  expect(changes).toEqual([{ productId: 'boots-42', venueId: 'store', left: 3, at: at(80) }])
  expect(memory.streamed).toEqual([])
})

test('a hundred events ask once for people and once for each device', async () => {
  const { ask, names } = await open()
  await ask(
    ...Array.from({ length: 100 }, (_, i) =>
      anEvent({ id: `e-${i}`, subject: i % 2 ? 'customer:ada' : 'device:phone-1' }),
    ),
  )
  expect(names()).toEqual(['devices.find', 'people.find', 'events.put'])
})

test('while the stream is away nothing is said to be taken', async () => {
  const { ask, before } = await open()
  before('events.put', outage)
  await expect(ask(anEvent())).rejects.toThrow('the store is away')
})
