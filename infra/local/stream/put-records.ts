import { ApiError } from '../api-error.ts'
import { account } from '../aws.ts'
import type { Clock } from '../contracts.ts'
import { hashKeyOf, lastHashKey } from './partition.ts'
import { createShardQuotas } from './shard-quotas.ts'
import type { Shard, Stream } from './stream.ts'

/** A record as a request has it; `Data` is base64. */
export type Entry = { Data: string; PartitionKey: string; ExplicitHashKey?: string }

export type Put = { ShardId: string; SequenceNumber: string } | { ErrorCode: string; ErrorMessage: string }

export const throughputExceeded = 'ProvisionedThroughputExceededException'

const maxRecordBytes = 1024 * 1024
const maxRequestBytes = 5 * 1024 * 1024

/** Puts records, each where its hash key belongs. Throws for a request that no retry mends; of the rest, some may fail alone. */
export const createPuts = (clock: Clock) => {
  const admit = createShardQuotas(clock)

  const append = (stream: Stream, shard: Shard, entries: readonly Entry[]): Put[] => {
    const admitted = entries.map((entry) => admit(shard, bytesOf(entry)))
    const taken = entries.filter((_, i) => admitted[i])
    const put = taken.length > 0 ? appendAll(shard, taken) : []
    return admitted.map((isAdmitted) => (isAdmitted ? (put.shift() as Put) : throttled(stream, shard)))
  }

  const appendAll = (shard: Shard, entries: readonly Entry[]): Put[] => {
    try {
      const records = shard.log.append(
        entries.map(({ PartitionKey, Data }) => ({ partitionKey: PartitionKey, data: Data })),
        clock.now(),
      )
      return records.map(({ number }) => ({ ShardId: shard.id, SequenceNumber: shard.sequenceNumber(number) }))
    } catch (error) {
      return entries.map(() => ({ ErrorCode: 'InternalFailure', ErrorMessage: String(error) }))
    }
  }

  return (stream: Stream, entries: readonly Entry[]): Put[] => {
    checkSizes(entries)
    const places = entries.map((entry) => stream.place(placeKeyOf(entry)))
    const answers: Put[] = []
    for (const [shard, indexes] of Map.groupBy(entries.keys(), (i) => places[i] as Shard)) {
      const put = append(
        stream,
        shard,
        indexes.map((i) => entries[i] as Entry),
      )
      for (const [j, i] of indexes.entries()) answers[i] = put[j] as Put
    }
    return answers
  }
}

/** A record's size is its data and its key together, as the API's reference has it. */
const bytesOf = ({ Data, PartitionKey }: Entry) => Buffer.byteLength(Data, 'base64') + Buffer.byteLength(PartitionKey)

const checkSizes = (entries: readonly Entry[]) => {
  const sizes = entries.map(bytesOf)
  const largest = Math.max(...sizes)
  if (largest > maxRecordBytes)
    throw invalid(`A record has at most ${maxRecordBytes} bytes with its partition key, not ${largest}.`)
  if (sizes.reduce((sum, size) => sum + size, 0) > maxRequestBytes) throw invalid('Records size exceeds 5 MB limit')
}

const placeKeyOf = ({ PartitionKey, ExplicitHashKey }: Entry): bigint => {
  const hashKey = ExplicitHashKey === undefined ? hashKeyOf(PartitionKey) : BigInt(ExplicitHashKey)
  if (hashKey <= lastHashKey) return hashKey
  throw invalid(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
  )
}

const throttled = ({ name }: Stream, { id }: Shard): Put => ({
  ErrorCode: throughputExceeded,
  ErrorMessage: `Rate exceeded for shard ${id} in stream ${name} under account ${account}.`,
})

const invalid = (message: string) => new ApiError('InvalidArgumentException', message)
