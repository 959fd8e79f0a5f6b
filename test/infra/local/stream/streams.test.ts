import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type ShardIteratorType,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { kinesisApi } from '#infra/local/stream/kinesis-api.ts'
import { covers, evenRanges, hashKeyOf } from '#infra/local/stream/partition.ts'
import { openShardLog } from '#infra/local/stream/shard-log.ts'
import { openStreams } from '#infra/local/stream/streams.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'

const template = (mode: object = { ShardCount: 2 }) =>
  aTemplate({ resources: { Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events', ...mode } } } })

const aStream = async (folder = tempFolder(), mode?: object) => {
  const clock = closing(createClock({ startAt: 1_700_000_000_000 }))
  clock.pause()
  const streams = closing(openStreams({ template: template(mode), clock, folder }))
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.serveJson('kinesis', kinesisApi(streams, clock))
  const client = new KinesisClient({
    endpoint: endpoint.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'LOCALtest', secretAccessKey: 'x' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  })
  onTestFinished(() => client.destroy())
  const read = async (ShardId: string, ShardIteratorType: ShardIteratorType, StartingSequenceNumber?: string) => {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName: 'events', ShardId, ShardIteratorType, StartingSequenceNumber }),
    )
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }))
    return Records.map(({ Data, PartitionKey }) => [PartitionKey, Buffer.from(Data ?? []).toString()])
  }
  return { clock, streams, endpoint, client, read }
}

const text = (value: string) => new TextEncoder().encode(value)

test('records that the SDK puts are read back in order, from either end and from a sequence number', async () => {
  const { client, read, endpoint, clock } = await aStream()
  const { SequenceNumber = '', ShardId = '' } = await client.send(
    new PutRecordCommand({ StreamName: 'events', PartitionKey: 'device:a', Data: text('one') }),
  )
  await clock.step(1_000)
  const put = await client.send(
    new PutRecordsCommand({
      StreamName: 'events',
      Records: ['two', 'three'].map((word) => ({ PartitionKey: 'device:a', Data: text(word) })),
    }),
  )
  expect([put.FailedRecordCount, put.Records?.map((record) => record.ShardId)]).toEqual([0, [ShardId, ShardId]])
  expect(SequenceNumber).toMatch(/^\d{56}$/)
  expect(BigInt(put.Records?.[0]?.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(SequenceNumber))
  const all = ['one', 'two', 'three'].map((word) => ['device:a', word])
  expect(await read(ShardId, 'TRIM_HORIZON')).toEqual(all)
  expect(await read(ShardId, 'AT_SEQUENCE_NUMBER', SequenceNumber)).toEqual(all)
  expect(await read(ShardId, 'AFTER_SEQUENCE_NUMBER', SequenceNumber)).toEqual(all.slice(1))
  expect(await read(ShardId, 'LATEST')).toEqual([])
  expect(endpoint.calls()).toEqual({
    'kinesis.PutRecord': 1,
    'kinesis.PutRecords': 1,
    'kinesis.GetShardIterator': 4,
    'kinesis.GetRecords': 4,
  })
})

test('shards share the whole hash space evenly, and a key goes to the shard that owns its hash', async () => {
  const { client } = await aStream()
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'events' }))
  expect(Shards.map(({ HashKeyRange }) => [HashKeyRange?.StartingHashKey, HashKeyRange?.EndingHashKey])).toEqual([
    ['0', '170141183460469231731687303715884105727'],
    ['170141183460469231731687303715884105728', '340282366920938463463374607431768211455'],
  ])
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (key, shardCount) => {
      const owners = evenRanges(shardCount).filter((range) => covers(range, hashKeyOf(key)))
      expect(owners.length).toBe(1)
    }),
  )
})

test('what is wrong with a request is said in the words of Kinesis', async () => {
  const { client } = await aStream()
  const put = (input: object) =>
    client
      .send(new PutRecordCommand({ StreamName: 'events', PartitionKey: 'k', Data: text('x'), ...input }))
      .catch((error: Error) => error.name)
  expect(await put({ StreamName: 'nobody' })).toBe('ResourceNotFoundException')
  expect(await put({ PartitionKey: 'k'.repeat(257) })).toBe('ValidationException')
  expect(await put({ Data: Buffer.alloc(1024 * 1024 + 1) })).toBe('ValidationException')
  expect(await put({ Data: Buffer.alloc(1024 * 1024) })).toBe('InvalidArgumentException')
  expect(await put({ Data: Buffer.alloc(1024 * 1024 - 1) })).toMatchObject({ ShardId: expect.any(String) })
  const many = Array.from({ length: 501 }, () => ({ PartitionKey: 'k', Data: text('x') }))
  await expect(client.send(new PutRecordsCommand({ StreamName: 'events', Records: many }))).rejects.toThrow(
    'less than or equal to 500',
  )
})

