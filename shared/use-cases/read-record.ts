import { occurredAt } from '#shared/domain/arrival.ts'
import { deviceMailbox, type MailboxEvent, mailboxOf } from '#shared/domain/event.ts'
import type { Anchor } from '#shared/domain/sighting.ts'
import { parseTopic } from '#shared/domain/topic.ts'
import { readPhoneReport } from '#shared/hardware/phone.ts'
import { Unreadable } from '#shared/hardware/reading.ts'
import { readReceipt } from '#shared/hardware/receipt.ts'
import { type InternalRecord, internalSchema, type Published, publishedSchema } from '#shared/schemas/stream.ts'

/** A record of the stream as it arrives. `sequence` orders a shard, `arrivedAt` is in milliseconds since 1970. */
export type StreamedRecord = { sequence: string; partitionKey: string; arrivedAt: number; data: Uint8Array }

/** An event and its place in its record; `id` is the reporter's own. */
export type Placed = { index: number; id?: string; event: MailboxEvent }

/** A part of a record, or all of it, that no retry mends. */
export type Refused = { index: number; id?: string; reason: string; detail: string }

export type ReadRecord = {
  record: StreamedRecord
  mailbox: string
  venueId?: string
  topic?: string
  events: readonly Placed[]
  refused: readonly Refused[]
  warnings: readonly { reason: string }[]
}

/** Takes a record apart into the events of its mailbox. Never throws: what can't be read is refused, with its reason. */
export const readRecord = (record: StreamedRecord): ReadRecord => {
  const nothing = { record, mailbox: record.partitionKey, events: [], refused: [], warnings: [] }
  const refuse = (reason: string, detail: string): ReadRecord => ({
    ...nothing,
    refused: [{ index: 0, reason, detail }],
  })
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(record.data.buffer, record.data.byteOffset, record.data.byteLength).toString('utf8'))
  } catch (error) {
    return refuse(
      'not_json',
      `the record is not JSON (${(error as Error).message}); only rules and functions may write here`,
    )
  }
  const published = publishedSchema.safeParse(value)
  if (published.success) return readPublished(record, published.data)
  const internal = internalSchema.safeParse(value)
  if (!internal.success)
    return refuse('wrong_shape', `no known kind of record: ${internal.error.issues[0]?.message ?? ''}`)
  const read = readInternal(record, internal.data)
  return read.mailbox === record.partitionKey
    ? read
    : refuse('forged', `the record speaks for ${read.mailbox} under the key ${record.partitionKey}`)
}

const readPublished = (record: StreamedRecord, { topic, clientId, receivedAt, body }: Published): ReadRecord => {
  const parsed = parseTopic(topic)
  const base = { record, mailbox: record.partitionKey, topic, events: [], refused: [], warnings: [] }
  if (parsed === undefined || parsed.kind === 'gateway') {
    return {
      ...base,
      refused: [
        {
          index: 0,
          reason: 'forged',
          detail: `${topic} is nobody's topic: publish to usher/{venueId}/devices/{deviceId}/sightings`,
        },
      ],
    }
  }
  const { deviceId } = parsed
  const mailbox = deviceMailbox(deviceId)
  if (deviceId !== clientId || mailbox !== record.partitionKey) {
    return {
      ...base,
      refused: [
        {
          index: 0,
          reason: 'forged',
          detail: `client ${clientId} spoke for ${deviceId} under the key ${record.partitionKey}`,
        },
      ],
    }
  }
  const bytes = Buffer.from(body, 'base64')
  try {
    if (parsed.kind === 'receipts') {
      return {
        ...base,
        mailbox,
        events: [{ index: 0, event: { kind: 'receipt', deviceId, receipt: readReceipt(bytes), receivedAt } }],
      }
    }
    const { venueId } = parsed
    const report = readPhoneReport(bytes)
    const read = report.sightings.map(({ index, id, beacon, ...heard }) =>
      place(index, id, deviceId, venueId, { beacon }, heard, receivedAt),
    )
    return {
      ...base,
      mailbox,
      venueId,
      events: read.filter((one) => 'event' in one),
      refused: [...report.refused, ...read.filter((one) => 'reason' in one)],
      warnings: report.warnings,
    }
  } catch (error) {
    if (error instanceof Unreadable)
      return { ...base, mailbox, refused: [{ index: 0, reason: error.reason, detail: error.message }] }
    throw error
  }
}

const readInternal = (record: StreamedRecord, internal: InternalRecord): ReadRecord => {
  const base = { record, refused: [], warnings: [] }
  if (internal.kind === 'sightings') {
    const { deviceId, venueId, receivedAt } = internal
    const read = internal.sightings.map(({ anchor, ...heard }, index) =>
      place(index, undefined, deviceId, venueId, anchor as Anchor, heard as Heard, receivedAt),
    )
    return {
      ...base,
      mailbox: deviceMailbox(deviceId),
      venueId,
      events: read.filter((one) => 'event' in one),
      refused: read.filter((one) => 'reason' in one),
    }
  }
  const event = internal.kind === 'identify' ? { ...internal, customerId: internal.customerId ?? undefined } : internal
  return { ...base, mailbox: mailboxOf(event), events: [{ index: 0, event }] }
}

type Heard = { rssi: number; txPower?: number; deviceTime: number }

/** Gives a sighting its event time, or refuses it where the reporter's clock cannot be trusted. */
const place = (
  index: number,
  id: string | undefined,
  deviceId: string,
  venueId: string,
  anchor: Anchor,
  heard: Heard,
  receivedAt: number,
): Placed | Refused => {
  const named = id === undefined ? { index } : { index, id }
  const arrival = occurredAt(heard.deviceTime, receivedAt)
  if ('refused' in arrival) {
    const said = dateOf(heard.deviceTime)
    return {
      ...named,
      reason: arrival.refused,
      detail: `the device says ${said}, it is ${new Date(receivedAt).toISOString()}: set its clock`,
    }
  }
  const sighting = { ...(id === undefined ? {} : { id }), anchor, ...heard, occurredAt: arrival.occurredAt, receivedAt }
  return { ...named, event: { kind: 'sighting', deviceId, venueId, sighting, receivedAt } }
}

/** A time as text, also one that no calendar has. */
const dateOf = (time: number): string => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}
