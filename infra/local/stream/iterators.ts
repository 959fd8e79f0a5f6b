import { ApiError } from '../api-error.ts'
import { account } from '../aws.ts'
import { shardIdOf } from './partition.ts'
import { readSequence } from './sequence.ts'
import type { Shard, Stream } from './stream.ts'

/** A place in a shard, and when a reader was told of it. */
export type Iterator = { stream: string; shard: number; record: number; madeAt: number }

const lifeInMillis = 5 * 60 * 1000

/** Opaque to a reader, good for five minutes by the clock. */
export const writeIterator = ({ stream, shard, record, madeAt }: Iterator): string =>
  Buffer.from(`${madeAt}/${stream}/${shard}/${record}`).toString('base64')

/** Throws InvalidArgumentException for what we never gave out, ExpiredIteratorException for what is too old. */
export const readIterator = (text: string, now: number): Iterator => {
  const decoded = Buffer.from(text, 'base64')
  const [, madeAt, stream = '', shard, record] = /^(\d+)\/([\w.-]+)\/(\d+)\/(\d+)$/.exec(decoded.toString()) ?? []
  if (madeAt === undefined || decoded.toString('base64') !== text || Number(madeAt) > now)
    throw invalid('Invalid ShardIterator.')
  if (now - Number(madeAt) > lifeInMillis) {
    throw new ApiError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${timeOf(Number(madeAt))} while right now it is ${timeOf(now)} which is further in the future than the tolerated delay of ${lifeInMillis} milliseconds.`,
    )
  }
  return { stream, shard: Number(shard), record: Number(record), madeAt: Number(madeAt) }
}

/** As `Thu Jan 22 01:22:02 UTC 2015`. */
const timeOf = (time: number): string => {
  const [, day, date, month, year, clock] = /^(.+), (.+) (.+) (.+) (.+) GMT$/.exec(new Date(time).toUTCString()) ?? []
  return `${day} ${month} ${date} ${clock} UTC ${year}`
}

type Start = { ShardIteratorType?: string; StartingSequenceNumber?: string; Timestamp?: number }

/** The number of the record that an iterator starts at. */
export const startOf = (stream: Stream, shard: Shard, start: Start, now: number): number => {
  const { ShardIteratorType: type = '', StartingSequenceNumber: sequence, Timestamp } = start
  if (sequence !== undefined && (type === 'TRIM_HORIZON' || type === 'LATEST')) throw eitherOr(type, 'also a')
  if (type === 'TRIM_HORIZON') return shard.log.oldest
  if (type === 'LATEST') return shard.log.next
  if (type === 'AT_TIMESTAMP') return firstSince(shard.log, Timestamp, now)
  if (sequence === undefined) throw eitherOr(type, 'no')
  const record = recordOf(stream, shard, sequence)
  return type === 'AFTER_SEQUENCE_NUMBER' ? record + 1 : record
}

const eitherOr = (type: string, given: 'also a' | 'no') =>
  invalid(
    `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${given} StartingSequenceNumber.`,
  )

const recordOf = ({ name, createdAt }: Stream, { id, index }: Shard, text: string): number => {
  const used = `StartingSequenceNumber ${text} used in GetShardIterator on shard ${id} in stream ${name} under account ${account} is invalid`
  const sequence = readSequence(text)
  if (sequence === undefined) throw invalid(`${used}.`)
  if (sequence.shard !== index) {
    throw invalid(
      `Invalid StartingSequenceNumber. It encodes ${shardIdOf(sequence.shard)}, while it was used in a call to a shard with ${id}`,
    )
  }
  if (sequence.createdAt !== createdAt) throw invalid(`${used} because it did not come from this stream.`)
  return sequence.record
}

const firstSince = (log: Shard['log'], seconds: number | undefined, now: number): number => {
  if (seconds === undefined) {
    throw invalid(
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    )
  }
  const time = seconds * 1000
  if (time > now) {
    throw invalid(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${time}, currentTimestampInMillis: ${now}`,
    )
  }
  let number = log.oldest
  for (let records = log.read(number, 1000); records.length > 0; records = log.read(number, 1000)) {
    const found = records.find(({ arrivedAt }) => arrivedAt >= time)
    if (found !== undefined) return found.number
    number = (records.at(-1)?.number ?? number) + 1
  }
  return number
}

const invalid = (message: string) => new ApiError('InvalidArgumentException', message)
