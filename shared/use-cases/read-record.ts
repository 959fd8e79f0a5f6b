import { occurredAt } from '#shared/domain/arrival.ts'
import type { WalkPart } from '#shared/domain/calibration.ts'
import { deviceMailbox, type MailboxEvent, mailboxOf, type PersonOccasion } from '#shared/domain/event.ts'
import type { Position } from '#shared/domain/position.ts'
import type { Anchor, Sighting } from '#shared/domain/sighting.ts'
import { parseTopic, type Topic } from '#shared/domain/topic.ts'
import { readCalibration } from '#shared/hardware/calibration.ts'
import { readPhoneReport } from '#shared/hardware/phone.ts'
import { readPhonePosition } from '#shared/hardware/position.ts'
import { Unreadable } from '#shared/hardware/reading.ts'
import { readReceipt } from '#shared/hardware/receipt.ts'
import {
  type InternalRecord,
  internalSchema,
  type OccasionRecord,
  occasionSchema,
  type Published,
  publishedSchema,
} from '#shared/schemas/stream.ts'

/** A record of the stream as it arrives. `sequence` orders a shard, `arrivedAt` is in milliseconds since 1970. */
export type StreamedRecord = { sequence: string; partitionKey: string; arrivedAt: number; data: Uint8Array }

/** An event and its place in its record; `id` is the reporter's own. */
type Placed = { index: number; id?: string; event: MailboxEvent }

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
  /** What is not for the mailbox but for a calibration walk. */
  calibration?: { venueId: string; walkId: string; deviceId: string; part: WalkPart }
}

const utf8 = new TextDecoder()

/** Takes a record apart into the events of its mailbox. Never throws: what can't be read is refused, with its reason. */
export const readRecord = (record: StreamedRecord): ReadRecord => {
  try {
    return readValue(record, JSON.parse(utf8.decode(record.data)))
  } catch (error) {
    if (error instanceof SyntaxError)
      return refuse(
        record,
        'not_json',
        `the record is not JSON (${error.message}); only rules and functions may write here`,
      )
    return refuse(record, 'failed', `reading it failed: ${(error as Error).stack ?? error}`)
  }
}

const readValue = (record: StreamedRecord, value: unknown): ReadRecord => {
  const published = publishedSchema.safeParse(value)
  if (published.success) return readPublished(record, published.data)
  const occasion = occasionSchema.safeParse(value)
  if (occasion.success) return ownOnly(record, readOccasion(record, occasion.data))
  const internal = internalSchema.safeParse(value)
  if (!internal.success)
    return refuse(record, 'wrong_shape', `no known kind of record: ${internal.error.issues[0]?.message ?? ''}`)
  return ownOnly(record, readInternal(record, internal.data))
}

/** A record may speak for its own mailbox only. */
const ownOnly = (record: StreamedRecord, read: ReadRecord): ReadRecord =>
  read.mailbox === record.partitionKey
    ? read
    : refuse(record, 'forged', `the record speaks for ${read.mailbox} under the key ${record.partitionKey}`)

/** Refuses all of a record. It counts for the mailbox that it came for, whoever it claims to be. */
const refuse = (record: StreamedRecord, reason: string, detail: string, topic?: string): ReadRecord => ({
  record,
  mailbox: record.partitionKey,
  ...(topic === undefined ? {} : { topic }),
  events: [],
  refused: [{ index: 0, reason, detail }],
  warnings: [],
})

const readPublished = (record: StreamedRecord, published: Published): ReadRecord => {
  const { topic, clientId } = published
  const parsed = parseTopic(topic)
  if (parsed === undefined || parsed.kind === 'gateway') {
    const detail = `${topic} is nobody's topic: publish to usher/{venueId}/devices/{deviceId}/sightings`
    return refuse(record, 'forged', detail, topic)
  }
  const { deviceId } = parsed
  if (deviceId !== clientId || deviceMailbox(deviceId) !== record.partitionKey) {
    const detail = `client ${clientId} spoke for ${deviceId} under the key ${record.partitionKey}`
    return refuse(record, 'forged', detail, topic)
  }
  try {
    return readPayload(record, published, parsed)
  } catch (error) {
    if (error instanceof Unreadable) return refuse(record, error.reason, error.message, topic)
    throw error
  }
}

