import { join } from 'node:path'
import type { Clock, Resource, Template } from '../contracts.ts'
import { arnOfResource, nameOf } from '../template/attributes.ts'
import { openQueue, type Queue } from './queue.ts'

type QueueProperties = {
  DelaySeconds?: number
  VisibilityTimeout?: number
  MaximumMessageSize?: number
  MessageRetentionPeriod?: number
  FifoQueue?: boolean
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number }
}

/** A queue of the template, with SQS' own defaults where it says nothing. */
export type OpenQueue = Queue & {
  name: string
  arn: string
  delayInMillis: number
  visibilityInMillis: number
  maxBytes: number
  retentionInMillis: number
}

export type Queues = {
  readonly all: readonly OpenQueue[]
  /** A queue by URL, ARN or name. */
  find(reference: string): OpenQueue | undefined
  /** Sends one message to a queue by URL, ARN or name. Throws if the template has no such queue. */
  send(reference: string, body: string): void
  close(): void
}

/** Four days. */
const usualRetentionSeconds = 4 * 24 * 60 * 60

/** Opens the template's queues, kept as files in `folder`. Throws for FIFO queues, which the laptop does not have. */
export const openQueues = (options: { template: Template; clock: Clock; folder: string }): Queues => {
  const { template, clock, folder } = options
  const byName = new Map<string, OpenQueue>()

  const find = (reference: string) => byName.get(reference.split(/[/:]/).at(-1) ?? '')

  const open = (resource: Resource): OpenQueue => {
    const name = nameOf(resource)
    const properties = resource.properties as QueueProperties
    if (properties.FifoQueue === true) throw new Error(`${resource.logicalId}: the laptop has no FIFO queues.`)
    const { RedrivePolicy: redrive } = properties
    const retentionInMillis = (properties.MessageRetentionPeriod ?? usualRetentionSeconds) * 1000
    const deadLetters = redrive && {
      maxReceives: redrive.maxReceiveCount,
      adopt: (message: Parameters<Queue['adopt']>[0]) => expect(redrive.deadLetterTargetArn).adopt(message),
    }
    const queue = Object.assign(
      openQueue(join(folder, `${name}.ndjson`), { clock, retentionInMillis, redrive: deadLetters }),
      {
        name,
        arn: arnOfResource(resource),
        delayInMillis: (properties.DelaySeconds ?? 0) * 1000,
        visibilityInMillis: (properties.VisibilityTimeout ?? 30) * 1000,
        maxBytes: properties.MaximumMessageSize ?? 1024 * 1024,
        retentionInMillis,
      },
    )
    byName.set(name, queue)
    return queue
  }

  const expect = (reference: string): OpenQueue => {
    const queue = find(reference)
    if (queue === undefined) throw new Error(`The template has no queue ${reference}.`)
    return queue
  }

  const all = template.ofType('AWS::SQS::Queue').map(open)
  return {
    all,
    find,
    send(reference, body) {
      const queue = expect(reference)
      queue.send([{ body, delayInMillis: queue.delayInMillis }])
    },
    close() {
      for (const queue of all) queue.close()
    },
  }
}
