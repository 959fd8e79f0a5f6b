import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  ListStreamsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis'
import { expect, test } from 'vitest'
import { bytes, expectSame, type Side } from './two-sides.ts'

const StreamName = 'events'
const lastHashKey = 2n ** 128n - 1n
const shardId = (index: number) => `shardId-${String(index).padStart(12, '0')}`

const put = (word: string, input: object = {}) =>
  new PutRecordCommand({ StreamName, PartitionKey: 'device:a', Data: bytes(word), ...input })
const putAll = (words: readonly string[], keyOf: (word: string) => object = (word) => ({ PartitionKey: word })) =>
  new PutRecordsCommand({
    StreamName,
    Records: words.map((word) => ({ Data: bytes(word), PartitionKey: '', ...keyOf(word) })),
  })
const iterator = (ShardId: string, ShardIteratorType: string, input: object = {}) =>
  new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: ShardIteratorType as 'LATEST', ...input })
const split = (shard: number, at: bigint) =>
  new SplitShardCommand({ StreamName, ShardToSplit: shardId(shard), NewStartingHashKey: String(at) })
const merge = (lower: number, higher: number) =>
  new MergeShardsCommand({ StreamName, ShardToMerge: shardId(lower), AdjacentShardToMerge: shardId(higher) })

/** Asks for an iterator and reads with it. */
const readFrom = async ({ ask }: Side, request: GetShardIteratorCommand, input: object = {}) => {
  const { ShardIterator, ...refusal } = await ask(request)
  if (ShardIterator === undefined) return refusal
  return ask(new GetRecordsCommand({ ShardIterator: String(ShardIterator), ...input }))
}

test('records go where their key, or the hash key that they name, belongs', async () => {
  await expectSame(async ({ ask }) => {
    const answers: unknown[] = []
    for (const hashKey of [0n, 1n, lastHashKey / 2n, lastHashKey / 2n + 1n, lastHashKey])
      answers.push(await ask(put('x', { ExplicitHashKey: String(hashKey) })))
    for (let i = 0; i < 20; i++) answers.push(await ask(put('x', { PartitionKey: `device:${i}` })))
    answers.push(await ask(put('x', { PartitionKey: 'Grüße 👋' })))
    answers.push(await ask(put('', { PartitionKey: 'empty' })))
    return answers
  }, 3)
})

test('a batch of 500 is put whole, each record where it belongs', async () => {
  await expectSame(async ({ ask, drain }) => {
    const words = Array.from({ length: 500 }, (_, i) => `device:${i}`)
    const { FailedRecordCount, Records } = await ask(putAll(words))
    const places = (Records as { ShardId: string }[]).map(({ ShardId }) => ShardId)
    const drained = await Promise.all([0, 1, 2, 3].map((i) => drain(shardId(i))))
    return { FailedRecordCount, places, drained }
  }, 4)
})

test('a batch may name hash keys, and order a record behind another', async () => {
  await expectSame(async ({ ask }) => {
    const keys = [0n, lastHashKey, lastHashKey / 2n]
    const answer = await ask(
      putAll(['a', 'b', 'c'], (word) => ({ PartitionKey: word, ExplicitHashKey: String(keys['abc'.indexOf(word)]) })),
    )
    const { SequenceNumber } = await ask(put('first'))
    return [answer, await ask(put('second', { SequenceNumberForOrdering: String(SequenceNumber) }))]
  })
})

test('the numbers of one shard grow with its records', async () => {
  await expectSame(async ({ put }) => {
    const numbers: bigint[] = []
    for (let i = 0; i < 12; i++) numbers.push(BigInt((await put({ PartitionKey: 'k' })).SequenceNumber))
    return numbers.map((number, i) => i === 0 || number > (numbers[i - 1] ?? 0n))
  })
})

test('every kind of iterator starts where it says', async () => {
  await expectSame(async (side) => {
    const { ask } = side
    const sent: { ShardId?: unknown; SequenceNumber?: unknown }[] = []
    const latest = await ask(iterator(shardId(0), 'LATEST'))
    for (const word of ['one', 'two', 'three']) sent.push(await ask(put(word)))
    const StartingSequenceNumber = String(sent[1]?.SequenceNumber)
    const all = await readFrom(side, iterator(shardId(0), 'TRIM_HORIZON'))
    const first = (all.Records as { ApproximateArrivalTimestamp: Date }[])[0]
    return {
      all,
      at: await readFrom(side, iterator(shardId(0), 'AT_SEQUENCE_NUMBER', { StartingSequenceNumber })),
      after: await readFrom(side, iterator(shardId(0), 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber })),
      afterLast: await readFrom(
        side,
        iterator(shardId(0), 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber: String(sent[2]?.SequenceNumber) }),
      ),
      since: await readFrom(
        side,
        iterator(shardId(0), 'AT_TIMESTAMP', { Timestamp: first?.ApproximateArrivalTimestamp }),
      ),
      sinceEver: await readFrom(side, iterator(shardId(0), 'AT_TIMESTAMP', { Timestamp: new Date(1) })),
      latest: await readFrom(side, iterator(shardId(0), 'LATEST')),
      sinceThen: await ask(new GetRecordsCommand({ ShardIterator: String(latest.ShardIterator) })),
      byIndex: await readFrom(side, iterator('0', 'TRIM_HORIZON')),
    }
  }, 1)
})

