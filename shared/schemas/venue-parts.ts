import * as z from 'zod'
import type { Beacon, Floor, Gateway, Poi, Sign, Zone } from '#shared/domain/venue.ts'
import type { VenueParts } from '#shared/domain/venue-parts.ts'
import { openingHoursFault } from '#shared/hours/opening-hours.ts'
import { idSchema, numberBetween, textSchema } from './fields.ts'
import { areaSchema, georeferenceSchema, outlineSchema, pointSchema } from './geometry.ts'
import { registeredBeaconSchema } from './phone-report.ts'
import { knobsSchema } from './presence-knobs.ts'
import { mapSourceSchema, namesSchema } from './venue-map.ts'

const name = textSchema(100)
const category = z.exactOptional(textSchema(64).meta({ description: "The map's own word, such as IMDF's" }))
const aliases = z.exactOptional(
  z.array(textSchema(128)).max(50).meta({ description: 'What location engines and maps call it' }),
)

const hoursText = textSchema(500)
const openingHours = z.exactOptional(
  hoursText
    .superRefine((text, context) => {
      const fault = openingHoursFault(text)
      if (fault === undefined) return
      const message = `must be opening hours as OpenStreetMap writes them: ${fault}`
      context.addIssue({ code: 'custom', message, params: { example: 'Mo-Sa 10:00-20:00' } })
    })
    .meta({ description: "Opening hours in OpenStreetMap's syntax, such as Mo-Sa 10:00-20:00" }),
)

/** What an imported map says of it. */
const mapped = { names: z.exactOptional(namesSchema), source: z.exactOptional(mapSourceSchema) }

/** zones/at is where zones are asked for by a point. */
const zoneId = idSchema.refine((id) => id !== 'at', {
  error: 'must not be "at": that address asks which zones hold a point',
})

export const floorSchema = z
  .strictObject({
    id: idSchema,
    name,
    level: numberBetween(-100, 1000).meta({ description: 'From the ground up; 0 is the entrance’s' }),
    outline: z.exactOptional(outlineSchema),
    georeference: z.exactOptional(georeferenceSchema),
    aliases,
    ...mapped,
  })
  .meta({ id: 'Floor' }) satisfies z.ZodType<Floor>

export const zoneSchema = z
  .strictObject({
    id: zoneId,
    name,
    floorId: idSchema,
    parentId: z.exactOptional(idSchema),
    area: areaSchema,
    category,
    isPublic: z.exactOptional(
      z.boolean('must be true or false').meta({ description: 'false: no visitor walks there' }),
    ),
    openingHours,
    aliases,
    ...mapped,
    holdsCarts: z.exactOptional(z.boolean('must be true or false').meta({ description: 'The bay where carts wait' })),
    presence: z.exactOptional(knobsSchema),
  })
  .meta({ id: 'Zone' }) satisfies z.ZodType<Zone>

export const poiSchema = z
  .strictObject({
    id: idSchema,
    name,
    floorId: idSchema,
    position: pointSchema,
    category,
    zoneId: z.exactOptional(idSchema),
    openingHours,
    ...mapped,
  })
  .meta({ id: 'PointOfInterest' }) satisfies z.ZodType<Poi>

export const signSchema = z
  .strictObject({
    id: idSchema,
    name,
    floorId: idSchema,
    position: z.exactOptional(pointSchema),
    zoneIds: z.exactOptional(z.array(idSchema).max(200)),
  })
  .meta({ id: 'Sign' }) satisfies z.ZodType<Sign>

export const beaconSchema = z
  .strictObject({
    id: idSchema,
    identity: registeredBeaconSchema,
    floorId: idSchema,
    position: z.exactOptional(pointSchema),
    txPower: z.exactOptional(numberBetween(-100, -20, 'dBm at 1 m')),
  })
  .meta({ id: 'Beacon' }) satisfies z.ZodType<Beacon>

export const gatewaySchema = z
  .strictObject({
    id: idSchema,
    floorId: idSchema,
    position: z.exactOptional(pointSchema),
    format: z.exactOptional(
      textSchema(32).meta({ description: 'The language that it speaks: minew, ruuvi, raddec, …' }),
    ),
  })
  .meta({ id: 'Gateway' }) satisfies z.ZodType<Gateway>

/** How each kind of part is read. */
export const partSchemas: { readonly [K in keyof VenueParts]: z.ZodType<VenueParts[K]> } = {
  floors: floorSchema,
  zones: zoneSchema,
  pois: poiSchema,
  beacons: beaconSchema,
  gateways: gatewaySchema,
  signs: signSchema,
}
