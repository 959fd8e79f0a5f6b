import type { Shard, Stream } from './stream.ts'

/** What DescribeStream and its summary say alike. */
export const describeStream = ({ name, arn, createdAt, onDemand }: Stream, status: string) => ({
  StreamName: name,
  StreamARN: arn,
  StreamStatus: status,
  StreamModeDetails: { StreamMode: onDemand ? 'ON_DEMAND' : 'PROVISIONED' },
  RetentionPeriodHours: 24,
  StreamCreationTimestamp: Math.floor(createdAt / 1000),
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  EncryptionType: 'NONE',
})

export const describeShard = (shard: Shard) => {
  const { id, range, first, closedAt, log } = shard
  return {
    ShardId: id,
    ...parentsOf(shard),
    HashKeyRange: rangeOf(range),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.sequenceNumber(first - 1), // no record's own, and so is the one at the end
      ...(closedAt !== undefined && { EndingSequenceNumber: shard.sequenceNumber(log.next) }),
    },
  }
}

/** What a reader that has come to a closed shard's end should read next. */
export const childrenOf = ({ shards }: Stream, { id }: Shard) =>
  shards
    .filter(({ parents }) => parents.includes(id))
    .map((child) => ({
      ShardId: child.id,
      ParentShards: child.parents,
      HashKeyRange: rangeOf(child.range),
    }))

const parentsOf = ({ parents: [parent, adjacent] }: Shard) => ({
  ...(parent !== undefined && { ParentShardId: parent }),
  ...(adjacent !== undefined && { AdjacentParentShardId: adjacent }),
})

const rangeOf = ({ start, end }: Shard['range']) => ({ StartingHashKey: String(start), EndingHashKey: String(end) })

/** Entries after `after` by their name, at most `limit` of them. */
export const pageOf = <T>(
  entries: readonly T[],
  nameOf: (entry: T) => string,
  { after = '', limit }: { after?: string | undefined; limit: number },
) => {
  const rest = entries.filter((entry) => nameOf(entry) > after)
  return { page: rest.slice(0, limit), hasMore: rest.length > limit }
}
