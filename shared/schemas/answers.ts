import * as z from 'zod'
import { deviceKinds } from '#shared/domain/customer.ts'

/** What is wrong with a request: in words, and each fault with its place, its reason and how it would be right. */
export const problemSchema = z
  .object({
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), reason: z.string(), example: z.unknown().optional() })).optional(),
    etag: z.string().optional(),
    referrers: z.array(z.object({ kind: z.string(), id: z.string(), field: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'What is wrong, and how it would be right' })

/** One page of a list: `next` is there if there is more. */
export const listOf = <S extends z.ZodType>(name: string, element: S) =>
  z.strictObject({ [name]: z.array(element), next: z.exactOptional(z.string()) })

/** A page of what marketers draft, without what is in it. */
export const resourceListAnswer = (kind: string) =>
  listOf(kind, z.strictObject({ id: z.string(), name: z.string(), venueId: z.exactOptional(z.string()) }))

export const pausesAnswer = z.strictObject({
  everything: z.boolean(),
  venues: z.array(z.string()),
  journeys: z.array(z.string()),
})

const consent = z.strictObject({ status: z.string(), since: z.number(), until: z.exactOptional(z.number()) })

export const customerAnswer = z
  .strictObject({
    id: z.string(),
    traits: z.record(z.string(), z.unknown()),
    staff: z.boolean(),
    deviceIds: z.array(z.string()),
    consents: z.record(z.string(), consent),
    doNotContact: z.boolean(),
  })
  .meta({ id: 'Customer' })

export const deviceAnswer = z
  .strictObject({
    id: z.string(),
    kind: z.enum(deviceKinds),
    staff: z.boolean(),
    customerId: z.exactOptional(z.string()),
  })
  .meta({ id: 'Device' })

const token = { token: z.string(), expiresAt: z.number().meta({ description: 'Milliseconds since 1970' }) }
export const phoneTokenAnswer = z.strictObject({ deviceId: z.string(), ...token })
export const gatewayTokenAnswer = z.strictObject({ gatewayId: z.string(), clientId: z.string(), ...token })

export const webhookAnswer = z.strictObject({
  path: z.string(),
  secret: z.string(),
  generation: z.number(),
  previousUntil: z.exactOptional(z.number().meta({ description: 'Until when the secret before this one is good' })),
})

const content = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.string() })])
const aboutParked = {
  id: z.string(),
  at: z.number(),
  topic: z.exactOptional(z.string()),
  mailbox: z.exactOptional(z.string()),
  attempts: z.exactOptional(z.number()),
  cutFromBytes: z.exactOptional(z.number()),
}
const why = { reason: z.string(), detail: z.string() }

export const parkedListAnswer = listOf('parked', z.strictObject({ ...aboutParked, ...why })).extend({
  counts: z.exactOptional(z.record(z.string(), z.number())),
  complete: z.exactOptional(z.boolean()),
})

export const parkedAnswer = z
  .strictObject({
    ...aboutParked,
    reasons: z.array(z.strictObject(why)),
    content,
    envelope: z.exactOptional(z.strictObject({ clientId: z.string(), receivedAt: z.number() })),
  })
  .meta({ id: 'ParkedRecord' })

export const redrivenAnswer = z.strictObject({
  redriven: z.array(z.string()),
  kept: z.array(z.strictObject({ id: z.string(), why: z.string() })),
  next: z.exactOptional(z.string()),
})

const aboutBatch = { id: z.string(), at: z.number() }
export const failedBatchListAnswer = listOf('batches', z.strictObject({ ...aboutBatch, bytes: z.number() }))

export const failedBatchAnswer = z
  .strictObject({
    ...aboutBatch,
    condition: z.string(),
    records: z.array(z.strictObject({ key: z.string(), arrivedAt: z.number(), content })),
  })
  .meta({ id: 'FailedBatch' })

export const redrivenBatchAnswer = z.strictObject({ id: z.string(), records: z.number() })

export const anythingSchema = z.looseObject({})
