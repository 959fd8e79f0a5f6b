import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../contracts.ts'
import { openLineage, type ShardState } from './lineage.ts'
import { covers, type HashRange, shardIdOf } from './partition.ts'
import { sequenceNumber } from './sequence.ts'
import { openShardLog, retentionInMillis, type ShardLog } from './shard-log.ts'

/** Part of a stream. A closed one takes no more records; its parents hold what came before it. */
export type Shard = {
  readonly id: string
  readonly index: number
  readonly range: HashRange
  readonly log: ShardLog
  /** Those of its parents that still exist. */
  readonly parents: readonly string[]
  /** The number of its first record. */
  readonly first: number
  /** When it was split or merged. */
  readonly closedAt: number | undefined
  sequenceNumber(record: number): string
}

export type Stream = {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly onDemand: boolean
  /** Every shard that may hold records, parents before their children. */
  readonly shards: readonly Shard[]
  /** The open shard that owns a hash key. */
  place(hashKey: bigint): Shard
  /** Closes a shard; two others share its range, the second one from `startingHashKey` on. */
  split(shard: Shard, startingHashKey: bigint): void
  /** Closes two adjacent shards, the lower one first; another has the range of both. */
  merge(lower: Shard, higher: Shard): void
  onReshard(listener: () => void): void
  close(): void
}

type Made = { name: string; arn: string; onDemand: boolean; shardCount: number; clock: Clock; folder: string }

/** Opens a stream that is kept in `folder`, or makes it. Shards that were closed longer ago than records live are let go. */
export const openStream = ({ name, arn, onDemand, shardCount, clock, folder }: Made): Stream => {
  const lineage = openLineage(folder, { createdAt: clock.now(), shardCount })
  const { createdAt, shards: kept } = lineage.read()
  const listeners: (() => void)[] = []
  let states = kept

  const open = (state: ShardState): Shard => {
    const { index, range, first } = state
    const id = shardIdOf(index)
    return {
      id,
      index,
      range,
      first,
      log: openShardLog(join(folder, id), clock.now(), first),
      get parents() {
        return state.parents.filter((parent) => states.some(({ index }) => index === parent)).map(shardIdOf)
      },
      get closedAt() {
        return states.find((one) => one.index === index)?.closedAt
      },
      sequenceNumber: (record) => sequenceNumber({ createdAt, shard: index, record }),
    }
  }

  const forgetOld = () => {
    const isOld = ({ closedAt }: ShardState) => closedAt !== undefined && closedAt < clock.now() - retentionInMillis
    const old = states.filter(isOld)
    if (old.length === 0) return
    states = states.filter((state) => !isOld(state))
    lineage.save({ createdAt, shards: states })
    for (const { index } of old) rmSync(join(folder, shardIdOf(index)), { recursive: true, force: true })
  }

  /** The file is what counts: a crash leaves the shards from before or all of those from after. */
  const reshard = (parents: readonly Shard[], ranges: readonly HashRange[]) => {
    const closed = new Set(parents.map(({ index }) => index))
    const index = Math.max(...states.map((state) => state.index)) + 1
    // numbers grow over generations: the parents' last, the number that each parent ends with, the one that each child
    // begins with, the children's first
    const first = Math.max(...parents.map(({ log }) => log.next)) + 2
    const children = ranges.map((range, i): ShardState => ({ index: index + i, range, first, parents: [...closed] }))
    const next = [
      ...states.map((state) => (closed.has(state.index) ? { ...state, closedAt: clock.now() } : state)),
      ...children,
    ]
    lineage.save({ createdAt, shards: next })
    states = next
    shards.push(...children.map(open))
    taking = shards.filter(({ closedAt }) => closedAt === undefined)
    for (const listener of listeners) listener()
  }

  forgetOld()
  const shards = states.map(open)
  let taking = shards.filter(({ closedAt }) => closedAt === undefined)

  return {
    name,
    arn,
    createdAt,
    onDemand,
    shards,
    place: (hashKey) => taking.find(({ range }) => covers(range, hashKey)) as Shard,
    split: (shard, startingHashKey) =>
      reshard(
        [shard],
        [
          { start: shard.range.start, end: startingHashKey - 1n },
          { start: startingHashKey, end: shard.range.end },
        ],
      ),
    merge: (lower, higher) => reshard([lower, higher], [{ start: lower.range.start, end: higher.range.end }]),
    onReshard: (listener) => listeners.push(listener),
    close() {
      for (const { log } of shards) log.close()
    },
  }
}
