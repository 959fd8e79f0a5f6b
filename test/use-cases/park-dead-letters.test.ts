import { expect, test } from 'vitest'
import { unseal } from '#shared/access/seal.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { topics } from '#shared/domain/topic.ts'
import { type DeadLetter, parkDeadLetters } from '#shared/use-cases/park-dead-letters.ts'
import { at } from '#test/support/builders.ts'

const secret = 'a key that nobody knows'
const address = 'ac233f000001'

/** What is parked of a letter. */
const parkedOf = async (...letters: readonly DeadLetter[]) => {
  const memory = memoryPorts()
  const park = parkDeadLetters(memory, async () => secret)
  await park(letters)
  await park(letters) // a queue may bring it twice
  return memory.parked()
}

const text = (base64 = '') => Buffer.from(base64, 'base64').toString()

const ruleError = (topic: string, payload: string): DeadLetter => ({
  id: 'message-1',
  from: 'rule_failed',
  body: Buffer.from(
    JSON.stringify({
      ruleName: 'device_reports',
      topic,
      clientId: 'phone-1',
      base64OriginalPayload: Buffer.from(payload).toString('base64'),
      failures: [{ failedAction: 'KinesisAction', failedResource: 'Events', errorMessage: 'slow down' }],
    }),
  ).toString('base64'),
  sentAt: at(60),
})

test.each([
  topics.sightings('store', 'phone-1'),
  topics.receipts('phone-1'),
  'usher/store/devices/phone-1/a/level/too/many',
])('what the stream did not take of %s is parked as the record that it would have been', async (topic) => {
  const [parked, ...more] = await parkedOf(ruleError(topic, '{"sightings":[]}'))
  expect(more).toEqual([])
  expect({ ...parked, body: JSON.parse(text(parked?.body)) }).toEqual({
    id: 'message-1',
    reason: 'rule_failed',
    detail: 'the rule device_reports could not hand it on: KinesisAction: slow down',
    topic,
    at: at(60),
    mailbox: 'device:phone-1',
    body: {
      body: Buffer.from('{"sightings":[]}').toString('base64'),
      topic,
      clientId: 'phone-1',
      receivedAt: at(60),
    },
  })
})

const message = {
  body: Buffer.from(JSON.stringify({ mac: address })).toString('base64'),
  topic: topics.gateway('store', 'shoes-gateway', 'minew'),
  clientId: 'shoes-gateway',
  receivedAt: at(50),
}

test('what a gateway said is parked without its addresses, sealed, whoever gave it up', async () => {
  const given = { requestContext: { condition: 'RetriesExhausted' }, requestPayload: message }
  const ingest: DeadLetter = { id: 'message-2', from: 'ingest_failed', body: JSON.stringify(given), sentAt: at(60) }
  const [byRule] = await parkedOf(ruleError(message.topic, JSON.stringify({ mac: address })))
  const [byIngest] = await parkedOf(ingest)
  expect([byRule?.reason, byIngest?.reason]).toEqual(['rule_failed', 'ingest_failed'])
  expect(byIngest?.detail).toBe('ingest-gateways gave it up (RetriesExhausted): it never ran')
  expect(JSON.parse(unseal(secret, byIngest?.sealed ?? ''))).toEqual(message)
  expect(JSON.parse(unseal(secret, byRule?.sealed ?? ''))).toEqual({
    ...message,
    clientId: 'phone-1',
    receivedAt: at(60),
  })
  for (const parked of [byRule, byIngest]) {
    expect(text(parked?.body)).toMatch(/^\{"mac":"[\w-]{22}"\}$/)
    expect(parked?.mailbox).toBeUndefined()
  }
})

test('a timer is parked as the event of its mailbox', async () => {
  const body = JSON.stringify({ v: 1, mailbox: 'device:phone-1', dueAt: at(55) })
  const [parked] = await parkedOf({ id: 'message-3', from: 'timer_failed', body, sentAt: at(50) })
  expect({ ...parked, body: JSON.parse(text(parked?.body)) }).toEqual({
    id: 'message-3',
    reason: 'timer_failed',
    detail: 'a timer of device:phone-1 did not reach the stream in ten tries',
    at: at(50),
    mailbox: 'device:phone-1',
    body: { v: 1, kind: 'timer', mailbox: 'device:phone-1', dueAt: at(55), receivedAt: at(55) },
  })
})

test.each(['rule_failed', 'ingest_failed', 'timer_failed'] as const)(
  'what its queue should not hold is parked as it is: %s',
  async (from) => {
    for (const body of ['no json', '{}', 'null']) {
      expect(await parkedOf({ id: 'message-4', from, body, sentAt: at(60) })).toEqual([
        {
          id: 'message-4',
          reason: from,
          detail: 'not what this queue should hold: nobody can say where it came from',
          body: Buffer.from(body).toString('base64'),
          at: at(60),
        },
      ])
    }
  },
)
