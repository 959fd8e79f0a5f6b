import * as z from 'zod'
import { deviceKinds } from '#shared/domain/customer.ts'

/** What a topic rule puts into the stream: the payload untouched, and what the broker knows of its sender. */
export const publishedSchema = z.object({
  body: z.string(),
  topic: z.string(),
  clientId: z.string(),
  receivedAt: z.number(),
})

const mac = z.string().optional()

const beacon = z.union([
  z.object({ uuid: z.string(), major: z.number(), minor: z.number(), mac }),
  z.object({ namespace: z.string(), instance: z.string(), mac }),
  z.object({ url: z.string(), mac }),
  z.object({ eid: z.string(), mac }),
  z.object({ beaconId: z.string(), mac }),
])

const heard = z.object({
  anchor: z.union([z.object({ gatewayId: z.string() }), z.object({ beacon })]),
  rssi: z.number(),
  txPower: z.number().optional(),
  deviceTime: z.number(),
})

const toldPosition = z.object({
  at: z.union([
    z.object({ lon: z.number(), lat: z.number() }),
    z.object({ x: z.number(), y: z.number() }),
    z.object({ zone: z.string(), inside: z.boolean() }),
  ]),
  floor: z.exactOptional(z.string()),
  accuracyMetres: z.number(),
  deviceTime: z.number(),
})

/** What our own functions put into the stream. `v` is the schema's version; old ones stay readable for as long as a record lives. */
export const internalSchema = z.discriminatedUnion('kind', [
  z.object({
    v: z.literal(1),
    kind: z.literal('sightings'),
    deviceId: z.string(),
    venueId: z.string(),
    receivedAt: z.number(),
    sightings: z.array(heard),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('positions'),
    deviceId: z.string(),
    venueId: z.string(),
    receivedAt: z.number(),
    positions: z.array(toldPosition),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('timer'),
    mailbox: z.string(),
    dueAt: z.number(),
    receivedAt: z.number(),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('enrol'),
    deviceId: z.string(),
    deviceKind: z.enum(deviceKinds),
    staff: z.boolean(),
    receivedAt: z.number(),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('identify'),
    deviceId: z.string(),
    customerId: z.string().nullable(),
    receivedAt: z.number(),
  }),
])

/** Whose mailbox a record is for: a customer's (`customer:<id>`), or that of a device without one (`visitor:<deviceId>`). */
const whom = { customerId: z.exactOptional(z.string()), deviceId: z.exactOptional(z.string()) }

/** What concerns a person, whichever of her devices. */
export const occasionSchema = z.discriminatedUnion('kind', [
  z.object({
    v: z.literal(1),
    kind: z.literal('event'),
    id: z.string(),
    ...whom,
    name: z.string(),
    venueId: z.exactOptional(z.string()),
    data: z.record(z.string(), z.unknown()),
    occurredAt: z.number(),
    receivedAt: z.number(),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('profile'),
    id: z.string(),
    customerId: z.string(),
    receivedAt: z.number(),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('start'),
    id: z.string(),
    ...whom,
    journeyId: z.string(),
    by: z.enum(['schedule', 'broadcast']),
    receivedAt: z.number(),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('withdraw'),
    id: z.string(),
    ...whom,
    offerId: z.string(),
    receivedAt: z.number(),
  }),
])

export type Published = z.infer<typeof publishedSchema>
export type InternalRecord = z.infer<typeof internalSchema>
export type OccasionRecord = z.infer<typeof occasionSchema>
