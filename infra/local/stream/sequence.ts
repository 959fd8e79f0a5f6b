/** What a sequence number tells: when its stream was made, which shard it is of, and the record's number in there. */
export type Sequence = { createdAt: number; shard: number; record: number }

/** 56 digits, as Kinesis' are: they sort as numbers and as text, and differ between streams, shards and restarts. */
export const sequenceNumber = ({ createdAt, shard, record }: Sequence): string =>
  `49${String(createdAt).padStart(15, '0')}${String(record).padStart(33, '0')}${String(shard).padStart(6, '0')}`

export const readSequence = (text: string): Sequence | undefined =>
  /^49\d{54}$/.test(text)
    ? { createdAt: Number(text.slice(2, 17)), record: Number(text.slice(17, 50)), shard: Number(text.slice(50)) }
    : undefined
