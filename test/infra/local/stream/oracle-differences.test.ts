import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis'
import { expect, test } from 'vitest'
import { bytes, named, type Side, twoSides } from './two-sides.ts'

const StreamName = 'events'
const ShardId = 'shardId-000000000000'
const put = (input: object) => new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: bytes('x'), ...input })
const split = (NewStartingHashKey: string) =>
  new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey })
const patternOfHashKeys =
  'failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})'

/** Where kinesalite 3.3 does not do what AWS documents: what is asked, why, what we answer and what it answers. */
type Difference = {
  what: string
  /** Said where the table is read, not by the test. */
  because: string
  ask(side: Side): Promise<unknown>
  ours: unknown
  kinesalites: unknown
}

const differences: readonly Difference[] = [
  ...['01', '-1'].map(
    (ExplicitHashKey): Difference => ({
      what: `the hash key ${ExplicitHashKey} has the wrong form`,
      because:
        'The API reference gives ExplicitHashKey the pattern 0|([1-9]\\d{0,38}); kinesalite matches only its ends.',
      ask: async ({ ask }) => (await ask(put({ ExplicitHashKey }))).message ?? 'accepted',
      ours: `1 validation error detected: Value '${ExplicitHashKey}' at 'explicitHashKey' ${patternOfHashKeys}`,
      kinesalites:
        ExplicitHashKey === '01'
          ? 'accepted'
          : 'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was -1',
    }),
  ),
  {
    what: 'a record of 1 MiB and its key',
    because: 'The record size limit applies to the total size of the partition key and data blob (PutRecords).',
    ask: async ({ ask }) => (await ask(put({ Data: Buffer.alloc(1024 * 1024) }))).name ?? 'accepted',
    ours: 'InvalidArgumentException',
    kinesalites: 'accepted',
  },
  {
    what: 'records of more than 5 MiB in all',
    because: 'A request has a limit for all its records with their keys; AWS says: Records size exceeds 5 MB limit.',
    ask: async ({ ask }) => {
      const Records = Array.from({ length: 6 }, () => ({ PartitionKey: 'k', Data: Buffer.alloc(900_000) }))
      const { name, message } = await ask(new PutRecordsCommand({ StreamName, Records }))
      return name === undefined ? 'accepted' : { name, message }
    },
    ours: { name: 'InvalidArgumentException', message: 'Records size exceeds 5 MB limit' },
    kinesalites: 'accepted',
  },
  {
    what: 'more than 1 MiB in a second',
    because: 'A shard takes 1,000 records and 1 MB a second; what is too much fails alone. kinesalite has no quotas.',
    ask: async ({ ask }) => {
      const Records = Array.from({ length: 5 }, () => ({ PartitionKey: 'k', Data: Buffer.alloc(1_000_000) }))
      const answer = await ask(new PutRecordsCommand({ StreamName, Records }))
      return (answer.Records as { ErrorCode?: string }[]).map(({ ErrorCode }) => ErrorCode ?? 'put')
    },
    ours: ['put', ...Array(4).fill('ProvisionedThroughputExceededException')],
    kinesalites: Array(5).fill('put'),
  },
  {
    what: 'a stream told by its ARN',
    because: 'You must use either the StreamARN or the StreamName parameter, or both; kinesalite is older than that.',
    ask: async ({ ask }) => {
      const StreamARN = 'arn:aws:kinesis:eu-central-1:000000000000:stream/events'
      return (await ask(put({ StreamName: undefined, StreamARN }))).name ?? 'put'
    },
    ours: 'put',
    kinesalites: 'ValidationException',
  },
  {
    what: 'the capacity mode',
    because: 'StreamModeDetails stands in every description since 2021.',
    ask: async ({ ask }) => {
      const { StreamDescriptionSummary } = await ask(new DescribeStreamSummaryCommand({ StreamName }))
      return (StreamDescriptionSummary as Record<string, unknown>).StreamModeDetails
    },
    ours: { StreamMode: 'PROVISIONED' },
    kinesalites: undefined,
  },
  {
    what: 'a description page by page',
    because: 'Limit is the maximum number of shards to return in a single call; kinesalite returns all.',
    ask: async ({ ask }) => {
      const pages: unknown[] = []
      let after: string | undefined
      for (let i = 0; i < 2; i++) {
        const page = await ask(new DescribeStreamCommand({ StreamName, Limit: 1, ExclusiveStartShardId: after }))
        const { Shards, HasMoreShards } = page.StreamDescription as {
          Shards: { ShardId: string }[]
          HasMoreShards: boolean
        }
        pages.push([Shards.map(({ ShardId }) => ShardId), HasMoreShards])
        after = Shards.at(-1)?.ShardId
      }
      return pages
    },
    ours: [
      [['shardId-000000000000'], true],
      [['shardId-000000000001'], false],
    ],
    kinesalites: Array(2).fill([['shardId-000000000000', 'shardId-000000000001'], false]),
  },
  {
    what: 'shards page by page',
    because: 'MaxResults limits the answer, and NextToken goes on; kinesalite knows neither.',
    ask: async ({ ask }) => {
      const first = await ask(new ListShardsCommand({ StreamName, MaxResults: 1 }))
      const NextToken = first.NextToken as string | undefined
      if (NextToken === undefined) return (first.Shards as unknown[]).length
      const second = await ask(new ListShardsCommand({ NextToken, MaxResults: 1 }))
      return [first, second].map(({ Shards }) => (Shards as { ShardId: string }[]).map(({ ShardId }) => ShardId))
    },
    ours: [['shardId-000000000000'], ['shardId-000000000001']],
    kinesalites: 2,
  },
  {
    what: 'a second split of one shard',
    because: 'A closed shard is not eligible for splitting; kinesalite gives it children again.',
    ask: async ({ ask, untilActive }) => {
      await ask(split('100'))
      await untilActive()
      return (await ask(split('200'))).message ?? 'accepted'
    },
    ours: `Shard ${ShardId} in stream events under account 000000000000 has already been merged or split, and thus is not eligible for merging or splitting.`,
    kinesalites: 'accepted',
  },
  {
    what: 'the end of a closed shard',
    because: 'GetRecords names the ChildShards once it has come to the end of a closed shard; kinesalite names none.',
    ask: async ({ ask, untilActive }) => {
      await ask(split('100'))
      await untilActive()
      const start = new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'LATEST' })
      const { ShardIterator } = await ask(start)
      const { ChildShards } = await ask(new GetRecordsCommand({ ShardIterator: String(ShardIterator) }))
      return ChildShards
    },
    ours: [
      {
        ShardId: 'shardId-000000000002',
        ParentShards: [ShardId],
        HashKeyRange: { StartingHashKey: '0', EndingHashKey: '99' },
      },
      {
        ShardId: 'shardId-000000000003',
        ParentShards: [ShardId],
        HashKeyRange: { StartingHashKey: '100', EndingHashKey: '170141183460469231731687303715884105727' },
      },
    ],
    kinesalites: undefined,
  },
  {
    what: 'a time after the newest record',
    because: 'Without a record of that time the iterator is for the next (later) record; kinesalite never answers.',
    ask: async ({ ask, put }) => {
      await put({})
      const pause = () => new Promise((resolve) => setTimeout(resolve, 5))
      await pause()
      const Timestamp = new Date()
      await pause()
      const start = new GetShardIteratorCommand({
        StreamName,
        ShardId: 'shardId-000000000001',
        ShardIteratorType: 'AT_TIMESTAMP',
        Timestamp,
      })
      const answered = ask(start).then(({ ShardIterator }) => typeof ShardIterator)
      return Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 2_000, 'no answer'))])
    },
    ours: 'string',
    kinesalites: 'no answer',
  },
]

test.each(differences)('$what', async ({ ask, ours, kinesalites }) => {
  const sides = await twoSides()
  expect(named(await ask(sides.ours))).toEqual(ours)
  expect(named(await ask(sides.kinesalites))).toEqual(kinesalites)
})