test('a shard takes 1,000 records and 1 MB a second; what is too much fails record by record, and later goes through', async () => {
  const { client, streams, clock } = await aStream()
  const put = async (records: { PartitionKey: string; Data: Uint8Array }[]) => {
    const { Records = [] } = await client.send(new PutRecordsCommand({ StreamName: 'events', Records: records }))
    return Records.map(({ ShardId, ErrorCode }) => ShardId ?? ErrorCode)
  }
  const stream = streams.find('events')
  const shards = stream?.shards ?? []
  const keyOf = (index: number) =>
    Array.from({ length: 100 }, (_, i) => `device:${i}`).find((key) => stream?.place(hashKeyOf(key)).index === index) ??
    ''
  const small = (key: string, length: number) => Array.from({ length }, () => ({ PartitionKey: key, Data: text('x') }))

  const [one, other] = [keyOf(0), keyOf(1)]
  const answers = (await Promise.all(Array.from({ length: 8 }, () => put(small(one, 500))))).flat()
  const taken = answers.filter((answer) => answer === shards[0]?.id).length
  // real time goes on meanwhile, and with it the allowance
  expect([taken >= 1_000, taken < 4_000]).toEqual([true, true])
  expect(new Set(answers)).toEqual(new Set([shards[0]?.id, 'ProvisionedThroughputExceededException']))
  expect(await put(small(other, 500))).toEqual(Array(500).fill(shards[1]?.id))

  await clock.step(1_000)
  expect(await put(small(one, 500))).toEqual(Array(500).fill(shards[0]?.id))
  await clock.step(1_000)
  const large = { PartitionKey: one, Data: Buffer.alloc(1024 * 1024 - one.length) }
  expect(await put([large])).toEqual([shards[0]?.id])
  await expect(client.send(new PutRecordCommand({ StreamName: 'events', ...large }))).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
    message: `Rate exceeded for shard ${shards[0]?.id} in stream events under account 000000000000.`,
  })
})

test('a shard that cannot be written fails its own records only', async () => {
  const { client, streams } = await aStream()
  const shards = streams.find('events')?.shards ?? []
  const [broken] = shards
  broken?.log.close()
  const keys = Array.from({ length: 20 }, (_, i) => `device:${i}`)
  const { FailedRecordCount, Records = [] } = await client.send(
    new PutRecordsCommand({
      StreamName: 'events',
      Records: keys.map((PartitionKey) => ({ PartitionKey, Data: text('x') })),
    }),
  )
  const places = keys.map((key) => streams.find('events')?.place(hashKeyOf(key)))
  expect(Records.map(({ ShardId, ErrorCode }) => ShardId ?? ErrorCode)).toEqual(
    places.map((shard) => (shard === broken ? 'InternalFailure' : shard?.id)),
  )
  expect(FailedRecordCount).toBe(places.filter((shard) => shard === broken).length)
})

test('a restart keeps the records, goes on counting, and cuts off a torn last line', async () => {
  const folder = tempFolder()
  const before = await aStream(folder)
  const first = before.streams.put('events', 'device:a', text('one'))
  before.streams.close()
  const shardFolder = join(folder, 'events', first.shardId)
  appendFileSync(join(shardFolder, readdirSync(shardFolder)[0] ?? ''), '[2,170000000')

  const after = await aStream(folder)
  const second = after.streams.put('events', 'device:a', text('two'))
  expect(BigInt(second.sequenceNumber)).toBeGreaterThan(BigInt(first.sequenceNumber))
  expect(await after.read(first.shardId, 'TRIM_HORIZON')).toEqual([
    ['device:a', 'one'],
    ['device:a', 'two'],
  ])
  const summary = await after.client.send(new DescribeStreamSummaryCommand({ StreamName: 'events' }))
  expect(summary.StreamDescriptionSummary?.OpenShardCount).toBe(2)
})

test('a stream on demand has four shards, and only AWS reshards it', async () => {
  const { client, streams } = await aStream(tempFolder(), { StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
  expect(streams.find('events')?.shards.length).toBe(4)
  const ShardToSplit = 'shardId-000000000000'
  const split = new SplitShardCommand({ StreamName: 'events', ShardToSplit, NewStartingHashKey: '100' })
  await expect(client.send(split)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Request is invalid. Stream events under account 000000000000 is in On-Demand mode.',
  })
})

test('a stream that was kept with no more than its number of shards opens as it was', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'events'))
  writeFileSync(join(folder, 'events', 'stream.json'), JSON.stringify({ createdAt: 5, shardCount: 3 }))
  const { streams } = await aStream(folder)
  expect(streams.find('events')?.shards.map(({ id, range }) => [id, range])).toEqual(
    evenRanges(3).map((range, i) => [`shardId-00000000000${i}`, range]),
  )
  expect(streams.find('events')?.createdAt).toBe(5)
})

test('records live for 24 hours, and the count outlives them', () => {
  const folder = tempFolder()
  const hour = 60 * 60 * 1000
  const log = openShardLog(folder, 0)
  for (let time = 0; time <= 30 * hour; time += hour / 2) log.append([{ partitionKey: 'k', data: `${time}` }], time)
  expect(log.next).toBe(62)
  const [oldest] = log.read(0, 1)
  expect(oldest?.arrivedAt).toBeGreaterThanOrEqual(4 * hour)
  expect(oldest?.arrivedAt).toBeLessThanOrEqual(7 * hour)
  log.close()
  const later = openShardLog(folder, 100 * hour)
  expect([later.read(0, 10), later.next]).toEqual([[], 62])
  later.close()
})

test('a reader that lags behind what memory holds reads the rest from disk', () => {
  const log = openShardLog(tempFolder(), 0)
  for (let i = 1; i <= 20_000; i++) log.append([{ partitionKey: 'k', data: `${i}` }], i)
  for (const number of [1, 255, 256, 257, 9_999, 12_001, 19_999]) {
    expect(log.read(number, 2).map(({ data }) => data)).toEqual([`${number}`, `${number + 1}`])
  }
  expect(log.read(20_001, 5)).toEqual([])
  log.close()
})

test('time never runs backwards within a shard', () => {
  const log = openShardLog(tempFolder(), 0)
  log.append([{ partitionKey: 'k', data: 'a' }], 100)
  log.append([{ partitionKey: 'k', data: 'b' }], 50)
  expect(log.read(1, 2).map(({ arrivedAt }) => arrivedAt)).toEqual([100, 100])
  log.close()
})
