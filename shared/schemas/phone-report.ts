import * as z from 'zod'
import { type Receipt, receiptEvents } from '#shared/domain/receipt.ts'
import type {
  AltBeacon,
  BeaconIdentity,
  EddystoneEid,
  EddystoneUid,
  EddystoneUrl,
  EidKey,
  IBeacon,
  RegisteredIdentity,
} from '#shared/domain/sighting.ts'

// what phones publish; every message here says what belongs in the field, so that a refusal can be acted on

/** What a phone's sighting may be at most; the schemas below say it in full. */
export const phoneLimits = {
  idCharacters: 128, // a UUID has 36
  furthestMs: 8.64e15, // either side of 1970, that a Date can hold
  quietestDbm: -127,
  mostOfSixteenBits: 65_535,
  uuid: /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
}

const longestAnswer = 2_000 // characters of a survey's free text

const text = (shortest: number, longest: number) => {
  const message = `must be text of ${shortest} to ${longest} characters`
  return z.string(message).min(shortest, message).max(longest, message)
}

const hex = (pattern: RegExp, message: string) => z.string(message).regex(pattern, message)

const sixteenBits = () => {
  const message = 'must be a whole number from 0 to 65535'
  return z.number(message).int(message).min(0, message).max(phoneLimits.mostOfSixteenBits, message)
}

export const rssiMessage = 'must be a number of dBm as heard, from -127 to below 0'

/** Signal strength in dBm. 0 and above is what drivers say when they do not know. */
export const rssiSchema = z.number(rssiMessage).min(phoneLimits.quietestDbm, rssiMessage).lt(0, rssiMessage)

export const timeMessage =
  'must be milliseconds since 1970, or ISO 8601 text with its zone, such as 2026-02-09T00:13:53.667Z'
const zonedIso = z.iso.datetime({ offset: true, error: timeMessage })

/** A time as milliseconds since 1970 or ISO 8601 text; read as whole milliseconds since 1970. */
export const timeSchema = z
  .union(
    [z.number().min(-phoneLimits.furthestMs, timeMessage).max(phoneLimits.furthestMs, timeMessage), zonedIso],
    timeMessage,
  )
  .transform((time) => (typeof time === 'number' ? Math.floor(time) : Date.parse(time)))

const mac = hex(/^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i, 'must be an address of 12 hex digits, or left out')

const iBeaconSchema = z.object({
  uuid: hex(phoneLimits.uuid, 'must be 32 hex digits, with or without dashes'),
  major: sixteenBits(),
  minor: sixteenBits(),
  mac: z.exactOptional(mac),
}) satisfies z.ZodType<IBeacon>

const eddystoneUidSchema = z.object({
  namespace: hex(/^[0-9a-f]{20}$/i, 'must be 20 hex digits'),
  instance: hex(/^[0-9a-f]{12}$/i, 'must be 12 hex digits'),
  mac: z.exactOptional(mac),
}) satisfies z.ZodType<EddystoneUid>

const eddystoneUrlSchema = z.object({
  url: hex(/^https?:\/\/\S{1,200}$/, 'must be an address that begins with http:// or https://'),
  mac: z.exactOptional(mac),
}) satisfies z.ZodType<EddystoneUrl>

const eddystoneEidSchema = z.object({
  eid: hex(/^[0-9a-f]{16}$/i, 'must be 16 hex digits'),
  mac: z.exactOptional(mac),
}) satisfies z.ZodType<EddystoneEid>

const altBeaconSchema = z.object({
  beaconId: hex(/^[0-9a-f]{40}$/i, 'must be 40 hex digits'),
  mac: z.exactOptional(mac),
}) satisfies z.ZodType<AltBeacon>

const beaconMessage =
  'must be { uuid: 32 hex digits, major, minor: 0 to 65535 }, { namespace: 20 hex digits, instance: 12 }, { url }, { eid: 16 } or { beaconId: 40 }, and mac? of 12'

/** A beacon as somebody heard it; what else the report says of it is let pass. */
const beaconSchema = z.union(
  [iBeaconSchema, eddystoneUidSchema, eddystoneUrlSchema, eddystoneEidSchema, altBeaconSchema],
  beaconMessage,
) satisfies z.ZodType<BeaconIdentity>

const rotationMessage = 'must be a whole number from 0 to 15: the beacon changes its id every 2 to its power seconds'

const zeroMessage = 'must be milliseconds since 1970: when the clock of the beacon stood at zero'

const eidKeySchema = z.strictObject({
  identityKey: hex(/^[0-9a-f]{32}$/i, 'must be 32 hex digits: the key that the beacon was given'),
  rotationExponent: z.number(rotationMessage).int(rotationMessage).min(0, rotationMessage).max(15, rotationMessage),
  registeredAt: z.number(zeroMessage).int(zeroMessage).min(0, zeroMessage),
}) satisfies z.ZodType<EidKey>

/** A beacon as an operator writes it: a field that nobody knows is a typing error. */
export const registeredBeaconSchema = z.union(
  [
    iBeaconSchema.strict(),
    eddystoneUidSchema.strict(),
    eddystoneUrlSchema.strict(),
    altBeaconSchema.strict(),
    z.strictObject({ eid: eidKeySchema }),
  ],
  'must be { uuid: 32 hex digits, major, minor: 0 to 65535 }, { namespace: 20 hex digits, instance: 12 }, { url } or { beaconId: 40 }, and mac? of 12; or { eid: { identityKey: 32 hex digits, rotationExponent: 0 to 15, registeredAt } }',
) satisfies z.ZodType<RegisteredIdentity>

/** One sighting of a phone's report. `txPower` is at 1 m in dBm; an implausible one is no reason to refuse. */
export const phoneSightingSchema = z.object(
  {
    id: z.exactOptional(text(1, phoneLimits.idCharacters)),
    at: timeSchema,
    beacon: beaconSchema,
    rssi: rssiSchema,
    txPower: z.exactOptional(z.number('must be a number of dBm at 1 m, or left out')),
  },
  'must be { id, at, beacon, rssi, txPower? }',
)

/** What became of a message, as the phone says it. */
export const receiptSchema = z.object(
  {
    messageId: text(1, phoneLimits.idCharacters),
    event: z.enum(receiptEvents, `must be one of ${receiptEvents.join(', ')}`),
    at: timeSchema,
    answer: z.exactOptional(text(0, longestAnswer)),
  },
  'must be { messageId, event, at, answer? }',
) satisfies z.ZodType<Receipt>
