import * as z from 'zod'
import { deviceKinds, type TraitValue } from '#shared/domain/customer.ts'
import { idSchema } from './fields.ts'

const consentStatus = z.enum(['granted', 'denied', 'revoked'], 'must be granted, denied or revoked')
const time = z.number('must be milliseconds since 1970').int().min(0)

export const traitSchema = z.union(
  [z.string().max(500), z.number(), z.boolean(), z.array(z.string().max(100)).max(50)],
  'must be text, a number, true, false, or a list of texts',
) satisfies z.ZodType<TraitValue>

/** A customer as CRM writes her. Consents that are not named stay as they are. */
export const customerSchema = z.strictObject({
  traits: z.record(idSchema, traitSchema).default({}),
  staff: z.boolean('must be true or false').default(false),
  consents: z
    .record(
      idSchema,
      z.union(
        [consentStatus, z.strictObject({ status: consentStatus, until: z.exactOptional(time) })],
        'must be granted, denied or revoked, or { status, until }',
      ),
    )
    .default({}),
  doNotContact: z.exactOptional(z.boolean('must be true or false')),
})
export type CustomerRequest = z.infer<typeof customerSchema>

export const customerExample = {
  traits: { firstName: 'Ada', tier: 'gold', language: 'en', interests: ['boots'] },
  staff: false,
  consents: { marketing: 'granted', location: { status: 'granted', until: 1_800_000_000_000 } },
  doNotContact: false,
}

const addressMessage =
  'must be a hardware address of 12 hex digits, a beacon identity such as ibeacon:<uuid>:<major>:<minor>, or an engine’s own id such as mist:<uuid>'

/** A device as an operator writes it. A tag or cart is known by its hardware address, which is kept as a keyed hash only. */
export const deviceSchema = z.strictObject({
  kind: z.enum(deviceKinds, `must be one of ${deviceKinds.join(', ')}`),
  staff: z.boolean('must be true or false').default(false),
  customerId: z.exactOptional(idSchema),
  hardwareAddress: z.exactOptional(
    z
      .string(addressMessage)
      .regex(
        /^([0-9a-f]{2}([:-]?[0-9a-f]{2}){5}|ibeacon:[0-9a-f-]{32,36}:\d{1,5}:\d{1,5}|eddystone:[0-9a-f]{20}:[0-9a-f]{12}|eddystone-url:https?:\/\/\S{1,200}|altbeacon:[0-9a-f]{40}|(mist|cisco):[\w-]{1,64})$/i,
        addressMessage,
      ),
  ),
})
export type DeviceRequest = z.infer<typeof deviceSchema>

export const deviceExample = { kind: 'tag', staff: false, customerId: 'ada', hardwareAddress: 'ac:23:3f:00:00:01' }
