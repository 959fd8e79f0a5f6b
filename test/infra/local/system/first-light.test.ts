import { afterAll, beforeAll, expect, test } from 'vitest'
import { topics } from '#shared/domain/topic.ts'
import { entriesOf, type Laptop, openHarbour, pointerIsReadAgainAfterSeconds, startLaptop } from './laptop.ts'
import { aPhone, approaching } from './phone.ts'

let laptop: Laptop

beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
})
afterAll(() => laptop.close())

test('three sightings become one message on the phone, and their repetition nothing more', async () => {
  const phone = await aPhone(laptop, { customerId: 'ada' })
  const now = laptop.system.clock.now()
  const start = laptop.journal.length
  const report = approaching('boots', now)
  await phone.report(report)

  const offer = {
    id: expect.any(String),
    class: 'marketing',
    kind: 'text',
    title: 'Boots',
    body: 'Come and see',
    locale: 'en',
    expiresAt: now + 1_800_000,
  }
  expect(phone.messages).toEqual([offer])
  const moments = entriesOf(laptop, 'moment', start).map(({ moment }) => moment)
  const pseudonym = moments[0]?.customerId
  expect(pseudonym).toMatch(/^[\w-]{22}$/)
  expect(moments.map(({ kind, zoneId, customerId }) => [kind, zoneId, customerId])).toEqual([
    ['venue.enter', undefined, pseudonym],
    ['zone.enter', 'shoes', pseudonym],
    ['zone.enter', 'boots', pseudonym],
  ])

  const repeated = laptop.journal.length
  await phone.report(report)
  await phone.report(report)
  expect(phone.messages).toHaveLength(1)
  const outcomes = entriesOf(laptop, 'outcomes', repeated).flatMap((entry) => entry.outcomes)
  expect(outcomes).toEqual(
    [...report, ...report].map(({ id }, i) => ({ outcome: 'duplicate', id, index: i % report.length })),
  )
  expect(laptop.journal.slice(repeated).filter(({ type }) => type !== 'outcomes')).toEqual([])
  await phone.close()
})

test('the phone’s receipt is in the journal, beside the message that it is about', async () => {
  const phone = await aPhone(laptop, { customerId: 'grace' })
  const now = laptop.system.clock.now()
  await phone.report(approaching('boots', now))
  const [message] = phone.messages
  const start = laptop.journal.length
  const receipt = { messageId: message?.id, event: 'opened', at: now }
  await phone.publish(topics.receipts(phone.deviceId), JSON.stringify(receipt))
  await phone.settled()
  expect(entriesOf(laptop, 'receipt', start)).toEqual([
    { type: 'receipt', at: now, cause: expect.any(Object), deviceId: phone.deviceId, receipt },
  ])
  await phone.close()
})

test('a paused journey sends nothing, and says so, until it goes on', async () => {
  const pause = (paused: boolean) =>
    laptop.api('marketer', 'POST', '/pause', { scope: 'journey', id: 'boots-offer', paused })
  expect((await pause(true)).status).toBe(200)
  await laptop.pass(pointerIsReadAgainAfterSeconds)
  const paused = await decisionsFor({ customerId: 'joan' })
  expect((await pause(false)).status).toBe(200)
  await laptop.pass(pointerIsReadAgainAfterSeconds)
  const resumed = await decisionsFor({ customerId: 'mary' })

  expect(paused).toEqual({ messages: 0, decisions: [['boots-offer', 'paused']] })
  expect(resumed).toEqual({ messages: 1, decisions: [['boots-offer', undefined]] })
})

test('who takes her consent back hears no more', async () => {
  const phone = await aPhone(laptop, { customerId: 'rosa' })
  await phone.report(approaching('boots', laptop.system.clock.now()))
  await laptop.api('marketer', 'PUT', '/customers/rosa', { consents: { marketing: 'revoked' } })
  await laptop.pass(80) // she has left
  const start = laptop.journal.length
  await phone.report(approaching('boots', laptop.system.clock.now()))

  expect(phone.messages).toHaveLength(1)
  expect(decisionsSince(start)).toEqual([['boots-offer', 'no_consent']])
  await phone.close()
})

test('who was never asked hears nothing either', async () => {
  expect(await decisionsFor({})).toEqual({ messages: 0, decisions: [['boots-offer', 'no_consent']] })
})

/** Enters Boots with a new phone: how many messages came, and what was decided. */
const decisionsFor = async (who: Parameters<typeof aPhone>[1]) => {
  const phone = await aPhone(laptop, who)
  const start = laptop.journal.length
  await phone.report(approaching('boots', laptop.system.clock.now()))
  await phone.close()
  return { messages: phone.messages.length, decisions: decisionsSince(start) }
}

const decisionsSince = (start: number) =>
  entriesOf(laptop, 'decision', start).map(({ journeyId, suppressed }) => [journeyId, suppressed])
