import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPhone, type Heard, type Phone, type PhoneOptions, type PublishedReport } from '#shared/client/phone.ts'
import { memoryStorage } from '#shared/client/storage.ts'
import type { Message } from '#shared/domain/message.ts'
import { aMessage, aPhoneIdentity, receiptsIn, reportsIn, startBroker, type TestBroker } from './broker.ts'
import { manualClock } from './manual-clock.ts'

const beacon = { uuid: 'f7826da6-4fa2-4e98-8024-bc5b71e0893e', major: 1, minor: 2 }
const heard = (id?: string): Heard => ({ ...(id === undefined ? {} : { id }), at: 1_000, beacon, rssi: -60 })

let broker: TestBroker
let phones: Phone[]

beforeEach(async () => {
  broker = await startBroker()
  phones = []
})
afterEach(async () => {
  await Promise.all(phones.map((phone) => phone.close()))
  await broker.stop()
})

const aPhone = async (options: Partial<PhoneOptions> = {}) => {
  const phone = await createPhone({
    identity: aPhoneIdentity(),
    mqttUrl: broker.url,
    venueId: 'v1',
    ...options,
    limits: { closeWithinMilliseconds: 200, ...options.limits },
  })
  phones.push(phone)
  const shown: string[] = []
  phone.onMessage(({ id }) => shown.push(id))
  return { phone, shown }
}

const idsOf = (messages: readonly Message[]) => messages.map(({ id }) => id)
const idsReported = () => reportsIn(broker).map((report) => report.map(({ id }) => id))
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 4000, interval: 5 })

test('a phone connects with its token, for a lasting session', async () => {
  const { phone } = await aPhone()
  await phone.online()
  expect(broker.connects).toEqual([
    {
      clientId: 'd1',
      username: 'usher?x-amz-customauthorizer-name=usher-devices',
      password: 'token-of-d1',
      clean: false,
    },
  ])
})

test('a phone in a browser speaks over a web socket', async () => {
  const { phone, shown } = await aPhone({ mqttUrl: broker.webSocketUrl })
  await phone.online()
  phone.report(heard('s1'))
  await broker.send('d1', aMessage())
  await eventually(() => expect(shown).toEqual(['m1']))
  await eventually(() => expect(idsReported()).toEqual([['s1']]))
})

test('a sighting is published at once, straight to the rule that reads it, in its shape', async () => {
  const { phone } = await aPhone()
  const published: PublishedReport[] = []
  phone.onPublished((report) => published.push(report))
  await phone.online()
  const before = performance.timeOrigin + performance.now()
  phone.report({ ...heard('s1'), txPower: -59 })
  await eventually(() => expect(broker.published).toHaveLength(1))
  expect(broker.published.map(({ topic, payload }) => ({ topic, payload: JSON.parse(payload) }))).toEqual([
    {
      topic: '$aws/rules/device_reports/usher/v1/devices/d1/sightings',
      payload: { sightings: [{ id: 's1', at: 1_000, beacon, rssi: -60, txPower: -59 }] },
    },
  ])
  expect(published).toEqual([{ ids: ['s1'], publishedAt: expect.any(Number) }])
  expect(published[0]?.publishedAt).toBeGreaterThanOrEqual(before)
})

test('sightings without an id get one of their own, unique to the phone', async () => {
  const { phone } = await aPhone()
  phone.report(heard(), heard(), heard('mine'))
  await eventually(() => expect(reportsIn(broker)).toHaveLength(1))
  const ids = idsReported().flat()
  expect(new Set(ids).size).toBe(3)
  expect(ids[2]).toBe('mine')
  expect(ids[0]).toMatch(/^[0-9a-z]{1,7}-1$/)
})

