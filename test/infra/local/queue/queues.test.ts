import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { expect, test } from 'vitest'
import { connectQueues } from '#infra/local/queue/mappings.ts'
import { closing, tempFolder } from '../cloud-fixture.ts'
import { aQueue } from './a-queue.ts'

test('a message that is sent is received once, and gone when deleted', async () => {
  const { send, receive, sqs, QueueUrl, clock } = await aQueue()
  const { MessageId } = await send('one')
  const [message, ...others] = await receive({ MessageSystemAttributeNames: ['All'] })
  expect(others).toEqual([])
  expect(message).toEqual({
    MessageId,
    Body: 'one',
    MD5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
    ReceiptHandle: expect.any(String),
    Attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1700000000000',
      SenderId: '000000000000',
      ApproximateFirstReceiveTimestamp: '1700000000000',
    },
  })
  expect(await receive()).toEqual([])
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
  await clock.step(60_000)
  expect(await receive()).toEqual([])
})

test('a delayed message comes when the clock has reached its time', async () => {
  const { send, bodies, clock } = await aQueue()
  await send('late', 900)
  await clock.step(899_999)
  expect(await bodies()).toEqual([])
  await clock.step(1)
  expect(await bodies()).toEqual(['late'])
  await expect(send('too late', 901)).rejects.toThrow('DelaySeconds must be >= 0 and <= 900')
})

test('what is not deleted comes again, and after two receives goes to the dead letters', async () => {
  const { send, receive, bodies, clock, sqs, endpoint } = await aQueue()
  await send('poison')
  const [first] = await receive()
  await clock.step(60_000)
  const [second] = await receive()
  expect([first?.Body, second?.Body]).toEqual(['poison', 'poison'])
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
  await clock.step(60_000)
  expect(await bodies()).toEqual([])
  const dead = `${endpoint.url}/000000000000/dead`
  expect(await bodies({ QueueUrl: dead })).toEqual(['poison'])
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['All'] }))
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' })
})

test('visibility can be changed while in flight, and only then', async () => {
  const { send, receive, bodies, sqs, QueueUrl } = await aQueue()
  await send('one')
  const [message] = await receive()
  const change = () =>
    sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
    )
  await change()
  await expect(change()).rejects.toThrow('not in flight')
  expect(await bodies()).toEqual(['one'])
})

test('one bad entry of a batch does not keep the others from going through', async () => {
  const { sqs, QueueUrl, bodies } = await aQueue()
  const answer = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: 'one' },
        { Id: 'b', MessageBody: 'two', DelaySeconds: 1_000 },
        { Id: 'c', MessageBody: 'three' },
      ],
    }),
  )
  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c'])
  expect(answer.Failed).toEqual([
    {
      Id: 'b',
      SenderFault: true,
      Code: 'InvalidParameterValue',
      Message: 'Value 1000 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    },
  ])
  expect(await bodies()).toEqual(['one', 'three'])
})

test.each([
  ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, i) => ({ Id: `${i}`, MessageBody: 'x' }))],
  ['BatchEntryIdsNotDistinct', ['a', 'a'].map((Id) => ({ Id, MessageBody: 'x' }))],
  ['BatchRequestTooLong', ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(512 * 1024 + 1) }))],
  ['EmptyBatchRequest', []],
])('%s: nothing of the batch is sent', async (name, Entries) => {
  const { sqs, QueueUrl, bodies } = await aQueue()
  await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name })
  expect(await bodies()).toEqual([])
})

test('a message has at most 1 MiB, and a batch as much in all', async () => {
  const { sqs, QueueUrl, send } = await aQueue()
  await send('x'.repeat(1024 * 1024))
  await expect(send('x'.repeat(1024 * 1024 + 1))).rejects.toThrow('shorter than 1048576 bytes')
  const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(512 * 1024) }))
  const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  expect(Successful?.length).toBe(2)
})