test('a number is good in its own shard only', async () => {
  await expectSame(async (side) => {
    const { SequenceNumber } = await side.ask(put('x', { ExplicitHashKey: '0' }))
    const StartingSequenceNumber = String(SequenceNumber)
    return [
      await readFrom(side, iterator(shardId(1), 'AT_SEQUENCE_NUMBER', { StartingSequenceNumber })),
      await readFrom(side, iterator(shardId(1), 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber })),
    ]
  })
})

test('reading goes on page by page, and in a shard that is empty', async () => {
  await expectSame(async (side) => {
    const { ask } = side
    await ask(putAll(['a', 'b', 'c', 'd', 'e'], () => ({ PartitionKey: 'k', ExplicitHashKey: '0' })))
    const pages: unknown[] = []
    let { ShardIterator } = await ask(iterator(shardId(0), 'TRIM_HORIZON'))
    for (let i = 0; i < 4; i++) {
      const page = await ask(new GetRecordsCommand({ ShardIterator: String(ShardIterator), Limit: 2 }))
      pages.push((page.Records as unknown[]).length)
      ShardIterator = page.NextShardIterator
    }
    const again = await ask(new GetRecordsCommand({ ShardIterator: String(ShardIterator) }))
    return { pages, again, empty: await readFrom(side, iterator(shardId(1), 'TRIM_HORIZON')) }
  })
})

test('an iterator may be used twice, and for five minutes', async () => {
  const answers = await expectSame(async ({ ask, put, later }) => {
    await put({})
    const { ShardIterator } = await ask(iterator(shardId(0), 'TRIM_HORIZON'))
    const read = () => ask(new GetRecordsCommand({ ShardIterator: String(ShardIterator) }))
    const wordsOf = ({ Records, name, message }: Record<string, unknown>) =>
      Records === undefined ? { name, message } : 'read'
    const answers = [wordsOf(await read()), wordsOf(await read())]
    await later(299_000)
    answers.push(wordsOf(await read()))
    await later(2_000)
    return [...answers, wordsOf(await read())]
  }, 1)
  expect(answers).toMatchObject(['read', 'read', 'read', { name: 'ExpiredIteratorException' }])
})

const describe = async ({ ask }: Side) => {
  const { StreamDescription } = await ask(new DescribeStreamCommand({ StreamName }))
  const { StreamDescriptionSummary } = await ask(new DescribeStreamSummaryCommand({ StreamName }))
  // newer than kinesalite: see its known differences
  const known = ({ StreamModeDetails: _, ...rest }: Record<string, unknown>) => rest
  return {
    description: known(StreamDescription as Record<string, unknown>),
    summary: known(StreamDescriptionSummary as Record<string, unknown>),
    shards: await ask(new ListShardsCommand({ StreamName })),
    afterFirst: await ask(new ListShardsCommand({ StreamName, ExclusiveStartShardId: shardId(0) })),
  }
}

test('a stream and its shards are described alike', async () => {
  await expectSame(async (side) => [await describe(side), await side.ask(new ListStreamsCommand({}))], 3)
})

test('splits and merges: the same shards, parents and ranges, and records where they belong', async () => {
  const answer = await expectSame(async (side) => {
    const { ask, untilActive, drain } = side
    const keys = Array.from({ length: 16 }, (_, i) => (lastHashKey / 16n) * BigInt(i))
    const putEverywhere = (when: string) =>
      ask(
        putAll(
          keys.map((_, i) => `${when} ${i}`),
          (word) => ({ PartitionKey: 'k', ExplicitHashKey: String(keys[Number(word.split(' ')[1])]) }),
        ),
      )
    const told: unknown[] = [await putEverywhere('before')]
    for (const change of [
      split(0, lastHashKey / 4n),
      split(1, (lastHashKey / 4n) * 3n),
      merge(3, 4),
      split(6, lastHashKey / 2n + 77n),
    ]) {
      told.push(await ask(change), await describeStatus(side), await ask(change))
      await untilActive()
      told.push(await putEverywhere('after'))
    }
    const drained = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => drain(shardId(i))))
    return { told, drained, description: await describe(side) }
  })
  expect(answer).toMatchObject({
    drained: [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => ({ ended: ![2, 5, 7, 8].includes(i) })),
  })
})

const describeStatus = async ({ ask }: Side) => {
  const { StreamDescriptionSummary } = await ask(new DescribeStreamSummaryCommand({ StreamName }))
  return (StreamDescriptionSummary as { StreamStatus: string }).StreamStatus
}

test('a closed shard is read to its end from any place in it', async () => {
  await expectSame(async (side) => {
    const { ask, untilActive } = side
    const { SequenceNumber } = await ask(put('one'))
    await ask(put('two'))
    await ask(split(0, lastHashKey / 2n))
    await untilActive()
    await ask(put('three'))
    const wordsOf = ({ Records }: Record<string, unknown>) =>
      (Records as { Data: Uint8Array }[]).map(({ Data }) => Data)
    const StartingSequenceNumber = String(SequenceNumber)
    return [
      wordsOf(await readFrom(side, iterator(shardId(0), 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber }))),
      wordsOf(await readFrom(side, iterator(shardId(0), 'LATEST'))),
      wordsOf(await readFrom(side, iterator(shardId(0), 'AT_TIMESTAMP', { Timestamp: new Date(1) }))),
    ]
  }, 1)
})