test('one message a second, of 50 sightings at most', async () => {
  const clock = manualClock()
  const { phone } = await aPhone({ clock })
  await phone.online()
  phone.report(heard('s0'))
  await eventually(() => expect(reportsIn(broker)).toHaveLength(1))
  clock.advance(10)
  phone.report(...Array.from({ length: 60 }, (_, i) => heard(`s${i + 1}`)))
  clock.advance(989)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(reportsIn(broker)).toHaveLength(1)
  clock.advance(1)
  await eventually(() => expect(reportsIn(broker)).toHaveLength(2))
  await eventually(() => expect(phone.counters().sent).toBe(51))
  clock.advance(1000)
  await eventually(() => expect(reportsIn(broker).map((report) => report.length)).toEqual([1, 50, 10]))
  await eventually(() => expect(phone.counters().sent).toBe(61))
  expect(idsReported().flat()).toEqual(Array.from({ length: 61 }, (_, i) => `s${i}`))
})

test('what is heard while offline is kept in order, the oldest of too many is dropped and counted', async () => {
  await broker.stop()
  const clock = manualClock()
  const { phone } = await aPhone({ clock, limits: { queuedSightings: 3 } })
  for (const id of ['a', 'b', 'c', 'd', 'e']) phone.report(heard(id))
  await broker.start()
  await eventually(() => expect(idsReported()).toEqual([['c', 'd', 'e']]))
  await eventually(() => expect(phone.counters()).toMatchObject({ sent: 3, dropped: 2 }))
})

test('a connection cut in the middle of a publish loses nothing, and repeats only what was under way', async () => {
  const clock = manualClock()
  const { phone } = await aPhone({ clock })
  await phone.online()
  broker.cutOnPublish()
  phone.report(heard('a'))
  await eventually(() => expect(idsReported()).toEqual([['a']]))
  phone.report(heard('b'))
  clock.advance(5000)
  broker.mend()
  await eventually(() => expect(phone.counters().sent).toBe(2))
  expect(idsReported()).toEqual([['a'], ['a'], ['b']])
})

