import type { checkpointsIn } from './checkpoint.ts'
import type { LaneSettings, LaneWork } from './lane.ts'
import type { ShardReader } from './shard-reader.ts'
import { startShardReader } from './shard-reader.ts'
import type { Shard, Stream } from './stream.ts'

/** Reads all shards of a stream for one event source mapping: a shard's parents to their end before the shard itself. */
export type StreamReader = {
  /** Everything that was put is done. */
  readonly idle: boolean
  stop(): Promise<void>
}

type StreamReaderOptions = {
  stream: Stream
  checkpoints: ReturnType<typeof checkpointsIn>
  /** Where the first reading of the stream begins. A shard that came of others is always read from its first record. */
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  parallelizationFactor: number
  settings: LaneSettings
  workOn(shard: Shard): Omit<LaneWork, 'done' | 'rested'>
  onIdle(): void
}

export const startStreamReader = (options: StreamReaderOptions): StreamReader => {
  const { stream, checkpoints, startingPosition, parallelizationFactor, settings, workOn, onIdle } = options
  const readers = new Map<string, ShardReader>()
  let stopped = false

  const isRead = ({ id, closedAt }: Shard) => closedAt !== undefined && readers.get(id)?.idle === true
  const mayStart = ({ parents }: Shard) =>
    stream.shards.filter(({ id }) => parents.includes(id)).every((parent) => isRead(parent))

  const start = (shard: Shard) =>
    readers.set(
      shard.id,
      startShardReader({
        log: shard.log,
        checkpoint: checkpoints.of(shard.id),
        parallelizationFactor,
        settings,
        work: workOn(shard),
        onIdle: advance,
      }),
    )

  /** Parents stand before their children in the list: one pass starts whole generations that have nothing left to read. */
  const advance = () => {
    if (stopped) return
    for (const shard of stream.shards) if (!readers.has(shard.id) && mayStart(shard)) start(shard)
    if (isIdle()) onIdle()
  }

  const isIdle = () => stream.shards.every(({ id }) => readers.get(id)?.idle === true)

  if (checkpoints.fresh && startingPosition === 'LATEST') {
    for (const { id, log } of stream.shards) {
      const checkpoint = checkpoints.of(id)
      checkpoint.write({ from: log.next, done: [] })
      checkpoint.close()
    }
  }
  stream.onReshard(advance)
  advance()

  return {
    get idle() {
      return isIdle()
    },
    async stop() {
      stopped = true
      await Promise.all([...readers.values()].map((reader) => reader.stop()))
    },
  }
}
