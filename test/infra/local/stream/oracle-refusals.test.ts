import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis'
import { expect, test } from 'vitest'
import { bytes, expectSame, type Request } from './two-sides.ts'

type Refusal = readonly [what: string, errorName: string, request: Request]

const StreamName = 'events'
const Data = bytes('x')
const put = (input: object) => new PutRecordCommand({ StreamName, PartitionKey: 'k', Data, ...input })
const putAll = (...Records: object[]) => new PutRecordsCommand({ StreamName, Records: Records as never })
const iterator = (input: object) =>
  new GetShardIteratorCommand({
    StreamName,
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
    ...input,
  })
const split = (input: object) =>
  new SplitShardCommand({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '100', ...input })
const merge = (lower: string, higher: string) =>
  new MergeShardsCommand({ StreamName, ShardToMerge: lower, AdjacentShardToMerge: higher })
const none = undefined as unknown as string
const numbers = (length: number) => '9'.repeat(length)

const refusals: readonly Refusal[] = [
  ['a record without data', 'ValidationException', put({ Data: undefined })],
  ['a record without a key', 'ValidationException', put({ PartitionKey: undefined })],
  ['an empty key', 'ValidationException', put({ PartitionKey: '' })],
  ['a key of 257 characters', 'ValidationException', put({ PartitionKey: 'k'.repeat(257) })],
  ['data of more than 1 MiB', 'ValidationException', put({ Data: Buffer.alloc(1024 * 1024 + 1) })],
  ['a hash key that is no number', 'ValidationException', put({ ExplicitHashKey: 'abc' })],
  ['a hash key of 2^128', 'InvalidArgumentException', put({ ExplicitHashKey: String(2n ** 128n) })],
  ['an ordering number that is no number', 'ValidationException', put({ SequenceNumberForOrdering: 'last' })],
  ['an ordering number of nobody', 'InvalidArgumentException', put({ SequenceNumberForOrdering: numbers(60) })],
  ['a stream that is not there', 'ResourceNotFoundException', put({ StreamName: 'nobody' })],
  ['a put without a stream', 'ValidationException', put({ StreamName: undefined })],
  ['a stream name with a space', 'ValidationException', put({ StreamName: 'no body' })],
  ['a stream name of 129 characters', 'ValidationException', put({ StreamName: 'n'.repeat(129) })],
  ['two faults at once', 'ValidationException', put({ PartitionKey: '', StreamName: 'no body' })],
  ['no records', 'ValidationException', putAll()],
  ['501 records', 'ValidationException', putAll(...Array(501).fill({ PartitionKey: 'k', Data }))],
  [
    'a bad record among good ones',
    'ValidationException',
    putAll({ PartitionKey: 'k', Data }, { PartitionKey: '', Data }),
  ],
  ['a record of nothing', 'ValidationException', putAll({})],
  ['more than ten faults', 'ValidationException', putAll(...Array(12).fill({ PartitionKey: '', Data }))],
  [
    'records with a bad hash key',
    'InvalidArgumentException',
    putAll({ PartitionKey: 'k', Data, ExplicitHashKey: numbers(39) }),
  ],
  [
    'records for a stream that is not there',
    'ResourceNotFoundException',
    new PutRecordsCommand({ StreamName: 'nobody', Records: [{ PartitionKey: 'k', Data }] }),
  ],
  ['a description of nobody', 'ResourceNotFoundException', new DescribeStreamCommand({ StreamName: 'nobody' })],
  ['a description with Limit 0', 'ValidationException', new DescribeStreamCommand({ StreamName, Limit: 0 })],
  ['a description with Limit 10,001', 'ValidationException', new DescribeStreamCommand({ StreamName, Limit: 10_001 })],
  ['a summary of nobody', 'ResourceNotFoundException', new DescribeStreamSummaryCommand({ StreamName: 'nobody' })],
  ['shards of nobody', 'ResourceNotFoundException', new ListShardsCommand({ StreamName: 'nobody' })],
  ['shards of no stream', 'InvalidArgumentException', new ListShardsCommand({})],
  ['a name and a token', 'InvalidArgumentException', new ListShardsCommand({ StreamName, NextToken: 'x' })],
  ['MaxResults 0', 'ValidationException', new ListShardsCommand({ StreamName, MaxResults: 0 })],
  ['an iterator of an unknown kind', 'ValidationException', iterator({ ShardIteratorType: 'NEWEST' })],
  ['an iterator without a kind', 'ValidationException', iterator({ ShardIteratorType: undefined })],
  ['an iterator without a shard', 'ValidationException', iterator({ ShardId: undefined })],
  [
    'an iterator of a shard that is not there',
    'ResourceNotFoundException',
    iterator({ ShardId: 'shardId-000000000009' }),
  ],
  ['an iterator of no shard at all', 'ResourceNotFoundException', iterator({ ShardId: 'abc' })],
  ['an iterator of a stream that is not there', 'ResourceNotFoundException', iterator({ StreamName: 'nobody' })],
  ['AT_SEQUENCE_NUMBER without one', 'InvalidArgumentException', iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER' })],
  [
    'AFTER_SEQUENCE_NUMBER without one',
    'InvalidArgumentException',
    iterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }),
  ],
  ['TRIM_HORIZON with a number', 'InvalidArgumentException', iterator({ StartingSequenceNumber: '5' })],
  [
    'LATEST with a number',
    'InvalidArgumentException',
    iterator({ ShardIteratorType: 'LATEST', StartingSequenceNumber: '5' }),
  ],
  [
    'a number of nobody',
    'InvalidArgumentException',
    iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: numbers(60) }),
  ],
  [
    'a number that is none',
    'ValidationException',
    iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: 'first' }),
  ],
  ['AT_TIMESTAMP without a time', 'InvalidArgumentException', iterator({ ShardIteratorType: 'AT_TIMESTAMP' })],
  [
    'AT_TIMESTAMP of the future',
    'InvalidArgumentException',
    iterator({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date('2200-01-01') }),
  ],
  ['records of an invented iterator', 'InvalidArgumentException', new GetRecordsCommand({ ShardIterator: 'abc' })],
  ['records of no iterator', 'ValidationException', new GetRecordsCommand({ ShardIterator: none })],
  ['records of an endless iterator', 'ValidationException', new GetRecordsCommand({ ShardIterator: 'a'.repeat(513) })],
  ['Limit 0', 'ValidationException', new GetRecordsCommand({ ShardIterator: 'abc', Limit: 0 })],
  ['Limit 10,001', 'ValidationException', new GetRecordsCommand({ ShardIterator: 'abc', Limit: 10_001 })],
  ['a split at no hash key', 'ValidationException', split({ NewStartingHashKey: undefined })],
  ['a split at a word', 'ValidationException', split({ NewStartingHashKey: 'middle' })],
  ['a split at its start', 'InvalidArgumentException', split({ NewStartingHashKey: '0' })],
  ['a split one after its start', 'InvalidArgumentException', split({ NewStartingHashKey: '1' })],
  [
    'a split at its end',
    'InvalidArgumentException',
    split({ NewStartingHashKey: '170141183460469231731687303715884105727' }),
  ],
  [
    'a split of a shard that is not there',
    'ResourceNotFoundException',
    split({ ShardToSplit: 'shardId-000000000009' }),
  ],
  ['a split of no shard at all', 'ResourceNotFoundException', split({ ShardToSplit: 'abc' })],
  ['a split of a stream that is not there', 'ResourceNotFoundException', split({ StreamName: 'nobody' })],
  ['a merge the wrong way round', 'InvalidArgumentException', merge('shardId-000000000001', 'shardId-000000000000')],
  ['a merge of one with itself', 'InvalidArgumentException', merge('shardId-000000000000', 'shardId-000000000000')],
  ['a merge with nobody', 'ResourceNotFoundException', merge('shardId-000000000000', 'shardId-000000000009')],
  ['a merge with no shard at all', 'ResourceNotFoundException', merge('shardId-000000000000', 'abc')],
]

test('what is refused is refused with the same name and in the same words', async () => {
  const answers = await expectSame(async ({ ask }) => {
    const told: unknown[] = []
    for (const [what, , request] of refusals) told.push({ what, ...(await ask(request)) })
    return told
  })
  expect((answers as { what: string; name: string }[]).map(({ what, name }) => [what, name])).toEqual(
    refusals.map(([what, name]) => [what, name]),
  )
})
