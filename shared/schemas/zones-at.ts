import * as z from 'zod'
import { textSchema } from './fields.ts'
import { pointSchema } from './geometry.ts'

const degrees = (name: string, most: number) => {
  const message = `must be degrees of ${name} from -${most} to ${most}`
  return z.exactOptional(z.coerce.number(message).min(-most, message).max(most, message))
}
const metresMessage = "must be metres from the floor's origin"
const metres = z.exactOptional(z.coerce.number(metresMessage).min(-100_000, metresMessage).max(100_000, metresMessage))

/** A place and a time: lon and lat in degrees, or x and y in metres. */
export const zonesAtSchema = z
  .strictObject({
    lon: degrees('longitude', 180),
    lat: degrees('latitude', 90),
    x: metres,
    y: metres,
    floor: z.exactOptional(
      textSchema(128).meta({ description: 'Its id, an alias, or its level; may be left out where there is one only' }),
    ),
    time: z.exactOptional(
      z.iso
        .datetime({ offset: true, error: 'must be ISO 8601 text with its zone, such as 2026-02-09T00:13:53.667Z' })
        .meta({ description: 'When; now if it is left out' }),
    ),
    draft: z.exactOptional(
      z.enum(['true', 'false'], 'must be true for the draft, false for what is live').meta({
        description: 'Of the draft, not of what is live',
      }),
    ),
  })
  .refine(
    ({ lon, lat, x, y }) =>
      (lon === undefined) === (lat === undefined) &&
      (x === undefined) === (y === undefined) &&
      (lon === undefined) !== (x === undefined),
    'takes lon and lat, or x and y',
  )
export const zonesAtExample = { lon: '9.9873', lat: '53.5414', floor: 'ground', time: '2026-11-21T09:00:00Z' }

const found = {
  id: z.string(),
  name: z.string(),
  isPublic: z.boolean(),
  category: z.exactOptional(z.string()),
  openingHours: z.exactOptional(z.string()),
  isOpen: z.exactOptional(
    z.union([z.boolean(), z.literal('unknown')]).meta({ description: 'At that time, by the clock of the venue' }),
  ),
}

export const zonesAtAnswer = z
  .strictObject({
    floorId: z.string(),
    position: pointSchema,
    zones: z
      .array(
        z.strictObject({
          ...found,
          parents: z.array(z.string()).meta({ description: 'The zones around it, the outermost first' }),
        }),
      )
      .meta({ description: 'The most specific one first' }),
    nearest: z.exactOptional(
      z
        .strictObject({ ...found, distanceMetres: z.number() })
        .meta({ description: 'The nearest zone for visitors, where none holds the point' }),
    ),
  })
  .meta({ id: 'ZonesAt' })
