import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { unknownOperation } from '../api-error.ts'
import { account } from '../aws.ts'
import type { Clock } from '../contracts.ts'
import type { JsonService } from '../endpoint.ts'
import { checkBatchBytes, entriesOf, sortEntries } from './batches.ts'
import { type MessageRequest, messageBytes, newMessage } from './new-message.ts'
import { isReceipt, type Message, receiptOf } from './queue.ts'
import type { OpenQueue, Queues } from './queues.ts'
import { checkRange, failure, missing } from './refusals.ts'

type Entry = MessageRequest & { Id: string; ReceiptHandle: string; VisibilityTimeout?: number }
type Body = {
  QueueUrl: string
  QueueName: string
  Entries?: Entry[]
  MaxNumberOfMessages?: number
  WaitTimeSeconds?: number
  AttributeNames?: string[]
  MessageSystemAttributeNames?: string[]
  MessageAttributeNames?: string[]
} & Entry

const maxVisibilitySeconds = 12 * 60 * 60
const pollEveryMillis = 20
const purgeEveryMillis = 60_000

export const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** SQS' API over the template's queues. Long polling waits by real time: it belongs to the connection, not to the clock. */
export const sqsApi = (queues: Queues, endpointUrl: string, clock: Pick<Clock, 'now'>): JsonService => {
  const purgedAt = new Map<OpenQueue, number>()

  const queueOf = (reference: string | undefined, parameter = 'QueueUrl'): OpenQueue => {
    if (!reference) throw missing(parameter)
    const queue = queues.find(reference)
    if (queue === undefined) throw failure('QueueDoesNotExist', 'The specified queue does not exist.')
    return queue
  }

  const receive = async (body: Body) => {
    const { MaxNumberOfMessages: max, WaitTimeSeconds: wait, VisibilityTimeout: timeout } = body
    const queue = queueOf(body.QueueUrl)
    checkRange('MaxNumberOfMessages', max, [1, 10], 'Must be between 1 and 10, if provided.')
    checkRange('WaitTimeSeconds', wait, [0, 20], 'Must be >= 0 and <= 20, if provided.')
    checkVisibility(timeout)
    const visibility = timeout === undefined ? queue.visibilityInMillis : timeout * 1000
    const end = Date.now() + (wait ?? 0) * 1000
    for (;;) {
      const messages = queue.receive(max ?? 1, visibility)
      if (messages.length > 0) return { Messages: messages.map((message) => received(message, body)) }
      if (Date.now() >= end) return {}
      await sleep(pollEveryMillis)
    }
  }

  const changeVisibility = (queue: OpenQueue, { ReceiptHandle, VisibilityTimeout: timeout }: Entry) => {
    if (timeout === undefined) throw missing('VisibilityTimeout')
    checkVisibility(timeout)
    checkReceipt(ReceiptHandle)
    const receivedAt = queue.receivedAt(ReceiptHandle)
    if (receivedAt !== undefined && clock.now() + timeout * 1000 > receivedAt + maxVisibilitySeconds * 1000) {
      throw failure(
        'InvalidParameterValue',
        `Value ${timeout} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${maxVisibilitySeconds} seconds].`,
      )
    }
    if (queue.changeVisibility(ReceiptHandle, timeout * 1000)) return
    throw failure('MessageNotInflight', `The message of receipt ${ReceiptHandle} is not in flight.`)
  }

  const remove = (queue: OpenQueue, { ReceiptHandle }: Entry) => {
    checkReceipt(ReceiptHandle)
    queue.delete([ReceiptHandle])
  }

  /** A batch of what is done to one message at a time. */
  const each = (body: Body, of: string, work: (queue: OpenQueue, entry: Entry) => void) => {
    const entries = entriesOf(body.Entries, of)
    const queue = queueOf(body.QueueUrl)
    const { good, Failed } = sortEntries(entries, (entry) => work(queue, entry))
    return { Successful: good.map(({ entry }) => ({ Id: entry.Id })), Failed }
  }

  const actions: Readonly<Record<string, (body: Body) => unknown>> = {
    SendMessage(body) {
      const queue = queueOf(body.QueueUrl)
      const [message] = queue.send([newMessage(queue, body)])
      return { MessageId: message?.id, MD5OfMessageBody: md5(body.MessageBody) }
    },
    SendMessageBatch(body) {
      const queue = queueOf(body.QueueUrl)
      const entries = entriesOf(body.Entries, 'SendMessageBatchRequestEntry')
      checkBatchBytes(entries.reduce((sum, entry) => sum + messageBytes(entry), 0))
      const { good, Failed } = sortEntries(entries, (entry) => newMessage(queue, entry))
      const messages = queue.send(good.map(({ value }) => value))
      const Successful = good.map(({ entry }, i) => ({
        Id: entry.Id,
        MessageId: messages[i]?.id,
        MD5OfMessageBody: md5(entry.MessageBody),
      }))
      return { Successful, Failed }
    },
    ReceiveMessage: receive,
    DeleteMessage: (body) => remove(queueOf(body.QueueUrl), body),
    DeleteMessageBatch: (body) => each(body, 'DeleteMessageBatchRequestEntry', remove),
    ChangeMessageVisibility: (body) => changeVisibility(queueOf(body.QueueUrl), body),
    ChangeMessageVisibilityBatch: (body) => each(body, 'ChangeMessageVisibilityBatchRequestEntry', changeVisibility),
    GetQueueAttributes(body) {
      const Attributes = picked(attributesOf(queueOf(body.QueueUrl)), body.AttributeNames)
      return Object.keys(Attributes).length > 0 ? { Attributes } : {}
    },
    GetQueueUrl: (body) => ({ QueueUrl: `${endpointUrl}/${account}/${queueOf(body.QueueName, 'QueueName').name}` }),
    PurgeQueue(body) {
      const queue = queueOf(body.QueueUrl)
      if (clock.now() - (purgedAt.get(queue) ?? Number.NEGATIVE_INFINITY) < purgeEveryMillis) {
        throw failure(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        )
      }
      purgedAt.set(queue, clock.now())
      queue.purge()
    },
  }

  return (action, body) => {
    const handle = actions[action]
    if (handle === undefined) throw unknownOperation('SQS', action)
    return handle(body as Body)
  }
}