test('an unknown queue is named, and a purge empties', async () => {
  const { sqs, endpoint, send, bodies, QueueUrl } = await aQueue()
  const nobody = sqs.send(new SendMessageCommand({ QueueUrl: `${endpoint.url}/000000000000/nobody`, MessageBody: 'x' }))
  await expect(nobody).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  await send('x')
  await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  expect(await bodies()).toEqual([])
})

test('a restart keeps what was sent, its delay and how often it was received', async () => {
  const folder = tempFolder()
  const before = await aQueue(folder)
  await before.send('now')
  await before.send('later', 100)
  await before.receive()
  before.queues.close()
  before.clock.close()

  const after = await aQueue(folder)
  expect(await after.bodies()).toEqual([])
  await after.clock.step(60_000)
  expect(
    (await after.receive({ MessageSystemAttributeNames: ['All'] })).map(({ Body, Attributes }) => [
      Body,
      Attributes?.ApproximateReceiveCount,
    ]),
  ).toEqual([['now', '2']])
  await after.clock.step(40_000)
  expect(await after.bodies()).toEqual(['later'])
})

const aMapping = async (mapping: object, answer: (bodies: string[], event: SQSEvent) => unknown) => {
  const queue = await aQueue(tempFolder(), mapping)
  const batches: string[][] = []
  const events: SQSEvent[] = []
  const mappings = closing(
    connectQueues({
      ...queue,
      invoke: async (_, event) => {
        events.push(event as SQSEvent)
        const words = (event as SQSEvent).Records.map(({ body }) => body)
        batches.push(words)
        return answer(words, event as SQSEvent)
      },
      onFailure: () => undefined,
    }),
  )
  return { ...queue, mappings, batches, events }
}

test('a delayed message reaches its function in the shape of Lambda, and a step waits for it', async () => {
  const { send, clock, events, queues } = await aMapping({}, () => null)
  const { MessageId } = await send('due', 10)
  await clock.step(10_000)
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: MessageId,
          receiptHandle: `${MessageId}#1`,
          body: 'due',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: '1700000000000',
            SenderId: '000000000000',
            ApproximateFirstReceiveTimestamp: '1700000010000',
          },
          messageAttributes: {},
          md5OfBody: 'd6692dd335c3c6b2ad020e2758eed628',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:timers',
          awsRegion: 'eu-central-1',
        },
      ],
    },
  ])
  expect(queues.find('timers')?.hidden).toEqual({ inFlight: 0, delayed: 0 })
})

test('only the items that failed come again, and in the end go to the dead letters', async () => {
  const { queues, clock, batches, mappings } = await aMapping(
    { FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 2 } },
    (_, { Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }),
  )
  queues.find('timers')?.send(['good', 'bad', 'fine'].map((body) => ({ body, delayInMillis: 0 })))
  await mappings.idle()
  await clock.step(60_000)
  await clock.step(60_000)
  await mappings.idle()
  expect(batches).toEqual([['good', 'bad', 'fine'], ['bad']])
  expect(
    queues
      .find('dead')
      ?.receive(10, 0)
      .map(({ body }) => body),
  ).toEqual(['bad'])
})

test('a function that fails sees the whole batch again after the visibility timeout', async () => {
  let n = 0
  const { queues, clock, batches, mappings } = await aMapping({ BatchSize: 2 }, () => {
    if (n++ === 0) throw new Error('outage')
  })
  queues.find('timers')?.send(['a', 'b'].map((body) => ({ body, delayInMillis: 0 })))
  await mappings.idle()
  await clock.step(59_999)
  expect(batches).toEqual([['a', 'b']])
  await clock.step(1)
  await mappings.idle()
  expect(batches.flat().toSorted()).toEqual(['a', 'a', 'b', 'b'])
  expect(queues.find('timers')?.hidden).toEqual({ inFlight: 0, delayed: 0 })
})

test('a window gathers messages by the clock', async () => {
  const { send, clock, batches } = await aMapping({ MaximumBatchingWindowInSeconds: 5 }, () => null)
  await send('a')
  await send('b')
  expect(batches).toEqual([])
  await clock.step(5_000)
  expect(batches).toEqual([['a', 'b']])
})
