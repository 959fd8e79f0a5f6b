import { createHash } from 'node:crypto'

const hashSpace = 1n << 128n
export const lastHashKey = hashSpace - 1n

/** The part of the hash space that a shard owns, both ends included. */
export type HashRange = { start: bigint; end: bigint }

/** The MD5 of a partition key as Kinesis reads it: a number below 2^128. */
export const hashKeyOf = (partitionKey: string): bigint =>
  BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`)

/** The whole hash space, shared evenly; the last part takes what does not divide. */
export const evenRanges = (count: number): HashRange[] => {
  const width = hashSpace / BigInt(count)
  return Array.from({ length: count }, (_, i) => {
    const start = width * BigInt(i)
    return { start, end: i === count - 1 ? lastHashKey : start + width - 1n }
  })
}

export const covers = ({ start, end }: HashRange, hashKey: bigint): boolean => hashKey >= start && hashKey <= end

export const shardIdOf = (index: number) => `shardId-${String(index).padStart(12, '0')}`

/** The shard that is meant: Kinesis reads `shardId-000000000003`, and `3` as well. */
export const shardIndexOf = (text: string): number | undefined => {
  const digits = text.split('-')[1] ?? text
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined
}
