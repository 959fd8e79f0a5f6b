import * as z from 'zod'
import type { Area, Georeference, Point, Polygon } from '#shared/domain/venue.ts'
import { idSchema, numberBetween } from './fields.ts'

const coordinate = numberBetween(-100_000, 100_000, 'metres')

/** Metres from the floor's origin. */
export const pointSchema = z
  .strictObject({ x: coordinate, y: coordinate })
  .meta({ description: "Metres from the floor's origin, x to the east and y to the north" }) satisfies z.ZodType<Point>

const ring = z
  .array(pointSchema)
  .min(3, 'must have 3 corners at least')
  .max(2000, 'must have 2000 corners at most: leave out those that nobody would miss')

const polygonSchema = z
  .strictObject({ polygon: ring, holes: z.exactOptional(z.array(ring).max(100)) })
  .meta({ description: 'A ring of corners that does not name its first one twice, and what is cut out of it' })

const circle = z.strictObject({ centre: pointSchema, radiusMetres: numberBetween(3, 10_000, 'metres') })

const beaconSet = z.strictObject({
  beaconIds: z.array(idSchema).max(2000),
  gatewayIds: z.array(idSchema).max(2000),
})

export const areaSchema = z.union(
  [beaconSet, polygonSchema, circle],
  'must be { polygon: [{ x, y }, …], holes? } of 3 to 2000 corners, { centre: { x, y }, radiusMetres } of 3 to 10000 m, or { beaconIds: […], gatewayIds: […] }',
) satisfies z.ZodType<Area>

const toADegree = numberBetween(1, 112_000, 'metres to a degree')

export const georeferenceSchema = z.strictObject({
  lon: numberBetween(-180, 180, 'degrees'),
  lat: numberBetween(-90, 90, 'degrees'),
  metresPerLon: toADegree,
  metresPerLat: toADegree,
}) satisfies z.ZodType<Georeference>

export const outlineSchema = z.array(polygonSchema).min(1).max(200) satisfies z.ZodType<Polygon[]>
