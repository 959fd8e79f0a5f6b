import { expect, test } from 'vitest'
import { itemBytes, readUnits, writeUnits } from '#infra/cost/item-units.ts'
import { createMeter } from '#infra/cost/meter.ts'
import { noUsage } from '#infra/cost/usage.ts'

const base64 = (bytes: number) => Buffer.alloc(bytes).toString('base64')
const anItem = (bytes: number) => ({ pk: { S: 'x'.repeat(bytes - 2) } })
const call = (service: string, action: string) => ({ service, action })

test('an item weighs its names and values', () => {
  expect(itemBytes({ pk: { S: 'ä1' }, n: { N: '1234567' }, b: { B: base64(10) }, is: { BOOL: true } })).toBe(
    2 + 3 + (1 + 5) + (1 + 10) + (2 + 1),
  )
  expect(itemBytes({ phones: { SS: ['a', 'bc'] } })).toBe(6 + 3)
})

test('a write is billed by the kB and a read by 4 kB, and never for nothing', () => {
  expect([1, 1024, 1025].map((bytes) => writeUnits(anItem(Math.max(2, bytes))))).toEqual([1, 1, 2])
  expect([0, 4096, 4097].map(readUnits)).toEqual([1, 1, 2])
})

test('writes and deletions of a batch are billed one by one', () => {
  const meter = createMeter()
  const requests = [{ PutRequest: { Item: anItem(2000) } }, { DeleteRequest: { Key: anItem(20) } }]
  meter.called(call('dynamodb', 'BatchWriteItem'), () => ({ RequestItems: { Due: requests } }))
  meter.called(call('dynamodb', 'PutItem'), () => ({ Item: anItem(1500) }))
  expect(meter.usage()).toEqual({ ...noUsage, dynamoWriteUnits: 2 + 1 + 2 })
})

test('a key that is read is billed whether it leads to an item or not', () => {
  const meter = createMeter()
  const request = () => ({ RequestItems: { Presence: { Keys: [anItem(5), anItem(6), anItem(7)] } } })
  const answer = JSON.stringify({ Responses: { Presence: [anItem(5000)] } })
  meter.answered(call('dynamodb', 'BatchGetItem'), request, answer)
  meter.answered(call('dynamodb', 'GetItem'), () => ({}), '{}')
  meter.answered(call('dynamodb', 'Query'), () => ({}), JSON.stringify({ Items: [anItem(3000), anItem(3000)] }))
  expect(meter.usage()).toEqual({ ...noUsage, dynamoReadUnits: 2 + 2 + 1 + 2 })
})

test('records of the stream are rounded up to 1 kB, those for the archive to 5 kB', () => {
  const meter = createMeter()
  meter.called(call('kinesis', 'PutRecords'), () => ({ Records: [{ Data: base64(10) }, { Data: base64(1025) }] }))
  meter.called(call('firehose', 'PutRecordBatch'), () => ({ Records: [{ Data: base64(10) }, { Data: base64(5121) }] }))
  expect(meter.usage()).toEqual({ ...noUsage, kinesisBytes: 3 * 1024, firehoseBytes: 3 * 5120 })
})

test('a report is a message, a rule and an action; by Basic Ingest it is no message', () => {
  const meter = createMeter()
  meter.published('usher/v1/devices/d1/sightings', 5121)
  meter.published('$aws/rules/device_reports/usher/v1/devices/d1/sightings', 5121)
  meter.ruled(5121)
  expect(meter.usage()).toEqual({ ...noUsage, iotMessages: 2, iotRules: 2, iotActions: 2, kinesisBytes: 6 * 1024 })
})

test('a message to a phone is one in and one out, and its body is not read', () => {
  const meter = createMeter()
  meter.called(call('iotdata', 'Publish'), () => {
    throw new Error('not JSON of the API')
  })
  expect(meter.usage()).toEqual({ ...noUsage, iotMessages: 2 })
})

test('an invocation is billed by its time and memory, and for a queue for taking the messages from it', () => {
  const meter = createMeter()
  meter.invoked(99.2, 512, false)
  meter.invoked(900, 1024, true)
  meter.called(call('sqs', 'SendMessageBatch'), () => ({ Entries: [{ MessageBody: 'a' }, { MessageBody: 'b' }] }))
  meter.logged(12)
  expect(meter.usage()).toEqual({
    ...noUsage,
    lambdaRequests: 2,
    lambdaGbSeconds: 0.05 + 0.9,
    sqsRequests: 2 + 1,
    logBytes: 12,
  })
})
