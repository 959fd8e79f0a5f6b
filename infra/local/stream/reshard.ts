import { ApiError } from '../api-error.ts'
import { account } from '../aws.ts'
import { wallClock } from '../wall-clock.ts'
import { shardIdOf, shardIndexOf } from './partition.ts'
import type { Shard, Stream } from './stream.ts'

/** By real time: what it stands for is AWS at work, which no clock of ours drives. */
const updatingMillis = 500

/** SplitShard and MergeShards. The shards change at once; the stream says UPDATING for a moment, as AWS would. */
export const createResharding = () => {
  const busyUntil = new Map<Stream, number>()
  const statusOf = (stream: Stream) => (wallClock() < (busyUntil.get(stream) ?? 0) ? 'UPDATING' : 'ACTIVE')

  const begin = (stream: Stream, texts: readonly string[]): Shard[] => {
    const ids = texts.map((text) => {
      const index = shardIndexOf(text)
      if (index === undefined) throw noShard(stream, text)
      return shardIdOf(index)
    })
    if (stream.onDemand) {
      throw new ApiError(
        'ValidationException',
        `Request is invalid. Stream ${stream.name} under account ${account} is in On-Demand mode.`,
      )
    }
    const status = statusOf(stream)
    if (status !== 'ACTIVE') {
      throw new ApiError(
        'ResourceInUseException',
        `Stream ${stream.name} under account ${account} not ACTIVE, instead in state ${status}`,
      )
    }
    const shards = ids.map((id) => shardOf(stream, id))
    const closed = shards.find(({ closedAt }) => closedAt !== undefined)
    if (closed !== undefined) {
      throw invalid(
        `Shard ${closed.id} in stream ${stream.name} under account ${account} has already been merged or split, and thus is not eligible for merging or splitting.`,
      )
    }
    return shards
  }

  return {
    statusOf,
    split(stream: Stream, shardToSplit: string, newStartingHashKey: string) {
      const [shard] = begin(stream, [shardToSplit]) as [Shard]
      const { start, end } = shard.range
      const hashKey = BigInt(newStartingHashKey)
      if (hashKey <= start + 1n || hashKey >= end) {
        throw invalid(
          `NewStartingHashKey ${newStartingHashKey} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${account} is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
        )
      }
      stream.split(shard, hashKey)
      busyUntil.set(stream, wallClock() + updatingMillis)
    },
    merge(stream: Stream, shardToMerge: string, adjacentShardToMerge: string) {
      const [lower, higher] = begin(stream, [shardToMerge, adjacentShardToMerge]) as [Shard, Shard]
      if (lower.range.end + 1n !== higher.range.start) {
        throw invalid(
          `Shards ${lower.id} and ${higher.id} in stream ${stream.name} under account ${account} are not an adjacent pair of shards eligible for merging`,
        )
      }
      stream.merge(lower, higher)
      busyUntil.set(stream, wallClock() + updatingMillis)
    },
  }
}

const shardOf = (stream: Stream, shardId: string): Shard => {
  const shard = stream.shards.find(({ id }) => id === shardId)
  if (shard === undefined) throw noShard(stream, shardId)
  return shard
}

const noShard = ({ name }: Stream, shardId: string) =>
  new ApiError(
    'ResourceNotFoundException',
    `Could not find shard ${shardId} in stream ${name} under account ${account}.`,
  )

const invalid = (message: string) => new ApiError('InvalidArgumentException', message)
