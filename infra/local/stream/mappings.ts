import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { readBatchFailures } from '../batch-failures.ts'
import type { Clock, Invoke, Resource, Template } from '../contracts.ts'
import type { Deliver } from '../destinations.ts'
import { arnOfResource } from '../template/attributes.ts'
import { checkpointsIn } from './checkpoint.ts'
import { failedBatch, kinesisEvent } from './event.ts'
import type { LaneSettings } from './lane.ts'
import type { Stream } from './stream.ts'
import { type StreamReader, startStreamReader } from './stream-reader.ts'
import type { Streams } from './streams.ts'

/** Every event source mapping of the template that reads a stream, or a consumer of one. */
export type StreamMappings = {
  /** Resolves when everything that was put has been processed. */
  idle(): Promise<void>
  /** Lets running batches end; what was not processed is read again at the next start. */
  close(): Promise<void>
}

type MappingProperties = {
  EventSourceArn: string
  FunctionName: string
  Enabled?: boolean
  StartingPosition?: 'TRIM_HORIZON' | 'LATEST'
  BatchSize?: number
  MaximumBatchingWindowInSeconds?: number
  ParallelizationFactor?: number
  MaximumRecordAgeInSeconds?: number
  MaximumRetryAttempts?: number
  BisectBatchOnFunctionError?: boolean
  FunctionResponseTypes?: string[]
  DestinationConfig?: { OnFailure?: { Destination?: string } }
}

type Cloud = {
  template: Template
  clock: Clock
  streams: Streams
  invoke: Invoke
  deliver: Deliver
  folder: string
  /** A batch that failed, so that somebody can see why. */
  onFailure(functionName: string, error: Error): void
}

/** Connects the template's streams to its functions by push: a record is on its way to its function within a millisecond. */
export const connectStreams = (cloud: Cloud): StreamMappings => {
  const readers: StreamReader[] = []
  const waiting: (() => void)[] = []
  const isIdle = () => readers.every((reader) => reader.idle)
  const onIdle = () => {
    if (isIdle()) for (const resolve of waiting.splice(0)) resolve()
  }

  for (const mapping of cloud.template.ofType('AWS::Lambda::EventSourceMapping')) {
    const { EventSourceArn, Enabled = true } = mapping.properties as MappingProperties
    const stream = cloud.streams.find(streamArnOf(cloud.template, EventSourceArn))
    if (stream === undefined || !Enabled) continue
    readers.push(readStream(cloud, mapping, stream, onIdle))
  }

  return {
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close: async () => {
      await Promise.all(readers.map((reader) => reader.stop()))
    },
  }
}

/** A consumer's mapping reads the consumer's stream. */
const streamArnOf = (template: Template, sourceArn: string) => {
  const source = template.find(sourceArn)
  return source?.type === 'AWS::Kinesis::StreamConsumer' ? String(source.properties.StreamARN) : sourceArn
}

/** Lambda's defaults. Retries and age are without limit where the template says nothing or -1. */
const settingsOf = (properties: MappingProperties): LaneSettings => ({
  batchSize: properties.BatchSize ?? 100,
  windowInMillis: (properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
  maxAgeInMillis: unlimited(properties.MaximumRecordAgeInSeconds) * 1000,
  retries: unlimited(properties.MaximumRetryAttempts),
  bisect: properties.BisectBatchOnFunctionError ?? false,
})

const unlimited = (value = -1) => (value === -1 ? Number.POSITIVE_INFINITY : value)

const readStream = (cloud: Cloud, mapping: Resource, stream: Stream, onIdle: () => void) => {
  const { template, clock, invoke, deliver, folder, onFailure } = cloud
  const properties = mapping.properties as MappingProperties
  const fn = template.find(properties.FunctionName)
  if (fn === undefined)
    throw new Error(`${mapping.logicalId} maps to ${properties.FunctionName}, which the template does not have.`)
  const functionArn = arnOfResource(fn)
  const roleArn = String(fn.properties.Role)
  const partial = properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false
  const destination = properties.DestinationConfig?.OnFailure?.Destination

  return startStreamReader({
    stream,
    checkpoints: checkpointsIn(join(folder, stream.name, 'checkpoints', mapping.logicalId)),
    startingPosition: properties.StartingPosition ?? 'TRIM_HORIZON',
    parallelizationFactor: properties.ParallelizationFactor ?? 1,
    settings: settingsOf(properties),
    onIdle,
    workOn: (shard) => ({
      now: clock.now,
      at: clock.at,
      identifier: (record) => shard.sequenceNumber(record.number),
      handle: (records) =>
        invoke(functionArn, kinesisEvent(properties.EventSourceArn, roleArn, shard, records)).then(
          (answer) => {
            const identifiers = new Set(records.map((record) => shard.sequenceNumber(record.number)))
            return partial ? readBatchFailures(answer, identifiers) : new Set()
          },
          (error: unknown) => {
            onFailure(fn.logicalId, error instanceof Error ? error : new Error(String(error)))
            return 'all'
          },
        ),
      giveUp: async (records, why) => {
        if (destination === undefined) return
        const context = { requestId: randomUUID(), functionArn, now: clock.now() }
        await deliver(destination, {
          metadata: failedBatch({ stream, shard, records }, why, context),
          payload: kinesisEvent(properties.EventSourceArn, roleArn, shard, records),
          source: `${mapping.logicalId}/${shard.id}`,
        })
      },
    }),
  })
}
