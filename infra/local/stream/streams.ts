import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Resource, Template } from '../contracts.ts'
import { replaceFile } from '../files/replace-file.ts'
import { arnOfResource, nameOf } from '../template/attributes.ts'
import { hashKeyOf, shardIdOf, shardOf } from './partition.ts'
import { openShardLog, type ShardLog } from './shard-log.ts'

export type Shard = { id: string; index: number; log: ShardLog; sequenceNumber(record: number): string }
export type Stream = { name: string; arn: string; createdAt: number; shards: readonly Shard[] }

export type Streams = {
  readonly all: readonly Stream[]
  /** A stream by name or ARN. */
  find(reference: string): Stream | undefined
  /** Appends one record. Throws when the stream is unknown or its log can't be written. */
  put(stream: string, partitionKey: string, data: Uint8Array): { shardId: string; sequenceNumber: string }
  close(): void
}

/** What an on-demand stream starts with on AWS. */
const onDemandShards = 4

/**
 * The template's streams, kept under `folder`/<name>/<shard>. A stream keeps the number of shards that it was made with,
 * because a record's place depends on it; to change it, remove its folder.
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
  const all = template.ofType('AWS::Kinesis::Stream').map((resource) => openStream(resource, clock, folder))
  const byReference = new Map(all.flatMap((stream) => [[stream.name, stream] as const, [stream.arn, stream] as const]))

  return {
    all,
    find: (reference) => byReference.get(reference),
    put(reference, partitionKey, data) {
      const stream = byReference.get(reference)
      if (stream === undefined) throw new Error(`The template has no stream ${reference}.`)
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
      const shard = placeOf(stream, hashKeyOf(partitionKey))
      const [record] = shard.log.append([{ partitionKey, data: text }], clock.now())
      return { shardId: shard.id, sequenceNumber: shard.sequenceNumber(record?.number ?? 0) }
    },
    close() {
      for (const { shards } of all) for (const { log } of shards) log.close()
    },
  }
}

/** The shard of a stream that owns a hash key. */
export const placeOf = ({ shards }: Stream, hashKey: bigint): Shard => shards[shardOf(hashKey, shards.length)] as Shard

const openStream = (resource: Resource, clock: Clock, folder: string): Stream => {
  const name = nameOf(resource)
  const { ShardCount, StreamModeDetails } = resource.properties as {
    ShardCount?: number
    StreamModeDetails?: { StreamMode?: string }
  }
  const wanted = StreamModeDetails?.StreamMode === 'ON_DEMAND' ? onDemandShards : (ShardCount ?? 1)
  const { createdAt, shardCount } = readOrCreate(join(folder, name), { createdAt: clock.now(), shardCount: wanted })
  const shards = Array.from({ length: shardCount }, (_, index): Shard => {
    const id = shardIdOf(index)
    const log = openShardLog(join(folder, name, id), clock.now())
    return { id, index, log, sequenceNumber: (record) => sequenceNumber(createdAt, index, record) }
  })
  return { name, arn: arnOfResource(resource), createdAt, shards }
}

const readOrCreate = (folder: string, made: { createdAt: number; shardCount: number }): typeof made => {
  const path = join(folder, 'stream.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as typeof made
  replaceFile(path, JSON.stringify(made))
  return made
}

/** 56 digits, as Kinesis' are: they sort as numbers and as text, and differ between streams, shards and restarts. */
const sequenceNumber = (createdAt: number, shard: number, record: number) =>
  `49${String(createdAt).padStart(15, '0')}${String(record).padStart(33, '0')}${String(shard).padStart(6, '0')}`

/** The record that a sequence number stands for within its shard; NaN if it is none of ours. */
export const recordOf = (text: string): number => (/^49\d{54}$/.test(text) ? Number(text.slice(17, 50)) : Number.NaN)
