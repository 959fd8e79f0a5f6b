import * as z from 'zod'
import { isTimezone } from '#shared/domain/local-clock.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { idSchema, textSchema } from './fields.ts'
import { knobsSchema } from './presence-knobs.ts'
import { venueMapSchema } from './venue-map.ts'
import { beaconSchema, floorSchema, gatewaySchema, poiSchema, signSchema, zoneSchema } from './venue-parts.ts'

const timezone = textSchema(64).refine(isTimezone, 'must be an IANA timezone, such as Europe/Berlin')

/** A venue as an operator writes it. Its id comes from the address; fields that nobody knows are typing errors. */
export const venueSchema = z
  .strictObject({
    id: idSchema,
    name: textSchema(100),
    timezone,
    floors: z.array(floorSchema).min(1, 'must have one floor at least').max(200),
    zones: z.array(zoneSchema).max(10_000),
    beacons: z.array(beaconSchema).max(10_000),
    gateways: z.array(gatewaySchema).max(5000),
    pois: z.exactOptional(z.array(poiSchema).max(10_000)),
    signs: z.exactOptional(z.array(signSchema).max(2000)),
    presence: z.exactOptional(knobsSchema),
    radioMap: z.exactOptional(
      textSchema(200).meta({ description: 'The learned radio map: what a client says of it changes nothing' }),
    ),
    countsAnonymous: z.exactOptional(
      z
        .boolean('must be true or false')
        .meta({ description: 'May devices that nobody registered be counted, as sketches that name nobody?' }),
    ),
    map: z.exactOptional(venueMapSchema),
  })
  .meta({ id: 'Venue' }) satisfies z.ZodType<Venue>
