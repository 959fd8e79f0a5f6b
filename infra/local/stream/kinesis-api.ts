import { ApiError, unknownOperation } from '../api-error.ts'
import { account } from '../aws.ts'
import type { Clock } from '../contracts.ts'
import type { JsonService } from '../endpoint.ts'
import { hashKeyOf, hashRange } from './partition.ts'
import { createShardQuotas } from './shard-quotas.ts'
import { placeOf, recordOf, type Shard, type Stream, type Streams } from './streams.ts'

type Entry = { Data: string; PartitionKey: string; ExplicitHashKey?: string }
type Body = {
  StreamName?: string
  StreamARN?: string
  Records?: Entry[]
  ShardId?: string
  ShardIterator?: string
  ShardIteratorType?: string
  StartingSequenceNumber?: string
  Timestamp?: number
  Limit?: number
} & Partial<Entry>

const maxRecords = 500
const maxRecordBytes = 1024 * 1024
const maxRequestBytes = 5 * 1024 * 1024

/** Kinesis' API over the template's streams: putting records, and what tools need to look at them. */
export const kinesisApi = (streams: Streams, clock: Clock): JsonService => {
  const streamOf = ({ StreamName, StreamARN }: Body): Stream => {
    const name = StreamARN ?? StreamName ?? ''
    const stream = streams.find(name)
    if (stream === undefined) throw new ApiError('ResourceNotFoundException', `Stream ${name} under account not found.`)
    return stream
  }

  const admit = createShardQuotas(clock)

  const putAll = (stream: Stream, entries: readonly Entry[]) => {
    const answers: object[] = []
    const byShard = Map.groupBy(
      entries.map((entry, i) => ({ entry, i })),
      ({ entry }) =>
        placeOf(
          stream,
          entry.ExplicitHashKey === undefined ? hashKeyOf(entry.PartitionKey) : BigInt(entry.ExplicitHashKey),
        ),
    )
    let failed = 0
    for (const [shard, all] of byShard) {
      const { placed = [], excess = [] } = Object.groupBy(all, ({ entry }) =>
        admit(shard, Buffer.byteLength(entry.Data, 'base64')) ? 'placed' : 'excess',
      )
      failed += excess.length
      for (const { i } of excess) answers[i] = throttled(stream, shard)
      if (placed.length === 0) continue
      try {
        const incoming = placed.map(({ entry }) => ({ partitionKey: entry.PartitionKey, data: entry.Data }))
        const records = shard.log.append(incoming, clock.now())
        for (const [j, { i }] of placed.entries()) {
          answers[i] = { ShardId: shard.id, SequenceNumber: shard.sequenceNumber(records[j]?.number ?? 0) }
        }
      } catch (error) {
        failed += placed.length
        for (const { i } of placed) answers[i] = { ErrorCode: 'InternalFailure', ErrorMessage: String(error) }
      }
    }
    return { FailedRecordCount: failed, Records: answers }
  }

  const actions: Readonly<Record<string, (body: Body) => unknown>> = {
    PutRecord(body) {
      const stream = streamOf(body)
      const [answer = {}] = putAll(stream, [checked(body)]).Records
      const { ErrorCode, ErrorMessage } = answer as Partial<Failure>
      if (ErrorCode === throughputExceeded) throw new ApiError(ErrorCode, ErrorMessage ?? '')
      if (ErrorCode !== undefined) throw new Error(ErrorMessage)
      return answer
    },
    PutRecords(body) {
      const entries = (body.Records ?? []).map(checked)
      if (entries.length === 0 || entries.length > maxRecords) {
        throw invalid(`PutRecords takes 1 to ${maxRecords} records, not ${entries.length}.`)
      }
      const bytes = entries.reduce(
        (sum, { Data, PartitionKey }) => sum + Buffer.byteLength(Data, 'base64') + PartitionKey.length,
        0,
      )
      if (bytes > maxRequestBytes) throw invalid(`PutRecords takes at most ${maxRequestBytes} bytes in all.`)
      return putAll(streamOf(body), entries)
    },
    DescribeStream: (body) => ({
      StreamDescription: { ...describe(streamOf(body)), Shards: shardsOf(streamOf(body)) },
    }),
    DescribeStreamSummary: (body) => ({
      StreamDescriptionSummary: { ...describe(streamOf(body)), OpenShardCount: streamOf(body).shards.length },
    }),
    ListShards: (body) => ({ Shards: shardsOf(streamOf(body)) }),
    ListStreams: () => ({ StreamNames: streams.all.map(({ name }) => name), HasMoreStreams: false }),
    GetShardIterator(body) {
      const stream = streamOf(body)
      const shard = stream.shards.find(({ id }) => id === body.ShardId)
      if (shard === undefined)
        throw new ApiError('ResourceNotFoundException', `${stream.name} has no shard ${body.ShardId}.`)
      return { ShardIterator: `${stream.name}/${shard.index}/${startOf(shard, body)}` }
    },
    GetRecords({ ShardIterator = '', Limit = 1000 }) {
      const [name = '', index, start] = ShardIterator.split('/')
      const shard = streams.find(name)?.shards[Number(index)]
      if (shard === undefined)
        throw new ApiError('InvalidArgumentException', `${ShardIterator} is no iterator of ours.`)
      const records = shard.log.read(Number(start), Limit)
      const next = (records.at(-1)?.number ?? Number(start) - 1) + 1
      return {
        NextShardIterator: `${name}/${index}/${next}`,
        MillisBehindLatest: next < shard.log.next ? Math.max(0, clock.now() - (records.at(-1)?.arrivedAt ?? 0)) : 0,
        Records: records.map(({ number, arrivedAt, partitionKey, data }) => ({
          SequenceNumber: shard.sequenceNumber(number),
          ApproximateArrivalTimestamp: arrivedAt / 1000,
          PartitionKey: partitionKey,
          Data: data,
        })),
      }
    },
  }

  return (action, body) => {
    const handle = actions[action]
    if (handle === undefined) throw unknownOperation('Kinesis', action)
    return handle(body as Body)
  }
}

