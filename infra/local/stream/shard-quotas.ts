import type { Clock } from '../contracts.ts'
import { createRate, type Rate } from '../rate.ts'
import type { Shard } from './stream.ts'

/** What one shard takes in a second. Source: Amazon Kinesis Data Streams developer guide, "Quotas and limits". */
const recordsPerSecond = 1_000
const bytesPerSecond = 1024 * 1024

/** Whether a shard still takes a record of so many bytes in this second; what it takes is counted. */
export const createShardQuotas = (clock: Clock): ((shard: Shard, bytes: number) => boolean) => {
  const rates = new Map<Shard, { records: Rate; bytes: Rate }>()
  return (shard, size) => {
    const known = rates.get(shard)
    const rate = known ?? { records: createRate(recordsPerSecond, clock), bytes: createRate(bytesPerSecond, clock) }
    if (known === undefined) rates.set(shard, rate)
    if (!rate.records.has(1) || !rate.bytes.has(size)) return false
    rate.records.take(1)
    rate.bytes.take(size)
    return true
  }
}
