import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../files/replace-file.ts'
import { evenRanges, type HashRange } from './partition.ts'

/** What is kept of a shard. `first` is the number of its first record; `closedAt` is when it was split or merged. */
export type ShardState = {
  index: number
  range: HashRange
  first: number
  parents: readonly number[]
  closedAt?: number
}

export type Lineage = { createdAt: number; shards: readonly ShardState[] }

/** Hash keys are text: they are larger than a number. A stream that was never resharded may only know its count. */
type Kept = {
  createdAt: number
  shardCount?: number
  shards?: (Omit<ShardState, 'range'> & { start: string; end: string })[]
}

/** Which shards a stream has and had, and which came of which: one file that is replaced as a whole. */
export const openLineage = (folder: string, made: { createdAt: number; shardCount: number }) => {
  const path = join(folder, 'stream.json')

  const save = ({ createdAt, shards }: Lineage) => {
    const kept = shards.map(({ range, ...rest }) => ({
      ...rest,
      start: String(range.start),
      end: String(range.end),
    }))
    replaceFile(path, JSON.stringify({ createdAt, shards: kept } satisfies Kept))
  }

  const read = (): Lineage => {
    const { createdAt, shardCount, shards } = JSON.parse(readFileSync(path, 'utf8')) as Kept
    if (shards === undefined) return { createdAt, shards: evenShards(shardCount ?? 1) }
    return {
      createdAt,
      shards: shards.map(({ start, end, ...rest }) => ({ ...rest, range: { start: BigInt(start), end: BigInt(end) } })),
    }
  }

  if (!existsSync(path)) save({ createdAt: made.createdAt, shards: evenShards(made.shardCount) })
  return { read, save }
}

const evenShards = (count: number): ShardState[] =>
  evenRanges(count).map((range, index) => ({ index, range, first: 1, parents: [] }))
