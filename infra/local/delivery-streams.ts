import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError, unknownOperation } from './api-error.ts'
import type { Clock, Template } from './contracts.ts'
import type { JsonService } from './endpoint.ts'
import { openAppendLog } from './files/append-log.ts'
import { nameOf } from './template/attributes.ts'

type Body = { DeliveryStreamName?: string; Record?: { Data: string }; Records?: { Data: string }[] }

const maxRecords = 500
const maxRecordBytes = 1_024_000
const maxRequestBytes = 4 * 1024 * 1024

/**
 * Firehose: appends records as lines to `folder`/<stream>/YYYY/MM/DD/HH.ndjson, by the clock's UTC hour, and hands them
 * to `onRecords`, where the live feed listens. A record that ends without a newline gets one.
 */
export const openDeliveryStreams = (options: {
  template: Template
  clock: Clock
  folder: string
  onRecords: (stream: string, records: readonly Buffer[]) => void
}): JsonService => {
  const { template, clock, folder, onRecords } = options
  const mended = new Set<string>()
  const names = new Set(template.ofType('AWS::KinesisFirehose::DeliveryStream').map(nameOf))

  const append = ({ DeliveryStreamName: name = '' }: Body, entries: readonly { Data: string }[]) => {
    if (!names.has(name)) throw new ApiError('ResourceNotFoundException', `Firehose ${name} under account not found.`)
    const records = entries.map(({ Data }) => Buffer.from(Data, 'base64'))
    checkSizes(records)
    const hour = new Date(clock.now()).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/')
    const path = join(folder, name, `${hour}.ndjson`)
    if (!mended.has(path)) openAppendLog(path, () => undefined).close() // a line that a kill tore was never acknowledged
    mended.add(path)
    appendFileSync(
      path,
      Buffer.concat(records.flatMap((record) => (record.at(-1) === 10 ? [record] : [record, newline]))),
    )
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
