import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import type { EnvironmentData, Finish, Start } from './environment.ts'
import { FunctionError } from './function-error.ts'
import type { LambdaFunction } from './functions.ts'

/** A quarter of Node's default: saves 15 MB an environment and costs nothing that can be measured. */
const maxYoungGenerationSizeMb = 12

/** One execution environment. Runs one event at a time; JSON as text both ways. */
export type LambdaWorker = {
  /** Rejects with FunctionError. After a timeout or a crash `alive` is false and the worker is gone. */
  run(requestId: string, event: string): Promise<string>
  readonly alive: boolean
  close(): Promise<void>
}

/** Starts an environment. `onLine` gets what the handler prints, line by line; `onGone` is called once, when it has ended. */
export const startWorker = (fn: LambdaFunction, onLine: (line: string) => void, onGone: () => void): LambdaWorker => {
  const { file, handler, functionName, functionArn, memoryLimitInMB } = fn
  const workerData: EnvironmentData = { file, handler, functionName, functionArn, memoryLimitInMB }
  const worker = new Worker(new URL('./environment.ts', import.meta.url), {
    workerData,
    env: { ...fn.env },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Number(memoryLimitInMB), maxYoungGenerationSizeMb },
  })
  for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', onLine)

  let alive = true
  let settle: ((finish: Finish | FunctionError) => void) | undefined
  let crash = new FunctionError('Runtime.ExitError', 'Error: Runtime exited without providing a reason')

  worker.on('message', (finish: Finish) => {
    if ('broken' in finish && finish.broken) {
      alive = false // the next event gets an environment that tries to load again
      worker.terminate()
    }
    settle?.(finish)
  })
  worker.on('error', (error: Error) => {
    crash = new FunctionError(error.name, error.message, (error.stack ?? '').split('\n'))
  })
  worker.on('exit', () => {
    alive = false
    settle?.(crash)
    onGone()
  })

  return {
    get alive() {
      return alive
    },
    run: (requestId, event) =>
      new Promise((resolve, reject) => {
        const timeout = setTimeout(() => {
          alive = false
          crash = FunctionError.timedOut(requestId, fn.timeoutInMillis)
          worker.terminate()
        }, fn.timeoutInMillis)
        settle = (finish) => {
          clearTimeout(timeout)
          settle = undefined
          if (finish instanceof FunctionError) reject(finish)
          else if ('error' in finish) reject(FunctionError.from(finish.error))
          else resolve(finish.answer)
        }
        const start: Start = { requestId, event, deadline: Date.now() + fn.timeoutInMillis }
        worker.postMessage(start)
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}
