import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KinesisStreamEvent } from 'aws-lambda'
import { createClock } from '#infra/local/clock.ts'
import type { Invoke } from '#infra/local/contracts.ts'
import { createDestinations } from '#infra/local/destinations.ts'
import { connectStreams } from '#infra/local/stream/mappings.ts'
import { openStreams } from '#infra/local/stream/streams.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'

const source = { 'Fn::GetAtt': ['Consumer', 'ConsumerARN'] }

/** A stream, of one shard unless told otherwise, mapped to a function that answers as the test says. */
export const aMapping = (
  mapping: object,
  folder = tempFolder(),
  invoke?: Invoke,
  ShardCount = 1,
  startAt = 1_700_000_000_000,
) => {
  const template = aTemplate({
    handlers: { Engage: 'export const handler = async () => ({})' },
    functions: { Engage: { Role: 'arn:role' } },
    resources: {
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events', ShardCount } },
      Consumer: {
        Type: 'AWS::Kinesis::StreamConsumer',
        Properties: { ConsumerName: 'engage', StreamARN: { 'Fn::GetAtt': ['Events', 'Arn'] } },
      },
      Failures: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'failures' } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: source,
          FunctionName: { Ref: 'Engage' },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ...mapping,
        },
      },
    },
  })
  const clock = closing(createClock({ startAt }))
  clock.pause()
  const streams = closing(openStreams({ template, clock, folder: join(folder, 'streams') }))
  const batches: string[][] = []
  const events: KinesisStreamEvent[] = []
  let answer: (batch: string[], event: KinesisStreamEvent) => unknown = () => ({ batchItemFailures: [] })
  const record: Invoke = async (_, event) => {
    const kinesis = event as KinesisStreamEvent
    const batch = kinesis.Records.map(({ kinesis: { data } }) => Buffer.from(data, 'base64').toString())
    batches.push(batch)
    events.push(kinesis)
    return answer(batch, kinesis)
  }
  const deliver = createDestinations({ template, clock, folder: join(folder, 's3'), sendToQueue: () => undefined })
  const connect = () =>
    closing(
      connectStreams({
        template,
        clock,
        streams,
        invoke: invoke ?? record,
        deliver,
        folder: join(folder, 'streams'),
        onFailure: () => undefined,
      }),
    )
  const put = (word: string, key = 'device:a') => streams.put('events', key, new TextEncoder().encode(word))
  const failures = () => {
    const files = readdirSync(join(folder, 's3'), { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    )
    return files.map((file) => JSON.parse(readFileSync(join(file.parentPath, file.name), 'utf8')))
  }
  const answers = (next: typeof answer) => {
    answer = next
  }
  return { clock, streams, batches, events, connect, put, failures, answers, template, folder }
}

/** An answer that reports the records with these words as failed. */
export const failing = (event: KinesisStreamEvent, ...words: string[]) => ({
  batchItemFailures: event.Records.filter(({ kinesis }) =>
    words.includes(Buffer.from(kinesis.data, 'base64').toString()),
  ).map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })),
})
