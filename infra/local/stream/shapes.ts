import type { Constraint, Shape } from './constraints.ts'

const name: Constraint = { type: 'String', notNull: true, pattern: '[a-zA-Z0-9_.-]+', minLength: 1, maxLength: 128 }
const optionalName: Constraint = { ...name, notNull: false }
const hashKey: Constraint = { type: 'String', pattern: '0|([1-9]\\d{0,38})' }
const sequence: Constraint = { type: 'String', pattern: '0|([1-9]\\d{0,128})' }
const page: Constraint = { type: 'Integer', min: 1, max: 10_000 }

const record: Shape = {
  PartitionKey: { type: 'String', notNull: true, minLength: 1, maxLength: 256 },
  ExplicitHashKey: hashKey,
  Data: { type: 'Blob', notNull: true, maxLength: 1024 * 1024 },
}

/** What each action takes. Source: the API's reference; the order of members is the order in which errors are told. */
export const shapes: Readonly<Record<string, Shape>> = {
  PutRecord: { SequenceNumberForOrdering: sequence, ...record, StreamName: name },
  PutRecords: {
    Records: {
      type: 'List',
      notNull: true,
      minLength: 1,
      maxLength: 500,
      memberName: 'com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310',
      members: record,
    },
    StreamName: name,
  },
  DescribeStream: { Limit: page, ExclusiveStartShardId: optionalName, StreamName: name },
  DescribeStreamSummary: { StreamName: name },
  ListShards: {
    ExclusiveStartShardId: optionalName,
    MaxResults: page,
    NextToken: { type: 'String', minLength: 1, maxLength: 1_048_576 },
    StreamName: optionalName,
  },
  ListStreams: { Limit: page, ExclusiveStartStreamName: optionalName },
  GetShardIterator: {
    ShardId: name,
    ShardIteratorType: {
      type: 'String',
      notNull: true,
      values: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
    },
    StartingSequenceNumber: sequence,
    StreamName: name,
    Timestamp: { type: 'Timestamp' },
  },
  GetRecords: { Limit: page, ShardIterator: { type: 'String', notNull: true, minLength: 1, maxLength: 512 } },
  SplitShard: { NewStartingHashKey: { ...hashKey, notNull: true }, StreamName: name, ShardToSplit: name },
  MergeShards: { ShardToMerge: name, AdjacentShardToMerge: name, StreamName: name },
}
