import type { Checkpoint } from './checkpoint.ts'
import { createLane, type Lane, type LaneSettings, type LaneWork } from './lane.ts'
import { hashKeyOf } from './partition.ts'
import type { LogRecord } from './segment.ts'
import type { ShardLog } from './shard-log.ts'

/** Reads one shard for one event source mapping, pushed by the log, in as many lanes as the mapping is parallel. */
export type ShardReader = {
  /** Everything that was put is done. */
  readonly idle: boolean
  stop(): Promise<void>
}

export type ReaderOptions = {
  log: ShardLog
  /** Without a position in it, the oldest record that is kept comes first. The reader closes it. */
  checkpoint: Checkpoint
  parallelizationFactor: number
  settings: LaneSettings
  work: Omit<LaneWork, 'done' | 'rested'>
  onIdle(): void
}

/** How many batches per lane are read ahead of a slow function; beyond that the log on disk waits. */
const batchesAhead = 10

export const startShardReader = (options: ReaderOptions): ShardReader => {
  const { log, checkpoint, parallelizationFactor, settings, work, onIdle } = options
  const maxWaiting = batchesAhead * parallelizationFactor * settings.batchSize
  const saved = checkpoint.read()
  let next = saved?.from ?? log.oldest
  const sameLanes = saved?.done.length === parallelizationFactor
  const done = Array.from({ length: parallelizationFactor }, (_, i) => (sameLanes ? (saved.done[i] ?? 0) : 0))

  const lanes: readonly Lane[] = done.map((_, i) =>
    createLane(settings, {
      ...work,
      done(number) {
        done[i] = number
        save()
        fill()
      },
      rested: () => isIdle() && onIdle(),
    }),
  )

  const isIdle = () => next === log.next && lanes.every((lane) => lane.resting)

  const save = () => {
    const unfinished = lanes.map((lane, i) => (lane.resting ? next : (done[i] ?? 0) + 1))
    checkpoint.write({ from: Math.min(...unfinished), done })
  }

  /** The same partition key always goes to the same lane. */
  const laneOf = ({ partitionKey }: LogRecord) =>
    parallelizationFactor === 1 ? 0 : Number(hashKeyOf(partitionKey) % BigInt(parallelizationFactor))

  const fill = () => {
    if (next >= log.next) return
    const room = maxWaiting - lanes.reduce((sum, lane) => sum + lane.waiting, 0)
    const records = room > 0 ? log.read(next, room) : []
    for (const record of records) {
      const lane = laneOf(record)
      if (record.number > (done[lane] ?? 0)) lanes[lane]?.push(record)
      next = record.number + 1
    }
    for (const lane of lanes) lane.wake()
  }

  const forget = log.onAppend(fill)
  save()
  fill()

  return {
    get idle() {
      return isIdle()
    },
    async stop() {
      forget()
      await Promise.all(lanes.map((lane) => lane.stop()))
      checkpoint.close()
    },
  }
}