const checkVisibility = (seconds: number | undefined) =>
  checkRange(
    'VisibilityTimeout',
    seconds,
    [0, maxVisibilitySeconds],
    `Must be >= 0 and <= ${maxVisibilitySeconds}, if provided.`,
  )

const checkReceipt = (receipt: string | undefined) => {
  if (!receipt) throw missing('ReceiptHandle')
  if (!isReceipt(receipt))
    throw failure('ReceiptHandleIsInvalid', `The input receipt handle "${receipt}" is not a valid receipt handle.`)
}

/** A message as a receiver asked for it: attributes only by name. */
const received = (message: Message, body: Body) => {
  const system = picked(systemAttributes(message), body.MessageSystemAttributeNames ?? body.AttributeNames)
  const own = picked(message.attributes ?? {}, body.MessageAttributeNames)
  return {
    MessageId: message.id,
    ReceiptHandle: receiptOf(message),
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(Object.keys(own).length > 0 && { MessageAttributes: own }),
  }
}

/** Those that were named; `All`, `.*` and `prefix.*` name several. */
const picked = <T>(all: Readonly<Record<string, T>>, names: readonly string[] = []): Record<string, T> => {
  const isNamed = (name: string) =>
    names.some(
      (named) => named === 'All' || named === name || (named.endsWith('.*') && name.startsWith(named.slice(0, -2))),
    )
  return Object.fromEntries(Object.entries(all).filter(([name]) => isNamed(name)))
}

/** What SQS says of a message by itself, every value text. */
export const systemAttributes = ({ receiveCount, sentAt, firstReceivedAt = sentAt }: Message) => ({
  ApproximateReceiveCount: String(receiveCount),
  SentTimestamp: String(sentAt),
  SenderId: account,
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
})

const attributesOf = (queue: OpenQueue): Record<string, string> => ({
  QueueArn: queue.arn,
  ApproximateNumberOfMessages: String(queue.visible),
  ApproximateNumberOfMessagesNotVisible: String(queue.hidden.inFlight),
  ApproximateNumberOfMessagesDelayed: String(queue.hidden.delayed),
  DelaySeconds: String(queue.delayInMillis / 1000),
  VisibilityTimeout: String(queue.visibilityInMillis / 1000),
  MaximumMessageSize: String(queue.maxBytes),
  MessageRetentionPeriod: String(queue.retentionInMillis / 1000),
})
