import { ApiError, unknownOperation } from '../api-error.ts'
import { account } from '../aws.ts'
import type { Clock } from '../contracts.ts'
import type { JsonService } from '../endpoint.ts'
import { checkShape } from './constraints.ts'
import { childrenOf, describeShard, describeStream, pageOf } from './describe.ts'
import { readIterator, startOf, writeIterator } from './iterators.ts'
import { shardIdOf, shardIndexOf } from './partition.ts'
import { createPuts, type Entry, throughputExceeded } from './put-records.ts'
import { createResharding } from './reshard.ts'
import type { LogRecord } from './segment.ts'
import { readSequence } from './sequence.ts'
import { shapes } from './shapes.ts'
import type { Shard, Stream } from './stream.ts'
import type { Streams } from './streams.ts'

/** A request whose shape is checked: what it must have, it has. */
type Body = Entry & {
  StreamName: string
  StreamARN?: string
  Records: Entry[]
  ShardId: string
  ShardIterator: string
  ShardIteratorType?: string
  StartingSequenceNumber?: string
  SequenceNumberForOrdering?: string
  Timestamp?: number
  Limit?: number
  MaxResults?: number
  NextToken?: string
  ExclusiveStartShardId?: string
  ExclusiveStartStreamName?: string
  ShardFilter?: object
  ShardToSplit: string
  NewStartingHashKey: string
  ShardToMerge: string
  AdjacentShardToMerge: string
}

const shardsPerDescription = 100
const shardsPerList = 1_000
const streamsPerList = 100
const maxRecordsPerGet = 10_000
const maxBytesPerGet = 10 * 1024 * 1024

/** Kinesis' API over the template's streams: putting and reading records, and splitting and merging shards. */
export const kinesisApi = (streams: Streams, clock: Clock): JsonService => {
  const put = createPuts(clock)
  const resharding = createResharding()

  const streamOf = ({ StreamName }: Body): Stream => {
    const stream = streams.find(StreamName)
    if (stream === undefined) throw notFound(`Stream ${StreamName} under account ${account} not found.`)
    return stream
  }

  const shardOf = (streamName: string, index: number) => {
    const stream = streams.find(streamName)
    const shard = stream?.shards.find((one) => one.index === index)
    if (stream !== undefined && shard !== undefined) return { stream, shard }
    throw notFound(`Shard ${shardIdOf(index)} in stream ${streamName} under account ${account} does not exist`)
  }

  const actions: Readonly<Record<string, (body: Body) => unknown>> = {
    PutRecord(body) {
      const stream = streamOf(body)
      checkOrdering(stream, body.SequenceNumberForOrdering)
      const [answer] = put(stream, [body])
      if (answer === undefined || !('ErrorCode' in answer)) return answer
      if (answer.ErrorCode === throughputExceeded) throw new ApiError(answer.ErrorCode, answer.ErrorMessage)
      throw new Error(answer.ErrorMessage)
    },
    PutRecords(body) {
      const Records = put(streamOf(body), body.Records)
      return { FailedRecordCount: Records.filter((record) => 'ErrorCode' in record).length, Records }
    },
    DescribeStream(body) {
      const stream = streamOf(body)
      const { Limit: limit = shardsPerDescription, ExclusiveStartShardId: after } = body
      const { page, hasMore } = pageOf(stream.shards, ({ id }) => id, { after, limit })
      const description = describeStream(stream, resharding.statusOf(stream))
      return { StreamDescription: { ...description, Shards: page.map(describeShard), HasMoreShards: hasMore } }
    },
    DescribeStreamSummary(body) {
      const stream = streamOf(body)
      const OpenShardCount = stream.shards.filter(({ closedAt }) => closedAt === undefined).length
      const description = describeStream(stream, resharding.statusOf(stream))
      return { StreamDescriptionSummary: { ...description, OpenShardCount, ConsumerCount: 0 } }
    },
    ListShards(body) {
      const { StreamName, NextToken, ExclusiveStartShardId, MaxResults: limit = shardsPerList } = body
      if (body.ShardFilter !== undefined) throw invalid('The laptop lists all shards: it knows no ShardFilter.')
      if (!StreamName && !NextToken) throw invalid('Either NextToken or StreamName should be provided.')
      if (StreamName && NextToken) throw invalid('NextToken and StreamName cannot be provided together.')
      const [name = '', after = ExclusiveStartShardId] = NextToken ? readToken(NextToken) : [StreamName]
      const { page, hasMore } = pageOf(streamOf({ ...body, StreamName: name }).shards, ({ id }) => id, { after, limit })
      return {
        Shards: page.map(describeShard),
        ...(hasMore && { NextToken: Buffer.from(`${name}/${page.at(-1)?.id}`).toString('base64') }),
      }
    },
    ListStreams({ ExclusiveStartStreamName: after, Limit: limit = streamsPerList }) {
      const names = streams.all.map(({ name }) => name).sort()
      const { page, hasMore } = pageOf(names, (name) => name, { after, limit })
      return { StreamNames: page, HasMoreStreams: hasMore }
    },
    GetShardIterator(body) {
      const index = shardIndexOf(body.ShardId)
      if (index === undefined) {
        throw notFound(`Could not find shard ${body.ShardId} in stream ${body.StreamName} under account ${account}.`)
      }
      const { stream, shard } = shardOf(body.StreamName, index)
      const record = startOf(stream, shard, body, clock.now())
      return { ShardIterator: writeIterator({ stream: stream.name, shard: index, record, madeAt: clock.now() }) }
    },
    GetRecords({ ShardIterator, Limit = maxRecordsPerGet }) {
      const iterator = readIterator(ShardIterator, clock.now())
      const { stream, shard } = shardOf(iterator.stream, iterator.shard)
      const records = withinBytes(shard.log.read(iterator.record, Limit), maxBytesPerGet)
      const next = (records.at(-1)?.number ?? iterator.record - 1) + 1
      const atEnd = shard.closedAt !== undefined && next >= shard.log.next
      return {
        ...(atEnd
          ? { ChildShards: childrenOf(stream, shard) }
          : { NextShardIterator: writeIterator({ ...iterator, record: next, madeAt: clock.now() }) }),
        MillisBehindLatest: next < shard.log.next ? Math.max(0, clock.now() - (records.at(-1)?.arrivedAt ?? 0)) : 0,
        Records: records.map((record) => recordIn(shard, record)),
      }
    },
    SplitShard: (body) => resharding.split(streamOf(body), body.ShardToSplit, body.NewStartingHashKey),
    MergeShards: (body) => resharding.merge(streamOf(body), body.ShardToMerge, body.AdjacentShardToMerge),
  }

  return (action, request) => {
    const handle = actions[action]
    if (handle === undefined) throw unknownOperation('Kinesis', action)
    const body = withName(request)
    checkShape(body, shapes[action] ?? {})
    return handle(body as Body)
  }
}

