import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, unknownOperation } from '../api-error.ts'
import { account } from '../aws.ts'
import type { JsonService } from '../endpoint.ts'
import { type Message, type NewMessage, receiptOf } from './queue.ts'
import type { OpenQueue, Queues } from './queues.ts'

type Entry = {
  Id: string
  MessageBody: string
  DelaySeconds?: number
  MessageAttributes?: Record<string, unknown>
  ReceiptHandle: string
  VisibilityTimeout?: number
}
type Body = {
  QueueUrl: string
  QueueName: string
  Entries?: Entry[]
  MaxNumberOfMessages?: number
  WaitTimeSeconds?: number
} & Entry

const maxDelaySeconds = 900
const maxBatchEntries = 10
const maxBatchBytes = 1024 * 1024
const pollEveryMillis = 20

export const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** SQS' API over the template's queues. Long polling waits by real time: it belongs to the connection, not to the clock. */
export const sqsApi = (queues: Queues, endpointUrl: string): JsonService => {
  const queueOf = (reference: string): OpenQueue => {
    const queue = queues.find(reference)
    if (queue === undefined) throw failure('QueueDoesNotExist', `The specified queue ${reference} does not exist.`)
    return queue
  }

  const receive = async (body: Body) => {
    const queue = queueOf(body.QueueUrl)
    const visibility = body.VisibilityTimeout === undefined ? queue.visibilityInMillis : body.VisibilityTimeout * 1000
    const end = Date.now() + (body.WaitTimeSeconds ?? 0) * 1000
    for (;;) {
      const messages = queue.receive(body.MaxNumberOfMessages ?? 1, visibility)
      if (messages.length > 0 || Date.now() >= end)
        return messages.length > 0 ? { Messages: messages.map(received) } : {}
      await sleep(pollEveryMillis)
    }
  }

  const changeVisibility = (queue: OpenQueue, { ReceiptHandle, VisibilityTimeout = 0 }: Entry) => {
    if (queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000)) return
    throw failure('MessageNotInflight', `The message of receipt ${ReceiptHandle} is not in flight.`)
  }

  const actions: Readonly<Record<string, (body: Body) => unknown>> = {
    SendMessage(body) {
      const queue = queueOf(body.QueueUrl)
      const [message] = queue.send([newMessage(queue, body)])
      return { MessageId: message?.id, MD5OfMessageBody: md5(body.MessageBody) }
    },
    SendMessageBatch(body) {
      const queue = queueOf(body.QueueUrl)
      const entries = entriesOf(body)
      checkBatchBytes(entries)
      const { good, Failed } = sort(entries, (entry) => newMessage(queue, entry))
      const messages = queue.send(good.map(({ value }) => value))
      const Successful = good.map(({ entry }, i) => ({
        Id: entry.Id,
        MessageId: messages[i]?.id,
        MD5OfMessageBody: md5(entry.MessageBody),
      }))
      return { Successful, Failed }
    },
    ReceiveMessage: receive,
    DeleteMessage: (body) => queueOf(body.QueueUrl).delete([body.ReceiptHandle]),
    DeleteMessageBatch(body) {
      const entries = entriesOf(body)
      queueOf(body.QueueUrl).delete(entries.map(({ ReceiptHandle }) => ReceiptHandle))
      return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] }
    },
    ChangeMessageVisibility: (body) => changeVisibility(queueOf(body.QueueUrl), body),
    ChangeMessageVisibilityBatch(body) {
      const { good, Failed } = sort(entriesOf(body), (entry) => changeVisibility(queueOf(body.QueueUrl), entry))
      return { Successful: good.map(({ entry }) => ({ Id: entry.Id })), Failed }
    },
    GetQueueAttributes: (body) => ({ Attributes: attributesOf(queueOf(body.QueueUrl)) }),
    GetQueueUrl: (body) => ({ QueueUrl: `${endpointUrl}/${account}/${queueOf(body.QueueName).name}` }),
    PurgeQueue: (body) => queueOf(body.QueueUrl).purge(),
  }

  return (action, body) => {
    const handle = actions[action]
    if (handle === undefined) throw unknownOperation('SQS', action)
    return handle(body as Body)
  }
}

