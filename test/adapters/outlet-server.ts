import { hash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { close, listen } from './listen.ts'

/** One entry of a call to Kinesis, Firehose or SQS, or a message to a topic, as it came over the wire. */
export type Entry = { data: string; key?: string; id?: string; delaySeconds?: number }
type Call = { action: string; entries: Entry[] }

/** Says whether one entry of a call is refused; `nth` counts the calls of an action from 0. */
export type Refuse = (entry: Entry, index: number, nth: number, action: string) => boolean

const mebibyte = 1024 * 1024
const limits: Record<string, { count: number; bytes: number; bytesEach: number }> = {
  PutRecords: { count: 500, bytes: 5 * mebibyte, bytesEach: mebibyte },
  PutRecordBatch: { count: 500, bytes: 4 * mebibyte, bytesEach: 1000 * 1024 },
  SendMessageBatch: { count: 10, bytes: mebibyte, bytesEach: mebibyte },
}

/**
 * The receiving ends of AWS that keep nothing: Kinesis, Firehose, SQS and IoT topics, just as strict about the size of
 * a call as theirs. Entries may be refused one by one; `taken` holds the others.
 */
export const startOutlets = async () => {
  const calls: Call[] = []
  const taken: Call[] = []
  let refuse: Refuse = () => false

  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const action = actionOf(request)
    const entries = entriesOf(action, request.url ?? '', body)
    const nth = calls.filter((call) => call.action === action).length
    calls.push({ action, entries })
    const fault = faultOf(action, entries)
    if (fault !== undefined) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify({ __type: 'ValidationException', message: fault }))
      return
    }
    const refused = entries.map((entry, index) => refuse(entry, index, nth, action))
    taken.push({ action, entries: entries.filter((_, index) => !refused[index]) })
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(answerOf(action, entries, refused)))
  })

  return {
    endpoint: await listen(server),
    calls,
    takenOf: (action: string): Entry[] =>
      taken.filter((call) => call.action === action).flatMap((call) => call.entries),
    refuseWhen: (rule: Refuse) => {
      refuse = rule
    },
    reset: () => {
      calls.length = 0
      taken.length = 0
      refuse = () => false
    },
    close: () => close(server),
  }
}

const actionOf = ({ headers, url = '' }: IncomingMessage): string =>
  url.startsWith('/topics/') ? 'Publish' : (String(headers['x-amz-target']).split('.').at(-1) ?? '')

type Wire = {
  Records?: { Data: string; PartitionKey?: string }[]
  Entries?: { Id: string; MessageBody: string; DelaySeconds?: number }[]
}

const entriesOf = (action: string, url: string, body: Buffer): Entry[] => {
  if (action === 'Publish')
    return [{ key: decodeURIComponent(url.slice('/topics/'.length)), data: body.toString('utf8') }]
  const { Records = [], Entries = [] }: Wire = JSON.parse(body.toString('utf8'))
  return [
    ...Records.map(({ Data, PartitionKey }) => ({
      data: Buffer.from(Data, 'base64').toString('utf8'),
      ...(PartitionKey === undefined ? {} : { key: PartitionKey }),
    })),
    ...Entries.map(({ Id, MessageBody, DelaySeconds = 0 }) => ({
      id: Id,
      data: MessageBody,
      delaySeconds: DelaySeconds,
    })),
  ]
}

const faultOf = (action: string, entries: readonly Entry[]): string | undefined => {
  const limit = limits[action]
  if (!limit) return undefined
  const sizes = entries.map(({ data, key = '' }) => Buffer.byteLength(data) + Buffer.byteLength(key))
  if (entries.length === 0 || entries.length > limit.count) return `${action}: ${entries.length} entries`
  if (sizes.some((size) => size > limit.bytesEach)) return `${action}: an entry of ${Math.max(...sizes)} bytes`
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return total > limit.bytes ? `${action}: ${total} bytes` : undefined
}

const answerOf = (action: string, entries: readonly Entry[], refused: readonly boolean[]): unknown => {
  const count = refused.filter(Boolean).length
  const why = { ErrorCode: 'ServiceUnavailable', ErrorMessage: 'slow down' }
  if (action === 'PutRecords')
    return {
      FailedRecordCount: count,
      Records: refused.map((no, i) => (no ? why : { SequenceNumber: String(i), ShardId: 'shardId-0' })),
    }
  if (action === 'PutRecordBatch')
    return { FailedPutCount: count, RequestResponses: refused.map((no, i) => (no ? why : { RecordId: String(i) })) }
  if (action === 'SendMessageBatch') {
    const answers = entries.map(({ id: Id, data }) => ({ Id, MD5OfMessageBody: hash('md5', data), MessageId: Id }))
    return {
      Successful: answers.filter((_, i) => !refused[i]),
      Failed: answers
        .filter((_, i) => refused[i])
        .map(({ Id }) => ({ Id, Code: 'ServiceUnavailable', Message: 'slow down', SenderFault: false })),
    }
  }
  return {}
}
