import { closeSync, constants, existsSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** How far a reader has come: every record before `from` is done, and of each lane those up to `done` as well. */
type Position = { from: number; done: readonly number[] }

export type Checkpoint = { read(): Position | undefined; write(position: Position): void; close(): void }

/** One write of this size into the page cache: a kill leaves the old position or the new one. */
const fixedBytes = 512

const openCheckpoint = (path: string): Checkpoint => {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT)
  return {
    read() {
      const bytes = Buffer.alloc(fixedBytes)
      const read = readSync(file, bytes, 0, fixedBytes, 0)
      return read === 0 ? undefined : (JSON.parse(bytes.toString('utf8', 0, read)) as Position)
    },
    write(position) {
      writeSync(file, JSON.stringify(position).padEnd(fixedBytes), 0)
    },
    close: () => closeSync(file),
  }
}

/** One reader's checkpoints, a file for each shard of its stream. */
export const checkpointsIn = (folder: string) => ({
  /** Nobody has read with them yet. */
  fresh: !existsSync(folder),
  of: (shardId: string): Checkpoint => openCheckpoint(join(folder, `${shardId}.json`)),
})
