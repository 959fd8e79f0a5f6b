import { createHash } from 'node:crypto'

const hashSpace = 1n << 128n

/** The MD5 of a partition key as Kinesis reads it: a number below 2^128. */
export const hashKeyOf = (partitionKey: string): bigint =>
  BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`)

/** The part of the hash space that a shard owns, both ends included. Shards share it evenly. */
export const hashRange = (shard: number, shardCount: number) => {
  const width = hashSpace / BigInt(shardCount)
  const start = width * BigInt(shard)
  return { start, end: shard === shardCount - 1 ? hashSpace - 1n : start + width - 1n }
}

/** The shard, counted from 0, that owns a hash key. */
export const shardOf = (hashKey: bigint, shardCount: number): number =>
  Math.min(Number(hashKey / (hashSpace / BigInt(shardCount))), shardCount - 1)

export const shardIdOf = (shard: number) => `shardId-${String(shard).padStart(12, '0')}`