const readPayload = (
  record: StreamedRecord,
  { topic, receivedAt, body }: Published,
  from: Extract<Topic, { deviceId: string }>,
): ReadRecord => {
  const { deviceId } = from
  const base = { record, mailbox: deviceMailbox(deviceId), topic }
  const bytes = Buffer.from(body, 'base64')
  if (from.kind === 'receipts') {
    const event: MailboxEvent = { kind: 'receipt', deviceId, receipt: readReceipt(bytes), receivedAt }
    return { ...base, events: [{ index: 0, event }], refused: [], warnings: [] }
  }
  const { venueId } = from
  const source = { deviceId, venueId, receivedAt }
  if (from.kind === 'position') {
    const read = placePosition(0, readPhonePosition(bytes), source)
    return { ...base, venueId, ...sorted([read]), warnings: [] }
  }
  if (from.kind === 'calibration') {
    const { walkId, part, refused } = readCalibration(bytes)
    return { ...base, venueId, events: [], refused, warnings: [], calibration: { venueId, walkId, deviceId, part } }
  }
  const report = readPhoneReport(bytes)
  const { events, refused } = sorted(
    report.sightings.map((heard) => place(heard.index, { beacon: heard.beacon }, heard, source)),
  )
  return { ...base, venueId, events, refused: [...report.refused, ...refused], warnings: report.warnings }
}

const sorted = (read: readonly (Placed | Refused)[]) => ({
  events: read.filter((one) => 'event' in one),
  refused: read.filter((one) => 'reason' in one),
})

const readInternal = (record: StreamedRecord, internal: InternalRecord): ReadRecord => {
  const base = { record, refused: [], warnings: [] }
  if (internal.kind === 'sightings' || internal.kind === 'positions') {
    const { deviceId, venueId, receivedAt } = internal
    const source = { deviceId, venueId, receivedAt }
    const read =
      internal.kind === 'sightings'
        ? internal.sightings.map((heard, index) => place(index, heard.anchor as Anchor, heard as Heard, source))
        : internal.positions.map((told, index) => placePosition(index, told, source))
    return { ...base, mailbox: deviceMailbox(deviceId), venueId, ...sorted(read) }
  }
  const event = internal.kind === 'identify' ? { ...internal, customerId: internal.customerId ?? undefined } : internal
  return { ...base, mailbox: mailboxOf(event), events: [{ index: 0, event }] }
}

/** Something that happened to a person, whose time is as trustworthy as a sighting's. */
const readOccasion = (record: StreamedRecord, { v: _, ...told }: OccasionRecord): ReadRecord => {
  const { customerId, deviceId, ...rest } = { customerId: undefined, deviceId: undefined, ...told }
  if (customerId === undefined && deviceId === undefined)
    return refuse(record, 'wrong_shape', 'a record of a person names her: customerId or deviceId')
  const occasion = {
    occurredAt: told.receivedAt,
    ...rest,
    ...(customerId === undefined ? {} : { customerId }),
    ...(deviceId === undefined ? {} : { deviceId }),
  } as PersonOccasion
  const event = { kind: 'occasion', occasion, receivedAt: told.receivedAt } as const
  const venueId = told.kind === 'event' ? told.venueId : undefined
  const place = venueId === undefined ? {} : { venueId }
  return { record, mailbox: mailboxOf(event), ...place, events: [{ index: 0, event }], refused: [], warnings: [] }
}

type Heard = { id?: string; rssi: number; txPower?: number; deviceTime: number }
type ToldPosition = Omit<Position, 'occurredAt' | 'receivedAt'>
type Source = { deviceId: string; venueId: string; receivedAt: number }

/** Gives a sighting its event time, or refuses it where the reporter's clock cannot be trusted. */
const place = (index: number, anchor: Anchor, heard: Heard, source: Source): Placed | Refused => {
  const { id, rssi, txPower, deviceTime } = heard
  const { deviceId, venueId, receivedAt } = source
  const arrival = arrivalOf(index, heard, receivedAt)
  if ('reason' in arrival) return arrival
  const sighting: Sighting = { anchor, rssi, deviceTime, occurredAt: arrival.occurredAt, receivedAt }
  if (txPower !== undefined) sighting.txPower = txPower
  const placed: Placed = { index, event: { kind: 'sighting', deviceId, venueId, sighting, receivedAt } }
  if (id !== undefined) sighting.id = placed.id = id
  return placed
}

/** The same for a position. */
const placePosition = (index: number, told: ToldPosition, source: Source): Placed | Refused => {
  const { deviceId, venueId, receivedAt } = source
  const arrival = arrivalOf(index, told, receivedAt)
  if ('reason' in arrival) return arrival
  const position: Position = { ...told, occurredAt: arrival.occurredAt, receivedAt }
  const placed: Placed = { index, event: { kind: 'position', deviceId, venueId, position, receivedAt } }
  if (told.id !== undefined) placed.id = told.id
  return placed
}

const arrivalOf = (
  index: number,
  { id, deviceTime }: { id?: string; deviceTime: number },
  receivedAt: number,
): { occurredAt: number } | Refused => {
  const arrival = occurredAt(deviceTime, receivedAt)
  if (!('refused' in arrival)) return arrival
  const detail = `the device says ${dateOf(deviceTime)}, it is ${dateOf(receivedAt)}: set its clock`
  return { index, ...(id === undefined ? {} : { id }), reason: arrival.refused, detail }
}

/** A time as text, also one that no calendar has. */
const dateOf = (time: number): string => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}
