import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Ring, Shape } from './geometry.ts'

/** A floor as its map draws it: the first shape is the floor itself. Metres, x to the east and y to the north. */
export type FloorMap = { level: number; shapes: readonly Shape[] }

const ringSchema = z.array(z.tuple([z.number(), z.number()]).rest(z.number()))
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ringSchema) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ringSchema)) }),
])
const mapSchema = z.object({
  features: z
    .array(z.object({ geometry: geometrySchema, properties: z.object({ floor_num: z.number().optional() }) }))
    .min(1),
})
const sizeSchema = z.object({ map_info: z.object({ width: z.number(), height: z.number() }) })

/** Reads a floor's map and size of a recording. Throws with the file where they are not as they should be. */
export const readFloorMap = async (folder: string, floorId: string): Promise<FloorMap> => {
  const { features } = await readJson(join(folder, 'floors', floorId, 'geojson_map.json'), mapSchema)
  const { map_info: size } = await readJson(join(folder, 'floors', floorId, 'floor_info.json'), sizeSchema)
  const [outline] = features
  const corners = outline ? polygonsOf(outline.geometry).flat(2) : []
  // the bounding box of the outline is width × height metres
  const [west, east] = extremes(corners.map(([lon]) => lon))
  const [south, north] = extremes(corners.map(([, lat]) => lat))
  const inMetres = (ring: z.infer<typeof ringSchema>): Ring =>
    ring.map(([lon, lat]) => [
      ((lon - west) / (east - west)) * size.width,
      ((lat - south) / (north - south)) * size.height,
    ])
  return {
    level: outline?.properties.floor_num ?? 0,
    shapes: features.map(({ geometry }) => polygonsOf(geometry).map((rings) => rings.map(inMetres))),
  }
}

/** The shape that zones.csv speaks of. Throws where the map has none of this number. */
export const shapeOf = ({ shapes }: FloorMap, index: number, floorId: string): Shape => {
  const shape = shapes[index]
  if (!shape)
    throw new Error(
      `floors/${floorId}/geojson_map.json: no feature ${index}, though zones.csv speaks of it; it has ${shapes.length}`,
    )
  return shape
}

const extremes = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)]

const polygonsOf = (geometry: z.infer<typeof geometrySchema>) =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

const readJson = async <T>(file: string, schema: z.ZodType<T>): Promise<T> => {
  const read = schema.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Error(`${file}: ${issue?.path.join('.')} ${issue?.message}`)
}
