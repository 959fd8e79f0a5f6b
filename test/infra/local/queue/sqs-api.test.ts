import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { asking } from './a-queue.ts'

const mebibyte = 1024 * 1024
const invalid = (message: string) => ({ name: 'InvalidParameterValue', message })
const missing = (parameter: string) => ({
  name: 'MissingParameter',
  message: `The request must contain the parameter ${parameter}.`,
})
const outOfRange = (value: number, parameter: string, reason: string) =>
  invalid(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`)
const tooLong = invalid('One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.')
const attribute = (StringValue: string) => ({ DataType: 'String', StringValue })

test.each([
  ['no body', { MessageBody: undefined }, missing('MessageBody')],
  ['an empty body', { MessageBody: '' }, missing('MessageBody')],
  ['1 MiB and a byte', { MessageBody: 'x'.repeat(mebibyte + 1) }, tooLong],
  ['more bytes than characters', { MessageBody: 'ü'.repeat(mebibyte / 2 + 1) }, tooLong],
  [
    '1 MiB, of which attributes are a part',
    { MessageBody: 'x'.repeat(mebibyte - 10), MessageAttributes: { a: attribute('1234') } },
    tooLong,
  ],
  [
    'eleven attributes',
    {
      MessageBody: 'x',
      MessageAttributes: Object.fromEntries('abcdefghijk'.split('').map((name) => [name, attribute('1')])),
    },
    invalid('Number of message attributes exceeds the allowed maximum of 10.'),
  ],
  [
    'a character that XML has not',
    { MessageBody: 'a\u0000b' },
    { name: 'InvalidMessageContents', message: 'The message contains characters outside the allowed set.' },
  ],
  [
    'a delay of 901 s',
    { MessageBody: 'x', DelaySeconds: 901 },
    outOfRange(901, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.'),
  ],
  [
    'a delay of -1 s',
    { MessageBody: 'x', DelaySeconds: -1 },
    outOfRange(-1, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.'),
  ],
  [
    'a delay of half a second',
    { MessageBody: 'x', DelaySeconds: 0.5 },
    outOfRange(0.5, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.'),
  ],
])('%s is not sent', async (_, input, refusal) => {
  const { ask, QueueUrl, bodies } = await asking()
  expect(await ask(new SendMessageCommand({ QueueUrl, ...(input as { MessageBody: string }) }))).toEqual(refusal)
  expect(await bodies()).toEqual([])
})

test('1 MiB is sent, and attributes come back where they are asked for', async () => {
  const { ask, QueueUrl, receive, clock } = await asking()
  const MessageAttributes = { kind: attribute('timer'), 'kind.of': attribute('x') }
  await ask(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(mebibyte - 29), MessageAttributes }))
  const named = async (input: object) => {
    const [message] = await receive({ ...input, VisibilityTimeout: 1 })
    await clock.step(1_000)
    return [Object.keys(message?.Attributes ?? {}), Object.keys(message?.MessageAttributes ?? {})]
  }
  expect(await named({ MessageAttributeNames: ['kind'] })).toEqual([[], ['kind']])
  expect(await named({ MessageAttributeNames: ['kind.*'], MessageSystemAttributeNames: ['SentTimestamp'] })).toEqual([
    ['SentTimestamp'],
    ['kind', 'kind.of'],
  ])
})

test('without asking, a message comes without attributes', async () => {
  const { ask, QueueUrl, receive } = await asking()
  await ask(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: { kind: attribute('timer') } }))
  const [message] = await receive()
  expect([message?.Attributes, message?.MessageAttributes]).toEqual([undefined, undefined])
})

test.each([
  ['MaxNumberOfMessages', 0, 'Must be between 1 and 10, if provided.'],
  ['MaxNumberOfMessages', 11, 'Must be between 1 and 10, if provided.'],
  ['WaitTimeSeconds', 21, 'Must be >= 0 and <= 20, if provided.'],
  ['VisibilityTimeout', 43_201, 'Must be >= 0 and <= 43200, if provided.'],
  ['VisibilityTimeout', -1, 'Must be >= 0 and <= 43200, if provided.'],
])('a receive with %s %d is refused', async (parameter, value, reason) => {
  const { ask, QueueUrl } = await asking()
  const answer = await ask(new ReceiveMessageCommand({ QueueUrl, [parameter]: value }))
  expect(answer).toEqual(outOfRange(value, parameter, reason))
})

test('one message comes unless more are asked for, and a long poll waits for one', async () => {
  const { ask, send, QueueUrl } = await asking()
  await send('a')
  await send('b')
  const { Messages } = await ask(new ReceiveMessageCommand({ QueueUrl }))
  expect((Messages as { Body: string }[]).map(({ Body }) => Body)).toEqual(['a'])
  await ask(new ReceiveMessageCommand({ QueueUrl }))
  const waiting = ask(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
  await send('c')
  expect(((await waiting).Messages as { Body: string }[]).map(({ Body }) => Body)).toEqual(['c'])
})

test('a visibility can be changed from the time of the call on, up to twelve hours in all', async () => {
  const { ask, QueueUrl, clock, inFlight, bodies } = await asking()
  const { ReceiptHandle } = await inFlight()
  const change = (VisibilityTimeout?: number) =>
    ask(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
  await clock.step(15_000)
  expect(await change(10)).toEqual({})
  await clock.step(9_999)
  expect(await bodies()).toEqual([])
  expect(await change()).toEqual(missing('VisibilityTimeout'))
  expect(await change(43_201)).toEqual(
    outOfRange(43_201, 'VisibilityTimeout', 'Must be >= 0 and <= 43200, if provided.'),
  )
  expect(await change(43_200)).toEqual(
    outOfRange(
      43_200,
      'VisibilityTimeout',
      'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
    ),
  )
  expect(await change(43_175)).toEqual({})
  expect(await change(0)).toEqual({})
  expect(await bodies()).toEqual(['x'])
})

test('a visibility of what is not in flight is not changed', async () => {
  const { ask, QueueUrl, inFlight, clock } = await asking()
  const { ReceiptHandle } = await inFlight()
  await clock.step(60_000)
  const change = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 })
  expect((await ask(change)).name).toBe('MessageNotInflight')
  await ask(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  expect((await ask(change)).name).toBe('MessageNotInflight')
})

test('a receipt is deleted once, twice and too late without a complaint; only the newest one deletes', async () => {
  const { ask, QueueUrl, inFlight, receive, clock, queues } = await asking()
  const { ReceiptHandle: stale } = await inFlight()
  await clock.step(60_000)
  const [again] = await receive()
  const remove = (ReceiptHandle?: string) => ask(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  expect(await remove(stale)).toEqual({})
  expect(queues.find('timers')?.hidden.inFlight).toBe(1)
  expect(await remove(again?.ReceiptHandle)).toEqual({})
  expect(queues.find('timers')?.hidden.inFlight).toBe(0)
  expect(await remove(again?.ReceiptHandle)).toEqual({})
  expect(await remove()).toEqual(missing('ReceiptHandle'))
  expect(await remove('abc')).toEqual({
    name: 'ReceiptHandleIsInvalid',
    message: 'The input receipt handle "abc" is not a valid receipt handle.',
  })
})

test('a message is received as often as the redrive allows, and is then a dead letter with its own id and time', async () => {
  const { send, receive, clock, endpoint } = await asking()
  const { MessageId } = await send('poison')
  const counts: unknown[] = []
  for (let i = 0; i < 3; i++) {
    const [message] = await receive({ MessageSystemAttributeNames: ['All'] })
    counts.push(message?.Attributes?.ApproximateReceiveCount)
    await clock.step(60_000)
  }
  expect(counts).toEqual(['1', '2', undefined])
  const QueueUrl = `${endpoint.url}/000000000000/dead`
  const [dead] = await receive({ QueueUrl, MessageSystemAttributeNames: ['All'] })
  expect([dead?.MessageId, dead?.Attributes]).toEqual([
    MessageId,
    {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1700000000000',
      SenderId: '000000000000',
      ApproximateFirstReceiveTimestamp: '1700000180000',
    },
  ])
})

test('a message lives for four days, counted from when it was sent', async () => {
  const { send, bodies, clock } = await asking()
  const day = 24 * 60 * 60 * 1000
  await send('old')
  await clock.step(day)
  await send('new')
  await clock.step(3 * day)
  expect(await bodies()).toEqual(['new'])
})

test('a queue that is not there has a name for it, and so has a missing one', async () => {
  const { ask, endpoint } = await asking()
  const unknown = { name: 'QueueDoesNotExist', message: 'The specified queue does not exist.' }
  const QueueUrl = `${endpoint.url}/000000000000/nobody`
  expect(await ask(new GetQueueUrlCommand({ QueueName: 'nobody' }))).toEqual(unknown)
  for (const command of [
    new SendMessageCommand({ QueueUrl, MessageBody: 'x' }),
    new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] }),
    new ReceiveMessageCommand({ QueueUrl }),
    new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
    new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle: 'x' }] }),
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 1 }),
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    new PurgeQueueCommand({ QueueUrl }),
  ])
    expect(await ask(command)).toEqual(unknown)
})

test('a purge takes what is waiting, delayed and in flight, once a minute', async () => {
  const { ask, send, QueueUrl, inFlight, clock, bodies } = await asking()
  await inFlight()
  await send('waiting')
  await send('delayed', 10)
  const purge = () => ask(new PurgeQueueCommand({ QueueUrl }))
  expect(await purge()).toEqual({})
  await send('later')
  await clock.step(59_999)
  expect(await purge()).toEqual({
    name: 'PurgeQueueInProgress',
    message: 'Only one PurgeQueue operation on timers is allowed every 60 seconds.',
  })
  expect(await bodies()).toEqual(['later'])
  await clock.step(1)
  expect(await purge()).toEqual({})
})

test('attributes of a queue come by name', async () => {
  const { ask, QueueUrl, send } = await asking()
  await send('now')
  await send('later', 10)
  const attributes = (...AttributeNames: string[]) =>
    ask(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: AttributeNames as ['All'] }))
  expect(await attributes()).toEqual({})
  expect(await attributes('VisibilityTimeout')).toEqual({ Attributes: { VisibilityTimeout: '60' } })
  expect(await attributes('All')).toEqual({
    Attributes: {
      QueueArn: 'arn:aws:sqs:eu-central-1:000000000000:timers',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '1',
      DelaySeconds: '0',
      VisibilityTimeout: '60',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
    },
  })
})
