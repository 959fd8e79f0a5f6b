import type { SQSEvent } from 'aws-lambda'
import { beforeEach, expect, test, vi } from 'vitest'
import { deadLetterHandler } from '#shared/lambda/dead-letters.ts'
import type { DeadLetter } from '#shared/use-cases/park-dead-letters.ts'
import { at } from '#test/support/builders.ts'
import { lambdaContext } from './http-event.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  return () => vi.restoreAllMocks()
})

const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`
const sources = { rule_failed: arn('rules'), ingest_failed: arn('ingest'), timer_failed: arn('timers') }

const event = (...queues: readonly string[]): SQSEvent => ({
  Records: queues.map((queue, i) => ({
    messageId: `message-${i}`,
    receiptHandle: `handle-${i}`,
    body: `body ${i}`,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(at(i)),
      SenderId: 'somebody',
      ApproximateFirstReceiveTimestamp: String(at(60)),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: arn(queue),
    awsRegion: 'eu-central-1',
  })),
})

test('each message is parked for the reason that its queue stands for, as of when it was sent', async () => {
  const parked: DeadLetter[] = []
  const handler = deadLetterHandler(async (letters) => void parked.push(...letters), sources)
  await handler(event('timers', 'rules', 'ingest'), lambdaContext)
  expect(parked).toEqual([
    { id: 'message-0', from: 'timer_failed', body: 'body 0', sentAt: at(0) },
    { id: 'message-1', from: 'rule_failed', body: 'body 1', sentAt: at(1) },
    { id: 'message-2', from: 'ingest_failed', body: 'body 2', sentAt: at(2) },
  ])
})

test('what can not be parked, or comes from elsewhere, stays in its queue', async () => {
  const away = deadLetterHandler(async () => {
    throw new Error('the store is away')
  }, sources)
  await expect(away(event('rules'), lambdaContext)).rejects.toThrow('the store is away')
  const handler = deadLetterHandler(async () => {}, sources)
  await expect(handler(event('elsewhere'), lambdaContext)).rejects.toThrow('elsewhere is no queue of mine')
})
