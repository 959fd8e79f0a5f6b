import { setTimeout as sleep } from 'node:timers/promises'
import type { BatchFailures } from '../batch-failures.ts'
import type { GaveUp } from './event.ts'
import type { LogRecord } from './segment.ts'

/** How a lane treats its batches: the template's settings. `maxAgeInMillis` and `retries` may be Infinity. */
export type LaneSettings = {
  batchSize: number
  windowInMillis: number
  maxAgeInMillis: number
  retries: number
  bisect: boolean
}

/** What a lane needs done for it. */
export type LaneWork = {
  now(): number
  at(time: number, callback: () => unknown): () => void
  /** Runs the function. Never rejects: a thrown error fails the whole batch. */
  handle(records: readonly LogRecord[]): Promise<BatchFailures>
  identifier(record: LogRecord): string
  giveUp(records: readonly LogRecord[], why: GaveUp): Promise<void>
  /** Everything of this lane up to and with `number` is done. */
  done(number: number): void
  /** Nothing waits and nothing runs. */
  rested(): void
}

/** One at a time, in order: the records whose partition keys fell to this lane. */
export type Lane = {
  readonly waiting: number
  /** Everything that was pushed is done: nothing waits, runs, or was interrupted by a stop. */
  readonly resting: boolean
  push(record: LogRecord): void
  /** Starts on what waits, unless the lane is busy with an earlier batch. */
  wake(): void
  /** Lets the running attempt end and starts nothing more. */
  stop(): Promise<void>
}

/** Lambda's payload limit, less room for the envelope of each record. */
const maxBatchBytes = 6 * 1024 * 1024
const envelopeBytes = 600

const firstBackoffInMillis = 100
const longestBackoffInMillis = 5_000

export const createLane = (settings: LaneSettings, work: LaneWork): Lane => {
  const queue: LogRecord[] = []
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let cancelWindow: (() => void) | undefined
  let windowOver = false
  let interrupted = false

  const take = (): LogRecord[] => {
    let bytes = 0
    let count = 0
    for (; count < Math.min(settings.batchSize, queue.length); count++) {
      bytes += (queue[count]?.data.length ?? 0) + envelopeBytes
      if (bytes > maxBatchBytes && count > 0) break
    }
    return queue.splice(0, count)
  }

  /** Works until every record of the batch is handled or given up. Halves wait on a stack; retries are counted per head. */
  const handleBatch = async (batch: LogRecord[]) => {
    const parts = [{ records: batch, attempts: 0 }]
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      if (stopping.signal.aborted) {
        interrupted = true
        return
      }
      const { attempts } = part
      const records = await dropAged(part.records, attempts)
      if (records.length === 0) continue
      const failures = await work.handle(records)
      const rest = remaining(records, failures)
      if (rest.length < records.length) work.done(records[records.length - rest.length - 1]?.number ?? 0)
      if (rest.length === 0) continue
      const tried = rest.length < records.length ? 1 : attempts + 1
      // a function that names its failure has divided the batch there: only one that fails as a whole is halved
      if (settings.bisect && failures === 'all' && rest.length > 1) {
        const middle = rest.length >>> 1
        parts.push({ records: rest.slice(middle), attempts: 0 }, { records: rest.slice(0, middle), attempts })
        await backOff(tried)
      } else if (tried <= settings.retries) {
        parts.push({ records: rest, attempts: tried })
        await backOff(tried)
      } else {
        await giveUp(rest, { condition: 'RetryAttemptsExhausted', invokeCount: tried })
      }
    }
  }

  const giveUp = async (records: LogRecord[], why: GaveUp) => {
    await work.giveUp(records, why)
    work.done(records.at(-1)?.number ?? 0)
  }

  const dropAged = async (records: LogRecord[], attempts: number): Promise<LogRecord[]> => {
    const oldest = work.now() - settings.maxAgeInMillis
    const young = records.findIndex((record) => record.arrivedAt >= oldest)
    const aged = records.slice(0, young < 0 ? records.length : young)
    if (aged.length === 0) return records
    await giveUp(aged, { condition: 'RecordAgeExceeded', invokeCount: attempts })
    return records.slice(aged.length)
  }

  /** Resumes at the lowest failure and replays everything after it. */
  const remaining = (records: LogRecord[], failures: BatchFailures): LogRecord[] => {
    if (failures === 'all') return records
    if (failures.size === 0) return []
    const first = records.findIndex((record) => failures.has(work.identifier(record)))
    return first < 0 ? [] : records.slice(first)
  }

  /** By real time: what a retry waits for is a busy machine, not the clock's. */
  const backOff = (attempts: number) =>
    sleep(Math.min(longestBackoffInMillis, firstBackoffInMillis * 2 ** (attempts - 1)), undefined, {
      signal: stopping.signal,
    }).catch(() => undefined)

  /** Without a window always; with one, once the batch is full or the window over. */
  const ready = () => {
    const full = queue.length >= settings.batchSize
    if (settings.windowInMillis === 0 || full || windowOver) {
      cancelWindow?.()
      cancelWindow = undefined
      windowOver = false
      return true
    }
    cancelWindow ??= work.at(work.now() + settings.windowInMillis, () => {
      windowOver = true
      cancelWindow = undefined
      wake()
    })
    return false
  }

  const run = async () => {
    do await handleBatch(take())
    while (queue.length > 0 && !stopping.signal.aborted && ready())
  }

  const wake = () => {
    if (running !== undefined || queue.length === 0 || stopping.signal.aborted || !ready()) return
    running = run().finally(() => {
      running = undefined
      wake()
      if (queue.length === 0 && !interrupted) work.rested()
    })
  }

  return {
    get waiting() {
      return queue.length
    },
    get resting() {
      return queue.length === 0 && running === undefined && !interrupted
    },
    push: (record) => queue.push(record),
    wake,
    async stop() {
      cancelWindow?.()
      stopping.abort()
      await running
    },
  }
}