type Failure = { ErrorCode: string; ErrorMessage: string }

const throughputExceeded = 'ProvisionedThroughputExceededException'

const throttled = (stream: Stream, { id }: Shard): Failure => ({
  ErrorCode: throughputExceeded,
  ErrorMessage: `Rate exceeded for shard ${id} in stream ${stream.name} under account ${account}.`,
})

const invalid = (message: string) => new ApiError('ValidationException', message)

const checked = ({ Data, PartitionKey, ExplicitHashKey }: Partial<Entry>): Entry => {
  if (typeof Data !== 'string') throw invalid('A record needs Data.')
  if (typeof PartitionKey !== 'string' || PartitionKey.length === 0 || PartitionKey.length > 256) {
    throw invalid(`A partition key has 1 to 256 characters: ${JSON.stringify(PartitionKey)} has not.`)
  }
  if (Buffer.byteLength(Data, 'base64') > maxRecordBytes)
    throw invalid(`A record's data has at most ${maxRecordBytes} bytes.`)
  return { Data, PartitionKey, ...(ExplicitHashKey !== undefined && { ExplicitHashKey }) }
}

/** The number of the record that an iterator starts at. */
const startOf = ({ log }: Shard, { ShardIteratorType, StartingSequenceNumber = '', Timestamp = 0 }: Body): number => {
  if (ShardIteratorType === 'TRIM_HORIZON') return log.oldest
  if (ShardIteratorType === 'LATEST') return log.next
  if (ShardIteratorType === 'AT_TIMESTAMP') return firstSince(log, Timestamp * 1000)
  const record = recordOf(StartingSequenceNumber)
  if (Number.isNaN(record))
    throw new ApiError('InvalidArgumentException', `${StartingSequenceNumber} is no sequence number of ours.`)
  return ShardIteratorType === 'AFTER_SEQUENCE_NUMBER' ? record + 1 : record
}

const firstSince = (log: Shard['log'], time: number): number => {
  let number = log.oldest
  for (let records = log.read(number, 1000); records.length > 0; records = log.read(number, 1000)) {
    const found = records.find(({ arrivedAt }) => arrivedAt >= time)
    if (found !== undefined) return found.number
    number = (records.at(-1)?.number ?? number) + 1
  }
  return number
}

const describe = ({ name, arn, createdAt }: Stream) => ({
  StreamName: name,
  StreamARN: arn,
  StreamStatus: 'ACTIVE',
  RetentionPeriodHours: 24,
  StreamCreationTimestamp: createdAt / 1000,
  EnhancedMonitoring: [],
  HasMoreShards: false,
})

const shardsOf = ({ shards }: Stream) =>
  shards.map((shard) => {
    const { start, end } = hashRange(shard.index, shards.length)
    return {
      ShardId: shard.id,
      HashKeyRange: { StartingHashKey: String(start), EndingHashKey: String(end) },
      SequenceNumberRange: { StartingSequenceNumber: shard.sequenceNumber(1) },
    }
  })
