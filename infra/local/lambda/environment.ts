import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'

/** What a worker is told once: the module, the export in it, and what its context says of the function. */
export type EnvironmentData = {
  file: string
  handler: string
  functionName: string
  functionArn: string
  memoryLimitInMB: string
}

/** To the worker: run this event, JSON as text. `deadline` is a wall-clock time. */
export type Start = { requestId: string; event: string; deadline: number }

/** From the worker: what the handler answered, or how it failed, JSON as text. `broken`: the module could not be loaded. */
export type Finish = { answer: string } | { error: string; broken: boolean }

/** AWS's shape of what a handler threw. */
export type ErrorAnswer = { errorType: string; errorMessage: string; trace: string[] }

type Handler = (event: unknown, context: object) => unknown

const load = async ({ file, handler }: EnvironmentData): Promise<Handler> => {
  const found = ((await import(pathToFileURL(file).href)) as Record<string, unknown>)[handler]
  if (typeof found === 'function') return found as Handler
  throw Object.assign(new Error(`${handler} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' })
}

const contextOf = (data: EnvironmentData, { requestId, deadline }: Start) => ({
  awsRequestId: requestId,
  functionName: data.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: data.functionArn,
  memoryLimitInMB: data.memoryLimitInMB,
  logGroupName: `/aws/lambda/${data.functionName}`,
  logStreamName: 'laptop',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

const errorAnswer = (thrown: unknown): ErrorAnswer =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') }
    : { errorType: 'Error', errorMessage: String(thrown), trace: [] }

/** Runs in a worker thread, which is one execution environment: one invocation at a time, module state kept between them. */
const serve = (port: NonNullable<typeof parentPort>, data: EnvironmentData) => {
  const loading = load(data)
  let broken = false
  loading.catch(() => {
    broken = true
  })
  port.on('message', async (start: Start) => {
    const finish = await loading
      .then((handler) => handler(JSON.parse(start.event), contextOf(data, start)))
      .then((answer): Finish => ({ answer: JSON.stringify(answer ?? null) }))
      .catch((thrown): Finish => ({ error: JSON.stringify(errorAnswer(thrown)), broken }))
    port.postMessage(finish)
  })
}

if (parentPort !== null) serve(parentPort, workerData as EnvironmentData)
