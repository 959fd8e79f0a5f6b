import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Clock, Template } from './contracts.ts'
import { replaceFile } from './files/replace-file.ts'
import { nameOf } from './template/attributes.ts'

/** What a failure destination is told. Only a bucket gets the `payload`, as Lambda has it; `source` becomes part of its key. */
export type FailureRecord = { metadata: object; payload?: unknown; source: string }
export type Deliver = (destinationArn: string, record: FailureRecord) => Promise<void>

/**
 * Hands failures to the template's buckets, kept as files under `folder`/<bucket>, and to its queues. A bucket's key is
 * `aws/lambda/<source>/<yyyy>/<mm>/<dd>/<time>-<uuid>`, as Lambda writes it. Rejects for a destination of another kind.
 */
export const createDestinations = (options: {
  template: Template
  clock: Clock
  folder: string
  sendToQueue: (queueArn: string, body: string) => void
}): Deliver => {
  const { template, clock, folder, sendToQueue } = options
  return async (destinationArn, { metadata, payload, source }) => {
    const destination = template.find(destinationArn)
    if (destination?.type === 'AWS::SQS::Queue') return sendToQueue(destinationArn, JSON.stringify(metadata))
    if (destination?.type !== 'AWS::S3::Bucket') {
      throw new Error(`The laptop delivers failures to queues and buckets, and ${destinationArn} is neither.`)
    }
    const time = new Date(clock.now()).toISOString()
    const key = `aws/lambda/${source}/${time.slice(0, 10).replaceAll('-', '/')}/${time.slice(0, 19).replaceAll(':', '.')}-${randomUUID()}`
    const record = payload === undefined ? metadata : { ...metadata, payload: JSON.stringify(payload) }
    replaceFile(join(folder, nameOf(destination), `${key}.json`), JSON.stringify(record))
  }
}
