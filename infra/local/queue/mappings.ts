import { region } from '../aws.ts'
import { readBatchFailures } from '../batch-failures.ts'
import type { Clock, Invoke, Resource, Template } from '../contracts.ts'
import { arnOfResource } from '../template/attributes.ts'
import { type Message, receiptOf } from './queue.ts'
import type { OpenQueue, Queues } from './queues.ts'
import { md5, systemAttributes } from './sqs-api.ts'

/** Every event source mapping of the template that reads a queue. */
export type QueueMappings = {
  /** Resolves when no message that can be received is left; what is delayed or hidden does not count. */
  idle(): Promise<void>
  /** Lets running batches end and starts no more. */
  close(): Promise<void>
}

type MappingProperties = {
  EventSourceArn: string
  FunctionName: string
  Enabled?: boolean
  BatchSize?: number
  MaximumBatchingWindowInSeconds?: number
  FunctionResponseTypes?: string[]
  ScalingConfig?: { MaximumConcurrency?: number }
}

/** Lambda starts to read a queue with five pollers. */
const usualConcurrency = 5

type Cloud = {
  template: Template
  clock: Clock
  queues: Queues
  invoke: Invoke
  /** A batch that failed, so that somebody can see why. */
  onFailure(functionName: string, error: Error): void
}

/** Connects the template's queues to its functions by push, as soon as a message becomes visible. */
export const connectQueues = (cloud: Cloud): QueueMappings => {
  const pollers = cloud.template.ofType('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const { EventSourceArn, Enabled = true } = mapping.properties as MappingProperties
    const queue = EventSourceArn.startsWith('arn:aws:sqs:') ? cloud.queues.find(EventSourceArn) : undefined
    return queue !== undefined && Enabled ? [poll(cloud, mapping, queue)] : []
  })
  return {
    idle: async () => {
      while (pollers.some(({ isIdle }) => !isIdle())) await Promise.all(pollers.map(({ settled }) => settled()))
    },
    close: async () => {
      await Promise.all(pollers.map(({ stop }) => stop()))
    },
  }
}

const poll = ({ template, clock, invoke, onFailure }: Cloud, mapping: Resource, queue: OpenQueue) => {
  const properties = mapping.properties as MappingProperties
  const { BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = properties
  const concurrency = properties.ScalingConfig?.MaximumConcurrency ?? usualConcurrency
  const fn = template.find(properties.FunctionName)
  if (fn === undefined)
    throw new Error(`${mapping.logicalId} maps to ${properties.FunctionName}, which the template does not have.`)
  const functionArn = arnOfResource(fn)
  const partial = properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false
  const running = new Set<Promise<void>>()
  let stopped = false
  let cancelWindow: (() => void) | undefined

  const handle = async (messages: readonly Message[]) => {
    const failures = await invoke(functionArn, sqsEvent(queue, messages)).then(
      (answer) => (partial ? readBatchFailures(answer, new Set(messages.map(({ id }) => id))) : new Set<string>()),
      (error: unknown) => {
        onFailure(fn.logicalId, error instanceof Error ? error : new Error(String(error)))
        return 'all' as const
      },
    )
    const failed = messages.filter(({ id }) => failures === 'all' || failures.has(id))
    queue.delete(messages.filter((message) => !failed.includes(message)).map(receiptOf))
    queue.release(failed)
  }

  /** Starts as many batches as there may be. Resolves when those it started have ended. */
  const pump = async (): Promise<void> => {
    const started: Promise<void>[] = []
    while (!stopped && running.size < concurrency && queue.visible > 0) {
      const messages = queue.receive(BatchSize, queue.visibilityInMillis, 'held')
      if (messages.length === 0) break
      const batch: Promise<void> = handle(messages).finally(() => {
        running.delete(batch)
        wake()
      })
      running.add(batch)
      started.push(batch)
    }
    await Promise.all(started)
  }

  const wake = (): unknown => {
    if (MaximumBatchingWindowInSeconds === 0 || queue.visible >= BatchSize) return pump()
    if (queue.visible > 0) {
      cancelWindow ??= clock.at(clock.now() + MaximumBatchingWindowInSeconds * 1000, () => {
        cancelWindow = undefined
        return pump()
      })
    }
    return undefined
  }

  queue.onReady(wake)
  wake()

  return {
    isIdle: () => running.size === 0 && (queue.visible === 0 || stopped),
    settled: () => (running.size > 0 ? Promise.race(running) : new Promise((resolve) => setImmediate(resolve))),
    stop: async () => {
      stopped = true
      cancelWindow?.()
      await Promise.all(running)
    },
  }
}

/** What a function gets for a batch: Lambda's SQS event. */
const sqsEvent = (queue: OpenQueue, messages: readonly Message[]) => ({
  Records: messages.map((message) => ({
    messageId: message.id,
    receiptHandle: receiptOf(message),
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: message.attributes ?? {},
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  })),
})