test('a broker that restarts mid-traffic gets every sighting, in order', async () => {
  const clock = manualClock()
  const { phone, shown } = await aPhone({ clock })
  await phone.online()
  const ids = Array.from({ length: 30 }, (_, i) => `s${i}`)
  for (const [i, id] of ids.entries()) {
    phone.report(heard(id))
    clock.advance(1000)
    if (i === 10) await broker.stop()
    if (i === 20) await broker.start()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await eventually(() => {
    clock.advance(1000)
    expect(phone.counters().sent).toBe(30)
  })
  expect([...new Set(idsReported().flat())]).toEqual(ids)
  // subscribed again, although the broker forgot the session
  await broker.send('d1', aMessage())
  await eventually(() => expect(shown).toEqual(['m1']))
})

test('a message shows once and is receipted as delivered once', async () => {
  const clock = manualClock(Date.now())
  const { phone, shown } = await aPhone({ clock })
  await phone.online()
  await broker.send('d1', aMessage({ id: 'm1' }))
  await broker.send('d1', aMessage({ id: 'm1' }))
  await broker.send('d1', aMessage({ id: 'm2' }))
  await eventually(() => expect(receiptsIn(broker)).toHaveLength(2))
  expect(shown).toEqual(['m1', 'm2'])
  expect(phone.counters()).toMatchObject({ shown: 2, repeated: 1 })
  expect(receiptsIn(broker)).toEqual([
    { messageId: 'm1', event: 'delivered', at: clock.now() },
    { messageId: 'm2', event: 'delivered', at: clock.now() },
  ])
})

test('an expired message is counted, not shown', async () => {
  const clock = manualClock()
  const { phone, shown } = await aPhone({ clock })
  await phone.online()
  await broker.send('d1', aMessage({ id: 'm1', expiresAt: clock.now() }))
  await broker.send('d1', aMessage({ id: 'm2', expiresAt: clock.now() + 1 }))
  await eventually(() => expect(shown).toEqual(['m2']))
  expect(phone.counters()).toMatchObject({ shown: 1, expired: 1 })
  clock.advance(1)
  expect(phone.shown()).toEqual([])
})

test('a revocation withdraws the card, whichever of the two comes first', async () => {
  const { phone, shown } = await aPhone()
  const revoked: string[] = []
  phone.onRevoke(({ id }) => revoked.push(id))
  await phone.online()
  await broker.send('d1', aMessage({ id: 'm1' }))
  await broker.send('d1', aMessage({ id: 'r1', revokes: 'm1', title: '' }))
  await broker.send('d1', aMessage({ id: 'r2', revokes: 'm2', title: '' }))
  await broker.send('d1', aMessage({ id: 'm2' }))
  await broker.send('d1', aMessage({ id: 'm3' }))
  await eventually(() => expect(shown).toEqual(['m1', 'm3']))
  expect(revoked).toEqual(['m1'])
  expect(idsOf(phone.shown())).toEqual(['m3'])
  expect(phone.counters()).toMatchObject({ shown: 2, revoked: 2 })
})

test('what is no message is counted and does not stop the next', async () => {
  const { phone, shown } = await aPhone()
  await phone.online()
  for (const payload of ['not json', 'null', '{"id":1}']) await broker.send('d1', payload)
  await broker.send('d1', aMessage())
  await eventually(() => expect(shown).toEqual(['m1']))
  expect(phone.counters().unreadable).toBe(3)
})

test('receipts are kept while offline and leave in order', async () => {
  const { phone } = await aPhone()
  await phone.online()
  await broker.stop()
  phone.receipt('m1', 'opened')
  phone.receipt('m1', 'answered', 'nobody helped')
  await broker.start()
  await eventually(() => expect(receiptsIn(broker)).toHaveLength(2))
  expect(receiptsIn(broker)).toEqual([
    { messageId: 'm1', event: 'opened', at: expect.any(Number) },
    { messageId: 'm1', event: 'answered', at: expect.any(Number), answer: 'nobody helped' },
  ])
})

test('messages that come while the phone is away are shown when it is back', async () => {
  const first = await aPhone()
  await first.phone.online()
  await first.phone.close()
  await broker.send('d1', aMessage())
  const second = await aPhone()
  await eventually(() => expect(second.shown).toEqual(['m1']))
})

test('a restarted app shows no id again, keeps its cards, and sends what was waiting', async () => {
  const storage = memoryStorage()
  const first = await aPhone({ storage })
  await first.phone.online()
  await broker.send('d1', aMessage())
  await eventually(() => expect(receiptsIn(broker)).toHaveLength(1))
  await broker.stop()
  first.phone.report(heard('s1'))
  await first.phone.close()

  await broker.start()
  const second = await aPhone({ storage })
  expect(idsOf(second.phone.shown())).toEqual(['m1'])
  await eventually(() => expect(idsReported()).toEqual([['s1']]))
  await broker.send('d1', aMessage())
  await broker.send('d1', aMessage({ id: 'm2' }))
  await eventually(() => expect(second.shown).toEqual(['m2']))
  expect(second.phone.counters().repeated).toBe(1)
})

test('storage that fails is told, and the message shows all the same', async () => {
  const trouble: string[] = []
  const { phone, shown } = await aPhone({
    storage: { get: async () => undefined, set: () => Promise.reject(new Error('disk full')) },
  })
  phone.onTrouble(({ message }) => trouble.push(message))
  await phone.online()
  await broker.send('d1', aMessage())
  await eventually(() => expect(shown).toEqual(['m1']))
  expect(trouble).toContain('disk full')
})

test('a refused token is told, and the phone is back once it is accepted', async () => {
  broker.refuse(true)
  const { phone } = await aPhone()
  const trouble: string[] = []
  phone.onTrouble(({ message }) => trouble.push(message))
  await eventually(() => expect(trouble.length).toBeGreaterThan(0))
  expect(trouble[0]).toMatch(/Connection refused/)
  broker.refuse(false)
  await phone.online()
})

test('closing sends what it can, and gives up in time', async () => {
  const { phone } = await aPhone()
  await phone.online()
  phone.report(heard('s1'))
  await phone.close()
  expect(idsReported()).toEqual([['s1']])

  const stuck = await aPhone({ clock: manualClock(), limits: { closeWithinMilliseconds: 50 } })
  await stuck.phone.online()
  stuck.phone.report(heard('s2'))
  await eventually(() => expect(stuck.phone.counters().sent).toBe(1))
  stuck.phone.report(heard('s3'))
  const before = performance.now()
  await stuck.phone.close()
  expect(performance.now() - before).toBeLessThan(1000)
})
