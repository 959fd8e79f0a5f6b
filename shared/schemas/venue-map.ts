import * as z from 'zod'
import { type MapSource, mapSources, type Names, type VenueMap } from '#shared/domain/venue-map.ts'
import { idSchema, numberBetween, textSchema } from './fields.ts'

const text = textSchema(200)
const coordinate = numberBetween(-100_000, 100_000, 'metres')
const point = z.strictObject({ x: coordinate, y: coordinate })
const ring = z.array(point).min(3, 'must have 3 corners at least').max(2000)
const polygon = z.strictObject({ polygon: ring, holes: z.exactOptional(z.array(ring).max(200)) })
const area = z.array(polygon).max(1000)
const georeference = z.strictObject({
  lon: numberBetween(-180, 180, 'degrees'),
  lat: numberBetween(-90, 90, 'degrees'),
  metresPerLon: numberBetween(0, 1_000_000),
  metresPerLat: numberBetween(0, 1_000_000),
})

/** Labels by language. */
export const namesSchema = z.record(z.string(), text) satisfies z.ZodType<Names>

/** What a floor, zone or place of interest came from. */
export const mapSourceSchema = z.enum(mapSources) satisfies z.ZodType<MapSource>

const reference = z.strictObject({ id: text, kind: text })
const direction = z.enum(['directed', 'undirected'])
const texts = z.array(text).max(100)
const many = 20_000

/** What an imported map knows besides, as it comes back with the venue that somebody has read and changed. */
export const venueMapSchema = z.strictObject({
  language: textSchema(35),
  georeference,
  venue: z.exactOptional(
    z.strictObject({
      id: idSchema,
      outline: area,
      category: z.exactOptional(text),
      names: z.exactOptional(namesSchema),
      hours: z.exactOptional(text),
      phone: z.exactOptional(text),
      website: z.exactOptional(text),
      restriction: z.exactOptional(text),
    }),
  ),
  buildings: z
    .array(
      z.strictObject({
        id: idSchema,
        category: z.exactOptional(text),
        names: z.exactOptional(namesSchema),
        restriction: z.exactOptional(text),
      }),
    )
    .max(many),
  footprints: z
    .array(
      z.strictObject({ id: idSchema, buildingIds: z.array(idSchema), outline: area, category: z.exactOptional(text) }),
    )
    .max(many),
  openings: z
    .array(
      z.strictObject({
        id: idSchema,
        floorId: idSchema,
        line: z.array(point).min(2).max(2000),
        category: z.exactOptional(text),
        names: z.exactOptional(namesSchema),
        accessibility: z.exactOptional(texts),
        accessControl: z.exactOptional(texts),
        door: z.exactOptional(
          z.strictObject({
            type: z.exactOptional(text),
            automatic: z.exactOptional(z.boolean()),
            material: z.exactOptional(text),
          }),
        ),
      }),
    )
    .max(many),
  relationships: z
    .array(
      z.strictObject({
        id: idSchema,
        category: text,
        direction,
        origin: z.exactOptional(reference),
        intermediary: z.exactOptional(z.array(reference)),
        destination: z.exactOptional(reference),
        hours: z.exactOptional(text),
      }),
    )
    .max(many),
  fixtures: z
    .array(
      z.strictObject({
        id: idSchema,
        floorId: idSchema,
        area,
        category: z.exactOptional(text),
        names: z.exactOptional(namesSchema),
        anchorId: z.exactOptional(idSchema),
      }),
    )
    .max(many),
  anchors: z
    .array(
      z.strictObject({
        id: idSchema,
        floorId: idSchema,
        position: point,
        zoneId: z.exactOptional(idSchema),
        poiIds: z.array(idSchema),
      }),
    )
    .max(many),
  attributes: z.record(
    z.string(),
    z.strictObject({
      altNames: z.exactOptional(namesSchema),
      restriction: z.exactOptional(text),
      accessibility: z.exactOptional(texts),
      phone: z.exactOptional(text),
      website: z.exactOptional(text),
      outdoor: z.exactOptional(z.boolean()),
      buildingIds: z.exactOptional(texts),
      anchorId: z.exactOptional(idSchema),
    }),
  ),
}) satisfies z.ZodType<VenueMap>
