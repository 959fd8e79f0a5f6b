import { randomUUID } from 'node:crypto'
import type { LambdaFunction } from './functions.ts'
import { type LambdaWorker, startWorker } from './worker.ts'

/** All environments of one function. */
export type Pool = {
  /** Runs in an idle environment, in a new one while there may be more, or waits in line for one. */
  run(event: string): Promise<string>
  close(): Promise<void>
}

/** Of real time. Lambda retires idle environments too, after some minutes; here it is memory that counts, 25 MB each. */
const retireAfterMillis = 30_000

/** `onRan` is told how long each event ran, in milliseconds. */
export const createPool = (
  fn: LambdaFunction,
  onLine: (line: string) => void,
  onRan: (ms: number) => void = () => undefined,
): Pool => {
  const workers = new Set<LambdaWorker>()
  const idle: { worker: LambdaWorker; since: number }[] = []
  const line: { resolve(worker: LambdaWorker): void; reject(error: Error): void }[] = []
  let closed = false

  const gone = () => new Error(`${fn.functionName} takes no more events: the laptop is shutting down.`)

  const start = (): LambdaWorker => {
    const worker = startWorker(fn, onLine, () => {
      workers.delete(worker)
      const place = idle.findIndex((one) => one.worker === worker)
      if (place >= 0) idle.splice(place, 1)
    })
    workers.add(worker)
    return worker
  }

  const take = (): LambdaWorker | Promise<LambdaWorker> =>
    idle.pop()?.worker ??
    (workers.size < fn.concurrency ? start() : new Promise((resolve, reject) => line.push({ resolve, reject })))

  const giveBack = (worker: LambdaWorker) => {
    if (closed) return
    if (!worker.alive) workers.delete(worker)
    const next = line.shift()
    if (next !== undefined) next.resolve(worker.alive ? worker : start())
    else if (worker.alive) idle.push({ worker, since: performance.now() })
  }

  // the one that was used last is used next, so those in front have been idle for longest
  const retire = setInterval(() => {
    const kept = idle.findIndex(({ since }) => performance.now() - since < retireAfterMillis)
    for (const { worker } of idle.splice(0, kept === -1 ? idle.length : kept)) void worker.close()
  }, retireAfterMillis / 2)
  retire.unref()

  return {
    async run(event) {
      if (closed) throw gone()
      const worker = await take()
      const from = performance.now()
      try {
        return await worker.run(randomUUID(), event)
      } finally {
        onRan(performance.now() - from)
        giveBack(worker)
      }
    },
    async close() {
      closed = true
      clearInterval(retire)
      for (const { reject } of line.splice(0)) reject(gone())
      await Promise.all([...workers].map((worker) => worker.close()))
    },
  }
}
