import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { Figure } from './judge.ts'

/** Every worker thread of this process that is alive. Ask for it before the first one starts. */
export const watchWorkers = (): ReadonlySet<Worker> => {
  const workers = new Set<Worker>()
  process.on('worker', (worker) => {
    workers.add(worker)
    worker.once('exit', () => workers.delete(worker))
  })
  return workers
}

/** Measures this process, garbage collected first where `--expose-gc` lets us, and the store below `folder`. */
export const measure = async (
  folder: string,
  workers: ReadonlySet<Worker>,
): Promise<Readonly<Record<Figure, number>>> => {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const resources = process.getActiveResourcesInfo()
  const heaps = await Promise.all([...workers].map(heapOf))
  return {
    rssMb: megabytes(rss),
    heapMb: megabytes(heapUsed),
    workerHeapsMb: megabytes(heaps.reduce((sum, bytes) => sum + bytes, 0)),
    threads: workers.size,
    handles: resources.length,
    sockets: resources.filter((name) => name === 'TCPSocketWrap').length,
    tablesMb: megabytes(sizeOf(join(folder, 'dynamodb'))),
    streamsMb: megabytes(sizeOf(join(folder, 'streams'))),
    queuesMb: megabytes(sizeOf(join(folder, 'queues'))),
  }
}

/** Of a thread that has just ended: nothing. */
const heapOf = (worker: Worker): Promise<number> =>
  worker.getHeapStatistics().then(
    ({ used_heap_size }) => used_heap_size,
    () => 0,
  )

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10

/** Bytes of all files below a folder. Files may come and go meanwhile: LevelDB compacts. */
export const sizeOf = (folder: string): number => {
  const sizes = entriesOf(folder).map((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? sizeOf(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
