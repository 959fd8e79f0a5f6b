import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type AppendLog, linesOf, openAppendLog } from '../files/append-log.ts'

/** A record as the log keeps it. `number` counts the shard's records; `data` is base64; `arrivedAt` is on the clock. */
export type LogRecord = { number: number; arrivedAt: number; partitionKey: string; data: string }

/** A file of one shard's log: records from number `first` on. */
export type Segment = {
  readonly first: number
  /** The number that the next record would get. */
  readonly next: number
  readonly bytes: number
  readonly firstArrivedAt: number | undefined
  readonly lastArrivedAt: number | undefined
  append(records: readonly LogRecord[]): void
  /** Up to `limit` records of this segment from `number` on. */
  read(number: number, limit: number): LogRecord[]
  close(): void
  remove(): void
}

/** One place in the file is remembered for so many records, so that a reader that lags need not start from the front. */
const indexEvery = 256

const suffix = '.ndjson'
const segmentFile = (first: number) => `${String(first).padStart(16, '0')}${suffix}`
export const firstOfFile = (file: string) =>
  file.endsWith(suffix) ? Number(file.slice(0, -suffix.length)) : Number.NaN

export const openSegment = (folder: string, first: number): Segment => {
  const path = join(folder, segmentFile(first))
  const places: { number: number; offset: number }[] = []
  let next = first
  let firstArrivedAt: number | undefined
  let lastArrivedAt: number | undefined

  const note = (record: LogRecord, offset: number) => {
    if ((record.number - first) % indexEvery === 0) places.push({ number: record.number, offset })
    firstArrivedAt ??= record.arrivedAt
    lastArrivedAt = record.arrivedAt
    next = record.number + 1
  }

  const log: AppendLog = openAppendLog(path, (line, offset) => note(decode(line), offset))

  return {
    first,
    get next() {
      return next
    },
    get bytes() {
      return log.size
    },
    get firstArrivedAt() {
      return firstArrivedAt
    },
    get lastArrivedAt() {
      return lastArrivedAt
    },
    append(records) {
      let offset = log.size
      const lines = records.map(encode)
      log.append(lines.join(''))
      for (const [i, record] of records.entries()) {
        note(record, offset)
        offset += Buffer.byteLength(lines[i] ?? '')
      }
    },
    read(number, limit) {
      const place = places[Math.floor((number - first) / indexEvery)]
      if (place === undefined) return []
      const records: LogRecord[] = []
      const file = openSync(path, 'r')
      try {
        for (const { line } of linesOf(file, place.offset)) {
          const record = decode(line)
          if (record.number >= number) records.push(record)
          if (records.length === limit) break
        }
      } finally {
        closeSync(file)
      }
      return records
    },
    close: () => log.close(),
    remove() {
      log.close()
      rmSync(path)
    },
  }
}

const encode = ({ number, arrivedAt, partitionKey, data }: LogRecord) =>
  `${JSON.stringify([number, arrivedAt, partitionKey, data])}\n`

const decode = (line: string): LogRecord => {
  const [number, arrivedAt, partitionKey, data] = JSON.parse(line) as [number, number, string, string]
  return { number, arrivedAt, partitionKey, data }
}
