import { mkdirSync, readdirSync } from 'node:fs'
import { firstOfFile, type LogRecord, openSegment, type Segment } from './segment.ts'

/** One shard's records, in order, on disk; the newest in memory as well. */
export type ShardLog = {
  /** The number of the oldest record that is kept, and the one that the next record will get. */
  readonly oldest: number
  readonly next: number
  /** Writes the records down, then tells the listeners. Times never run backwards within a shard. */
  append(records: readonly { partitionKey: string; data: string }[], now: number): readonly LogRecord[]
  /** Up to `limit` records from `number` on, or from the oldest that is kept. */
  read(number: number, limit: number): readonly LogRecord[]
  onAppend(listener: (records: readonly LogRecord[]) => void): () => void
  close(): void
}

/** Kinesis' default: records live for 24 hours. */
export const retentionInMillis = 24 * 60 * 60 * 1000
const segmentSpanInMillis = 60 * 60 * 1000
const segmentBytes = 16 * 1024 * 1024
/** What stays in memory for readers that keep up: enough for a busy second. */
const tailRecords = 4_000

/** Opens a shard's log in `folder`, or makes one whose first record will be number `first`. */
export const openShardLog = (folder: string, now: number, first = 1): ShardLog => {
  mkdirSync(folder, { recursive: true })
  const firsts = readdirSync(folder).map(firstOfFile).filter(Number.isFinite)
  const segments = firsts.sort((a, b) => a - b).map((number) => openSegment(folder, number))
  if (segments.length === 0) segments.push(openSegment(folder, first))
  const listeners = new Set<(records: readonly LogRecord[]) => void>()
  let tail: LogRecord[] = []

  const newest = () => segments.at(-1) as Segment

  /** The newest segment is never trimmed: its file name keeps the count. */
  const trim = (time: number) => {
    while (segments.length > 1 && (segments[0]?.lastArrivedAt ?? 0) < time - retentionInMillis)
      segments.shift()?.remove()
  }

  const roll = (time: number) => {
    const { bytes, firstArrivedAt, next } = newest()
    if (firstArrivedAt === undefined) return
    if (bytes < segmentBytes && time - firstArrivedAt < segmentSpanInMillis) return
    segments.push(openSegment(folder, next))
    trim(time)
  }

  const readSegments = (number: number, limit: number) => {
    const records: LogRecord[] = []
    for (const segment of segments) {
      if (segment.next > number && records.length < limit) {
        records.push(...segment.read(Math.max(number, segment.first), limit - records.length))
      }
    }
    return records
  }

  roll(now)
  trim(now)

  return {
    get oldest() {
      return segments[0]?.first ?? first
    },
    get next() {
      return newest().next
    },
    append(incoming, time) {
      roll(time)
      const segment = newest()
      const arrivedAt = Math.max(time, segment.lastArrivedAt ?? 0)
      const records = incoming.map((record, i) => ({ number: segment.next + i, arrivedAt, ...record }))
      segment.append(records)
      tail.push(...records)
      if (tail.length > 2 * tailRecords) tail = tail.slice(-tailRecords)
      for (const listener of listeners) listener(records)
      return records
    },
    read(number, limit) {
      const first = tail[0]?.number ?? newest().next
      return number >= first ? tail.slice(number - first, number - first + limit) : readSegments(number, limit)
    },
    onAppend(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      listeners.clear()
      for (const segment of segments) segment.close()
    },
  }
}
