import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Clock, Invoke, Template } from '../contracts.ts'
import type { Deliver } from '../destinations.ts'
import { openPendingLog } from '../files/pending-log.ts'
import { arnOfResource } from '../template/attributes.ts'
import { FunctionError } from './function-error.ts'
import { checkEvent } from './payload.ts'

/** One event that a function has yet to handle. `nextAt` is when, on the clock. */
type Pending = { fn: string; event: unknown; receivedAt: number; attempts: number; nextAt: number }

/** As the template's AWS::Lambda::EventInvokeConfig has it; Lambda's own defaults where it says nothing. */
type InvokeConfig = { retries: number; maxAgeInMillis: number; onFailure: string | undefined }

export type AsyncInvocations = {
  /** Written down before it returns; throws for an event over 1 MiB. Resolves after the first attempt, whatever came of it. */
  invokeAsync(fn: string, event: unknown): Promise<void>
  /** Events that run now or wait for their next try. */
  readonly pending: number
  /** Resolves when none runs; what waits for the clock does not count. */
  idle(): Promise<void>
  /** Waits for the attempts that run now. What waits for a retry stays written down. */
  close(): Promise<void>
}

/** Lambda retries a failed asynchronous event after one minute, then after two. */
const retryAfterInMillis = [60_000, 120_000]

/**
 * Lambda's queue for events that nobody waits for: kept under `folder`, tried again by the clock, and given to the
 * function's failure destination in the end. What was pending when the laptop stopped is tried again at start.
 */
export const openAsyncInvocations = (options: {
  template: Template
  clock: Clock
  invoke: Invoke
  folder: string
  deliver: Deliver
}): AsyncInvocations => {
  const { template, clock, invoke, folder, deliver } = options
  const configs = configsOf(template)
  const log = openPendingLog<Pending>(join(folder, 'async-invocations.ndjson'))
  const running = new Set<Promise<void>>()
  const cancels = new Map<string, () => void>()
  let closed = false

  const attempt = async (id: string, pending: Pending): Promise<void> => {
    const config = configs(pending.fn)
    const attempts = pending.attempts + 1
    const failure = await invoke(pending.fn, pending.event).then(
      () => undefined,
      (error: unknown) => (error instanceof FunctionError ? error : new FunctionError('Error', String(error))),
    )
    if (failure === undefined) return log.delete([id])
    if (closed) return // cut short, not failed: the next start tries it again
    const nextAt = clock.now() + (retryAfterInMillis[attempts - 1] ?? 0)
    const aged = nextAt - pending.receivedAt > config.maxAgeInMillis
    if (attempts <= config.retries && !aged) {
      const next = { ...pending, attempts, nextAt }
      log.set([[id, next]])
      return wait(id, next)
    }
    if (config.onFailure !== undefined) {
      const condition = aged && attempts <= config.retries ? 'EventAgeExceeded' : 'RetriesExhausted'
      const metadata = failureRecord(template, clock, { ...pending, attempts }, condition, failure)
      await deliver(config.onFailure, { metadata, source: `async/${pending.fn.split(':').at(-1)}` })
    }
    log.delete([id])
  }

  const run = (id: string, pending: Pending): Promise<void> => {
    cancels.delete(id)
    const attempted = attempt(id, pending).finally(() => running.delete(attempted))
    running.add(attempted)
    return attempted
  }

  const wait = (id: string, pending: Pending) => {
    if (!closed)
      cancels.set(
        id,
        clock.at(pending.nextAt, () => run(id, pending)),
      )
  }

  for (const [id, pending] of log.entries) wait(id, pending)

  return {
    get pending() {
      return log.entries.size
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    invokeAsync(fn, event) {
      checkEvent(JSON.stringify(event), 'Event')
      const id = randomUUID()
      const now = clock.now()
      const pending = { fn, event, receivedAt: now, attempts: 0, nextAt: now }
      log.set([[id, pending]])
      return run(id, pending)
    },
    async close() {
      closed = true
      for (const cancel of cancels.values()) cancel()
      await Promise.all(running)
      log.close()
    },
  }
}

const configsOf = (template: Template) => {
  const configs = new Map(
    template.ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
      const { FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = properties as {
        FunctionName: string
        MaximumRetryAttempts?: number
        MaximumEventAgeInSeconds?: number
        DestinationConfig?: { OnFailure?: { Destination?: string } }
      }
      const config: InvokeConfig = {
        retries: MaximumRetryAttempts ?? 2,
        maxAgeInMillis: (MaximumEventAgeInSeconds ?? 6 * 60 * 60) * 1000,
        onFailure: DestinationConfig?.OnFailure?.Destination,
      }
      return [template.find(FunctionName)?.logicalId, config] as const
    }),
  )
  const usual: InvokeConfig = { retries: 2, maxAgeInMillis: 6 * 60 * 60 * 1000, onFailure: undefined }
  return (fn: string) => configs.get(template.find(fn)?.logicalId) ?? usual
}

/** What Lambda tells a failure destination. */
const failureRecord = (
  template: Template,
  clock: Clock,
  { fn, event, attempts }: Pending,
  condition: 'RetriesExhausted' | 'EventAgeExceeded',
  failure: FunctionError,
) => ({
  version: '1.0',
  timestamp: new Date(clock.now()).toISOString(),
  requestContext: {
    requestId: randomUUID(),
    functionArn: `${functionArn(template, fn)}:$LATEST`,
    condition,
    approximateInvokeCount: attempts,
  },
  requestPayload: event,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: failure.toJSON(),
})

const functionArn = (template: Template, fn: string) => {
  const resource = template.find(fn)
  return resource === undefined ? fn : arnOfResource(resource)
}