/** A stream may be told by its ARN as well. */
const withName = (body: Record<string, unknown>) =>
  typeof body.StreamARN === 'string' && body.StreamName === undefined
    ? { ...body, StreamName: body.StreamARN.slice(body.StreamARN.lastIndexOf('/') + 1) }
    : body

/** A shard gives out numbers that only grow: what came before needs no more than to be a number. */
const checkOrdering = ({ name }: Stream, sequence: string | undefined) => {
  if (sequence === undefined || readSequence(sequence) !== undefined) return
  throw invalid(
    `ExclusiveMinimumSequenceNumber ${sequence} used in PutRecord on stream ${name} under account ${account} is invalid.`,
  )
}

const recordIn = (shard: Shard, { number, arrivedAt, partitionKey, data }: LogRecord) => ({
  SequenceNumber: shard.sequenceNumber(number),
  ApproximateArrivalTimestamp: arrivedAt / 1000,
  PartitionKey: partitionKey,
  Data: data,
})

/** At least one record, and as many more as one answer may carry. */
const withinBytes = (records: readonly LogRecord[], maxBytes: number): readonly LogRecord[] => {
  let bytes = 0
  const end = records.findIndex(({ data }, i) => {
    bytes += Buffer.byteLength(data, 'base64')
    return bytes > maxBytes && i > 0
  })
  return end < 0 ? records : records.slice(0, end)
}

const readToken = (token: string): [string, string] => {
  const [, name, after] = /^([\w.-]+)\/(shardId-\d{12})$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  if (name === undefined || after === undefined) throw invalid('Invalid NextToken.')
  return [name, after]
}

const notFound = (message: string) => new ApiError('ResourceNotFoundException', message)
const invalid = (message: string) => new ApiError('InvalidArgumentException', message)
