import type { ApiCall } from '../local/contracts.ts'
import { parseBasicIngest } from '../local/mqtt/limits.ts'
import { type Item, itemBytes, readUnits, writeUnits } from './item-units.ts'
import { noUsage, type Usage, type UsageName } from './usage.ts'

/** Reads what passes through the laptop's AWS as its bill would. */
export type Meter = {
  /** An SDK call comes in. */
  called(call: ApiCall, request: () => Record<string, unknown>): void
  /** The store has answered a call. */
  answered(call: ApiCall, request: () => Record<string, unknown>, answer: string): void
  /** A phone or gateway published; by Basic Ingest that is no message. */
  published(topic: string, bytes: number): void
  /** A topic rule put a record into the stream. */
  ruled(bytes: number): void
  /** A function ran, for an event of a queue or not. */
  invoked(ms: number, memoryMb: number, ofQueue: boolean): void
  logged(bytes: number): void
  usage(): Usage
}

const iotUnitBytes = 5 * 1024
const kinesisUnitBytes = 1024
const firehoseUnitBytes = 5 * 1024
const sqsUnitBytes = 64 * 1024

type Body = {
  Item?: Item
  Key?: Item
  Records?: { Data: string }[]
  Data?: string
  Entries?: { MessageBody: string }[]
  RequestItems?: Record<string, { Keys?: Item[] } | { PutRequest?: { Item: Item } }[]>
}
type Answer = { Item?: Item; Items?: Item[]; Responses?: Record<string, Item[]> }

export const createMeter = (): Meter => {
  const counts = { ...noUsage }
  const add = (name: UsageName, amount: number) => {
    counts[name] += amount
  }
  const streamed = (bytes: number) => add('kinesisBytes', roundedUp(bytes, kinesisUnitBytes))

  const writers: Readonly<Record<string, (request: Body) => void>> = {
    'dynamodb.PutItem': ({ Item = {} }) => add('dynamoWriteUnits', writeUnits(Item)),
    'dynamodb.UpdateItem': () => add('dynamoWriteUnits', 1), // customers: small, and not of sightings
    'dynamodb.BatchWriteItem': ({ RequestItems = {} }) =>
      add(
        'dynamoWriteUnits',
        sum(writesOf(RequestItems), (item) => (item === undefined ? 1 : writeUnits(item))),
      ),
    'kinesis.PutRecords': ({ Records = [] }) => {
      for (const { Data } of Records) streamed(decodedBytes(Data))
    },
    'firehose.PutRecordBatch': ({ Records = [] }) =>
      add(
        'firehoseBytes',
        sum(Records, ({ Data }) => roundedUp(decodedBytes(Data), firehoseUnitBytes)),
      ),
    'sqs.SendMessageBatch': ({ Entries = [] }) =>
      add(
        'sqsRequests',
        units(
          sum(Entries, ({ MessageBody }) => Buffer.byteLength(MessageBody)),
          sqsUnitBytes,
        ),
      ),
    // in from us, and out to the one phone that listens: a message is far below 5 kB
    'iotdata.Publish': () => add('iotMessages', 2),
  }
  const readers: Readonly<Record<string, (request: Body, answer: Answer) => void>> = {
    GetItem: (_, { Item = {} }) => add('dynamoReadUnits', readUnits(itemBytes(Item))),
    Query: (_, { Items = [] }) => add('dynamoReadUnits', readUnits(sum(Items, itemBytes))),
    BatchGetItem: ({ RequestItems = {} }, { Responses = {} }) => {
      const asked = Object.values(RequestItems).flatMap((of) => ('Keys' in of ? (of.Keys ?? []) : [])).length
      const found = Object.values(Responses).flat()
      add('dynamoReadUnits', asked - found.length + sum(found, (item) => readUnits(itemBytes(item))))
    },
  }

  return {
    // the body of a publish is the message itself, not JSON of the API
    called: ({ service, action }, request) =>
      writers[`${service}.${action}`]?.(service === 'iotdata' ? {} : (request() as Body)),
    answered: ({ action }, request, answer) => readers[action]?.(request() as Body, JSON.parse(answer) as Answer),
    published: (topic, bytes) => {
      if (parseBasicIngest(topic) === undefined) add('iotMessages', units(bytes, iotUnitBytes))
    },
    ruled: (bytes) => {
      add('iotRules', units(bytes, iotUnitBytes))
      add('iotActions', units(bytes, iotUnitBytes))
      streamed(bytes)
    },
    invoked: (ms, memoryMb, ofQueue) => {
      add('lambdaRequests', 1)
      add('lambdaGbSeconds', (Math.ceil(ms) / 1000) * (memoryMb / 1024))
      if (ofQueue) add('sqsRequests', 2) // received, and deleted
    },
    logged: (bytes) => add('logBytes', bytes),
    usage: () => ({ ...counts }),
  }
}

/** What a batch writes; undefined for a deletion, which is billed for what was there: a timer's row, below 1 kB. */
const writesOf = (requests: NonNullable<Body['RequestItems']>): (Item | undefined)[] =>
  Object.values(requests).flatMap((of) => (Array.isArray(of) ? of.map(({ PutRequest }) => PutRequest?.Item) : []))

const units = (bytes: number, size: number) => Math.max(1, Math.ceil(bytes / size))
const roundedUp = (bytes: number, size: number) => units(bytes, size) * size
const decodedBytes = (base64: string) => Buffer.byteLength(base64, 'base64')
const sum = <T>(of: readonly T[], amount: (one: T) => number) => of.reduce((total, one) => total + amount(one), 0)
