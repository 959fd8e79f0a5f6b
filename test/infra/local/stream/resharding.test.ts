import type { KinesisStreamEvent } from 'aws-lambda'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Invoke } from '#infra/local/contracts.ts'
import type { Stream } from '#infra/local/stream/stream.ts'
import { tempFolder, until } from '../cloud-fixture.ts'
import { aMapping } from './a-mapping.ts'

const openShards = (stream: Stream) =>
  stream.shards
    .filter(({ closedAt }) => closedAt === undefined)
    .toSorted((a, b) => (a.range.start < b.range.start ? -1 : 1))

const split = (stream: Stream, which = 0) => {
  const open = openShards(stream)
  const shard = open[which % open.length]
  if (shard !== undefined) stream.split(shard, (shard.range.start + shard.range.end) / 2n + 1n)
}

const merge = (stream: Stream, which = 0) => {
  const open = openShards(stream)
  const lower = open[which % open.length]
  const higher = open[(which % open.length) + 1]
  if (lower !== undefined && higher !== undefined) stream.merge(lower, higher)
}

const eventsOf = (streams: { find(name: string): Stream | undefined }) => {
  const stream = streams.find('events')
  if (stream === undefined) throw new Error('The template of a mapping has the stream events.')
  return stream
}

test('a shard is not read before its parents are at their end', async () => {
  const { streams, connect, put, batches, answers } = aMapping({})
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  answers(async ([word]) => {
    if (word === 'parent') await held
    return {}
  })
  const mappings = connect()
  put('parent')
  split(eventsOf(streams))
  merge(eventsOf(streams))
  put('grandchild')
  await until(() => batches.length === 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(batches).toEqual([['parent']])
  letGo()
  await mappings.idle()
  expect(batches).toEqual([['parent'], ['grandchild']])
})

test('a parent that failed is retried to its end before its child begins', async () => {
  const { streams, connect, put, batches, answers } = aMapping({})
  let failures = 2
  answers(() => (failures-- > 0 ? Promise.reject(new Error('outage')) : {}))
  put('parent')
  split(eventsOf(streams))
  put('child')
  await connect().idle()
  expect(batches).toEqual([['parent'], ['parent'], ['parent'], ['child']])
})

test('LATEST means the first start: what comes after in new shards is read from its beginning', async () => {
  const folder = tempFolder()
  const first = aMapping({ StartingPosition: 'LATEST' }, folder)
  first.put('before')
  const mappings = first.connect()
  await mappings.close()
  split(eventsOf(first.streams))
  first.put('meanwhile')
  first.streams.close()

  const second = aMapping({ StartingPosition: 'LATEST' }, folder)
  await second.connect().idle()
  expect(second.batches).toEqual([['meanwhile']])
})

test('a restart knows the shards, their lineage and their numbers', () => {
  const folder = tempFolder()
  const first = aMapping({}, folder)
  const before = first.put('one')
  split(eventsOf(first.streams))
  merge(eventsOf(first.streams))
  const known = eventsOf(first.streams).shards.map(({ id, parents, range, closedAt }) => ({
    id,
    parents,
    range,
    closedAt,
  }))
  first.streams.close()

  const second = aMapping({}, folder)
  const { shards } = eventsOf(second.streams)
  expect(shards.map(({ id, parents, range, closedAt }) => ({ id, parents, range, closedAt }))).toEqual(known)
  expect(shards.map(({ parents }) => parents)).toEqual([
    [],
    ['shardId-000000000000'],
    ['shardId-000000000000'],
    ['shardId-000000000001', 'shardId-000000000002'],
  ])
  expect(BigInt(second.put('two').sequenceNumber)).toBeGreaterThan(BigInt(before.sequenceNumber))
})

test('a closed shard is let go when its records are too old, and its children stand alone', async () => {
  const folder = tempFolder()
  const first = aMapping({}, folder)
  split(eventsOf(first.streams))
  first.streams.close()
  const second = aMapping({}, folder)
  await second.clock.step(24 * 60 * 60 * 1000 + 1)
  second.streams.close()
  const { clock } = second
  const third = aMapping({}, folder, undefined, 1, clock.now())
  expect(eventsOf(third.streams).shards.map(({ id, parents }) => [id, parents])).toEqual([
    ['shardId-000000000001', []],
    ['shardId-000000000002', []],
  ])
})

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('put' as const), which: fc.nat(7) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('split' as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), which: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('breathe' as const), which: fc.nat(3) }) },
)

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('puts, splits, merges and restarts in any order: every record comes, in the order of its partition key', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { minLength: 10, maxLength: 60 }),
      async (ParallelizationFactor, BatchSize, shardCount, steps) => {
        const put = new Map<string, string[]>()
        const seen = new Map<string, string[]>()
        const running = new Set<string>()
        const twiceAtATime: string[] = []
        let alive = true
        const invoke: Invoke = async (_, event) => {
          const { Records } = event as KinesisStreamEvent
          const keys = new Set(Records.map(({ kinesis }) => kinesis.partitionKey))
          for (const key of keys) {
            if (running.has(key)) twiceAtATime.push(key)
            running.add(key)
          }
          for (let i = 0; i < Records.length; i++) await turn()
          for (const key of keys) running.delete(key)
          if (!alive) throw new Error('killed')
          for (const { kinesis } of Records) seen.get(kinesis.partitionKey)?.push(kinesis.sequenceNumber)
          return {}
        }
        const folder = tempFolder()
        const start = () => {
          const mapping = aMapping({ ParallelizationFactor, BatchSize }, folder, invoke, shardCount)
          return { ...mapping, mappings: mapping.connect(), stream: eventsOf(mapping.streams) }
        }
        let system = start()
        for (const { kind, which } of steps) {
          if (kind === 'put') {
            const key = `device:${which}`
            const { sequenceNumber } = system.put('x', key)
            if (!seen.has(key)) seen.set(key, [])
            put.set(key, [...(put.get(key) ?? []), sequenceNumber])
          } else if (kind === 'split') split(system.stream, which)
          else if (kind === 'merge') merge(system.stream, which)
          else if (kind === 'breathe') for (let i = 0; i <= which; i++) await turn()
          else {
            alive = false
            await system.mappings.close()
            system.streams.close()
            alive = true
            system = start()
          }
        }
        await system.mappings.idle()
        await system.mappings.close()
        system.streams.close()
        expect(seen).toEqual(put)
        expect(twiceAtATime).toEqual([])
        for (const numbers of put.values()) expect(numbers).toEqual(numbers.toSorted())
      },
    ),
    { numRuns: 40 },
  )
})