/** SQS names its errors with a namespace, which the SDK reads. */
const failure = (code: string, message: string) => new ApiError(`com.amazonaws.sqs#${code}`, message)

const newMessage = (queue: OpenQueue, { MessageBody, DelaySeconds, MessageAttributes }: Entry): NewMessage => {
  if (typeof MessageBody !== 'string' || MessageBody === '')
    throw failure('MissingParameter', 'A message needs a MessageBody.')
  if (Buffer.byteLength(MessageBody) > queue.maxBytes) {
    throw failure('InvalidParameterValue', `A message of ${queue.name} has at most ${queue.maxBytes} bytes.`)
  }
  if (DelaySeconds !== undefined && !(DelaySeconds >= 0 && DelaySeconds <= maxDelaySeconds)) {
    throw failure('InvalidParameterValue', `DelaySeconds is 0 to ${maxDelaySeconds}, not ${DelaySeconds}.`)
  }
  const delayInMillis = DelaySeconds === undefined ? queue.delayInMillis : DelaySeconds * 1000
  return { body: MessageBody, delayInMillis, ...(MessageAttributes && { attributes: MessageAttributes }) }
}

const entriesOf = ({ Entries = [] }: Body): Entry[] => {
  if (Entries.length === 0) throw failure('EmptyBatchRequest', 'A batch needs entries.')
  if (Entries.length > maxBatchEntries) {
    throw failure(
      'TooManyEntriesInBatchRequest',
      `A batch has at most ${maxBatchEntries} entries, not ${Entries.length}.`,
    )
  }
  if (new Set(Entries.map(({ Id }) => Id)).size < Entries.length)
    throw failure('BatchEntryIdsNotDistinct', 'Two entries of the batch have the same Id.')
  return Entries
}

const checkBatchBytes = (entries: readonly Entry[]) => {
  const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0)
  if (bytes > maxBatchBytes)
    throw failure('BatchRequestTooLong', `A batch has at most ${maxBatchBytes} bytes in all, not ${bytes}.`)
}

/** One bad entry of a batch does not keep the others from going through. */
const sort = <T>(entries: readonly Entry[], work: (entry: Entry) => T) => {
  const good: { entry: Entry; value: T }[] = []
  const Failed: { Id: string; SenderFault: true; Code: string; Message: string }[] = []
  for (const entry of entries) {
    try {
      good.push({ entry, value: work(entry) })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code.replace(/.*#/, ''), Message: error.message })
    }
  }
  return { good, Failed }
}

const received = (message: Message) => ({
  MessageId: message.id,
  ReceiptHandle: receiptOf(message),
  Body: message.body,
  MD5OfBody: md5(message.body),
  Attributes: systemAttributes(message),
  ...(message.attributes && { MessageAttributes: message.attributes }),
})

/** What SQS says of a message by itself, every value text. */
export const systemAttributes = ({ receiveCount, sentAt, firstReceivedAt = sentAt }: Message) => ({
  ApproximateReceiveCount: String(receiveCount),
  SentTimestamp: String(sentAt),
  SenderId: account,
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
})

const attributesOf = (queue: OpenQueue) => ({
  QueueArn: queue.arn,
  ApproximateNumberOfMessages: String(queue.visible),
  ApproximateNumberOfMessagesNotVisible: String(queue.hidden.inFlight),
  ApproximateNumberOfMessagesDelayed: String(queue.hidden.delayed),
  DelaySeconds: String(queue.delayInMillis / 1000),
  VisibilityTimeout: String(queue.visibilityInMillis / 1000),
  MaximumMessageSize: String(queue.maxBytes),
})
