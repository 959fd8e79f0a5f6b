import type { SQSEvent } from 'aws-lambda'
import { beforeEach, expect, test } from 'vitest'
import { timerHandler } from '#shared/lambda/timers.ts'
import type { Timer } from '#shared/ports.ts'
import { at } from '#test/support/builders.ts'
import { lambdaContext } from './http-event.ts'
import { printed } from './printed.ts'

beforeEach(() => {
  printed()
})

const event = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, i) => ({
    messageId: `message-${i}`,
    receiptHandle: `handle-${i}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(at(0)),
      SenderId: 'engage',
      ApproximateFirstReceiveTimestamp: String(at(60 + i)),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:timers',
    awsRegion: 'eu-central-1',
  })),
})

const woken = () => {
  const calls: { timers: readonly Timer[]; now: number }[] = []
  const handler = timerHandler(async (timers, now) => {
    calls.push({ timers, now })
  })
  return { calls, handler }
}

const timer = (mailbox: string) => JSON.stringify({ v: 1, mailbox, dueAt: at(50) })

test('timers are handed in together, as of when the last of them was received', async () => {
  const { calls, handler } = woken()
  expect(await handler(event(timer('device:a'), timer('device:b')), lambdaContext)).toEqual({ batchItemFailures: [] })
  expect(calls).toEqual([
    {
      timers: [
        { v: 1, mailbox: 'device:a', dueAt: at(50) },
        { v: 1, mailbox: 'device:b', dueAt: at(50) },
      ],
      now: at(61),
    },
  ])
})

test.each(['not JSON', '{}', '{"v":2,"mailbox":"device:a","dueAt":5}', '{"v":1,"mailbox":"device:a","dueAt":null}'])(
  'a message that is no timer fails alone: %s',
  async (body) => {
    const { calls, handler } = woken()
    expect(await handler(event(timer('device:a'), body, timer('device:b')), lambdaContext)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }],
    })
    expect(calls.map(({ timers }) => timers.map(({ mailbox }) => mailbox))).toEqual([['device:a', 'device:b']])
  },
)

test('where no message is a timer, nobody is woken', async () => {
  const { calls, handler } = woken()
  expect(await handler(event('{'), lambdaContext)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] })
  expect(calls).toEqual([])
})

test('an outage rejects, so that all of them come again', async () => {
  const handler = timerHandler(async () => {
    throw new Error('away')
  })
  await expect(handler(event(timer('device:a')), lambdaContext)).rejects.toThrow('away')
})
