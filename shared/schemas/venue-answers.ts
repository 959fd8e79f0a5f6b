import * as z from 'zod'
import { type PartKind, partKinds } from '#shared/domain/venue-parts.ts'
import { listOf } from './answers.ts'
import { venueSchema } from './venue.ts'
import { beaconSchema, partSchemas } from './venue-parts.ts'

/** A beacon as those see it who may not play it: the key of its identity is covered. */
const coveredBeacon = beaconSchema
  .extend({ identity: z.union([beaconSchema.shape.identity, z.looseObject({ identityKey: z.literal('redacted') })]) })
  .meta({ id: 'BeaconAnswer' })

export const venueAnswer = venueSchema.extend({ beacons: z.array(coveredBeacon) }).meta({ id: 'VenueAnswer' })

export const venueListAnswer = listOf('venues', z.strictObject({ id: z.string(), name: z.string() }))

const partAnswers: Readonly<Record<PartKind, z.ZodType>> = { ...partSchemas, beacons: coveredBeacon }

export const partAnswer = (kind: PartKind) => partAnswers[kind]
export const partListAnswer = (kind: PartKind) => listOf(kind, partAnswers[kind])

export const countsSchema = z
  .strictObject({
    venues: z.number(),
    journeys: z.number(),
    segments: z.exactOptional(z.number()),
    offers: z.exactOptional(z.number()),
    templates: z.exactOptional(z.number()),
    ...(Object.fromEntries(partKinds.map((kind) => [kind, z.number()])) as Record<PartKind, z.ZodNumber>),
  })
  .meta({ id: 'Counts' })
