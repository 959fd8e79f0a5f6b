import { join } from 'node:path'
import type { Clock, Resource, Template } from '../contracts.ts'
import { arnOfResource, nameOf } from '../template/attributes.ts'
import { hashKeyOf } from './partition.ts'
import { openStream, type Stream } from './stream.ts'

export type Streams = {
  readonly all: readonly Stream[]
  /** A stream by name or ARN. */
  find(reference: string): Stream | undefined
  /** Appends one record. Throws when the stream is unknown or its log can't be written. */
  put(stream: string, partitionKey: string, data: Uint8Array): { shardId: string; sequenceNumber: string }
  close(): void
}

type StreamProperties = { ShardCount?: number; StreamModeDetails?: { StreamMode?: string } }

/** What an on-demand stream starts with on AWS. */
const onDemandShards = 4

/**
 * The template's streams, kept under `folder`/<name>/<shard>. The template says how many shards a stream starts with;
 * from there on it changes by splits and merges only, because a record's place depends on it.
 */
export const openStreams = ({
  template,
  clock,
  folder,
}: {
  template: Template
  clock: Clock
  folder: string
}): Streams => {
  const open = (resource: Resource): Stream => {
    const name = nameOf(resource)
    const { ShardCount, StreamModeDetails } = resource.properties as StreamProperties
    const onDemand = StreamModeDetails?.StreamMode === 'ON_DEMAND'
    const shardCount = onDemand ? onDemandShards : (ShardCount ?? 1)
    return openStream({ name, arn: arnOfResource(resource), onDemand, shardCount, clock, folder: join(folder, name) })
  }
  const all = template.ofType('AWS::Kinesis::Stream').map(open)
  const byReference = new Map(all.flatMap((stream) => [[stream.name, stream] as const, [stream.arn, stream] as const]))

  return {
    all,
    find: (reference) => byReference.get(reference),
    put(reference, partitionKey, data) {
      const stream = byReference.get(reference)
      if (stream === undefined) throw new Error(`The template has no stream ${reference}.`)
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
      const shard = stream.place(hashKeyOf(partitionKey))
      const [record] = shard.log.append([{ partitionKey, data: text }], clock.now())
      return { shardId: shard.id, sequenceNumber: shard.sequenceNumber(record?.number ?? 0) }
    },
    close() {
      for (const stream of all) stream.close()
    },
  }
}
