import { randomUUID } from 'node:crypto'
import { ApiError, unknownOperation } from './api-error.ts'
import { openArchiveFolder } from './archive-folder.ts'
import type { Clock, Template } from './contracts.ts'
import type { JsonService } from './endpoint.ts'
import { nameOf } from './template/attributes.ts'

type Body = { DeliveryStreamName?: string; Record?: { Data: string }; Records?: { Data: string }[] }

const maxRecords = 500
const maxRecordBytes = 1_024_000
const maxRequestBytes = 4 * 1024 * 1024

/**
 * Firehose: appends records as lines to the stream's bucket, a folder below `folder`, and hands them to `onRecords`, where
 * the live feed listens. A record that ends without a newline gets one.
 */
export const openDeliveryStreams = (options: {
  template: Template
  clock: Clock
  folder: string
  onRecords: (stream: string, records: readonly Buffer[]) => void
}): JsonService => {
  const { template, clock, folder, onRecords } = options
  const streams = new Map(
    template
      .ofType('AWS::KinesisFirehose::DeliveryStream')
      .map((stream) => [nameOf(stream), openArchiveFolder(stream, { template, clock, folder })]),
  )

  const append = ({ DeliveryStreamName: name = '' }: Body, entries: readonly { Data: string }[]) => {
    const archive = streams.get(name)
    if (!archive) throw new ApiError('ResourceNotFoundException', `Firehose ${name} under account not found.`)
    const records = entries.map(({ Data }) => Buffer.from(Data, 'base64'))
    checkSizes(records)
    archive.append(Buffer.concat(records.flatMap((record) => (record.at(-1) === 10 ? [record] : [record, newline]))))
    onRecords(name, records)
    return records.map(() => ({ RecordId: randomUUID() }))
  }

  return (action, input) => {
    const body = input as Body
    if (action === 'PutRecord') return { ...append(body, body.Record ? [body.Record] : [])[0], Encrypted: false }
    if (action === 'PutRecordBatch') {
      return { FailedPutCount: 0, Encrypted: false, RequestResponses: append(body, body.Records ?? []) }
    }
    throw unknownOperation('Firehose', action)
  }
}

const newline = Buffer.from('\n')

const checkSizes = (records: readonly Buffer[]) => {
  const bytes = records.reduce((sum, record) => sum + record.length, 0)
  if (records.length === 0 || records.length > maxRecords) {
    throw new ApiError('InvalidArgumentException', `1 to ${maxRecords} records at once, not ${records.length}.`)
  }
  if (bytes > maxRequestBytes || records.some((record) => record.length > maxRecordBytes)) {
    throw new ApiError(
      'InvalidArgumentException',
      `At most ${maxRecordBytes} bytes a record and ${maxRequestBytes} in all.`,
    )
  }
}
