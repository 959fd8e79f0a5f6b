import type { KinesisStreamEvent } from 'aws-lambda'
import { beforeEach, expect, test } from 'vitest'
import { streamHandler } from '#shared/lambda/stream.ts'
import type { Failure } from '#shared/use-cases/engage-visitors.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { at } from '#test/support/builders.ts'
import { lambdaContext } from './http-event.ts'
import { printed } from './printed.ts'

let lines: ReturnType<typeof printed>['lines']
beforeEach(() => {
  lines = printed().lines
})

const event = (...sequences: readonly string[]): KinesisStreamEvent => ({
  Records: sequences.map((sequenceNumber) => ({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'device:phone-1',
      sequenceNumber,
      data: Buffer.from(`record ${sequenceNumber}`).toString('base64'),
      approximateArrivalTimestamp: at(60) / 1000 + 0.0404,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/engage',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:000000000000:stream/events',
  })),
})

test('records are handed in with their order, mailbox, bytes and time of arrival in whole milliseconds', async () => {
  const seen: StreamedRecord[] = []
  const handler = streamHandler(async (records) => {
    seen.push(...records)
    return []
  })
  expect(await handler(event('1', '2'), lambdaContext)).toEqual({ batchItemFailures: [] })
  expect(seen).toEqual(
    ['1', '2'].map((sequence) => ({
      sequence,
      partitionKey: 'device:phone-1',
      arrivedAt: at(60) + 40,
      data: Buffer.from(`record ${sequence}`),
    })),
  )
})

test('every mailbox that failed is a failure of its first record', async () => {
  const failures: Failure[] = ['2', '1'].map((sequence) => ({
    mailbox: `device:${sequence}`,
    sequence,
    error: new Error('away'),
  }))
  const handler = streamHandler(async () => failures)
  expect(await handler(event('1', '2', '3'), lambdaContext)).toEqual({
    batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '1' }],
  })
  const failed = lines.filter(({ message }) => message === 'a mailbox stopped and will be tried again')
  expect(failed.map(({ mailbox, sequence, error }) => [mailbox, sequence, error])).toEqual(
    ['2', '1'].map((n) => [`device:${n}`, n, expect.objectContaining({ name: 'Error', message: 'away' })]),
  )
  expect(lines.filter(({ _aws }) => _aws)).toEqual([expect.objectContaining({ Records: 3, BatchItemFailures: 2 })])
})

test('an outage that concerns them all rejects, so that the whole batch comes again', async () => {
  const handler = streamHandler(async () => {
    throw new Error('throttled')
  })
  await expect(handler(event('1'), lambdaContext)).rejects.toThrow('throttled')
})
