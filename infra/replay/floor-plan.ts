import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Floor, Point } from '#shared/domain/venue.ts'
import { readCsv } from './csv.ts'
import { distanceTo, type Ring, type Shape } from './geometry.ts'

/** A place on a floor that a customer can be sent to. Metres, x to the east and y to the north. */
export type Shop = { id: string; name: string; floorId: string; shape: Shape }

export type FloorPlan = { floor: Floor; shops: readonly Shop[] }

/** What a polygon is called that nobody shops in. The map's own words, in pinyin. */
const structural = new Set([
  'fuzhumian', // auxiliary surface
  'xishoujianfuzhumian', // around the washrooms
  'feikaifangquyu', // closed to the public
  'zhongkong', // void over the floor below
  'kongpu', // vacant shop
  'zhuangxiu', // shop that is being fitted out
  'xiuxiqu', // seats
  'huangxiaolu', // a path that is painted on the floor
])

/** The map's category of parking bays: 495 polygons of 15 m² on B1. */
const parkingBay = '5d357bc00d3c1514c7107b6b'

/** Reads the floors of a recording: each floor's map, and from zones.csv the shops among its polygons. */
export const readFloorPlans = async (folder: string): Promise<FloorPlan[]> => {
  const maps = new Map<string, FloorMap>()
  const shops = new Map<string, Shop[]>()
  for await (const row of readCsv(join(folder, 'zones.csv'), ['floor', 'zone_idx', 'name', 'category'])) {
    const floorId = row.text('floor')
    const map = maps.get(floorId) ?? (await readFloorMap(folder, floorId))
    maps.set(floorId, map)
    const ofFloor = shops.get(floorId) ?? []
    shops.set(floorId, ofFloor)
    const name = row.text('name').replaceAll('&amp;', '&')
    if (name === '' || structural.has(name) || row.text('category').includes(parkingBay)) continue
    const index = row.number('zone_idx')
    ofFloor.push({ id: `${floorId}-${index}`, name, floorId, shape: map.shapeOf(index) })
  }
  return [...maps]
    .map(([id, { level }]) => ({ floor: { id, name: id, level }, shops: shops.get(id) ?? [] }))
    .toSorted((a, b) => a.floor.level - b.floor.level)
}

/** Shops by distance from a point on their floor, the nearest first. */
export const nearestShops = (shops: readonly Shop[], point: Point): Shop[] =>
  shops
    .map((shop) => ({ shop, metres: distanceTo(shop.shape, point) }))
    .toSorted((a, b) => a.metres - b.metres)
    .map(({ shop }) => shop)

type FloorMap = { level: number; shapeOf(index: number): Shape }

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

const readFloorMap = async (folder: string, floorId: string): Promise<FloorMap> => {
  const file = join(folder, 'floors', floorId, 'geojson_map.json')
  const { features } = await readJson(file, mapSchema)
  const { map_info: size } = await readJson(join(folder, 'floors', floorId, 'floor_info.json'), sizeSchema)
  const [outline] = features
  const corners = outline ? polygonsOf(outline.geometry).flat(2) : []
  // the bounding box of the outline is width × height metres
  const west = Math.min(...corners.map(([lon]) => lon))
  const east = Math.max(...corners.map(([lon]) => lon))
  const south = Math.min(...corners.map(([, lat]) => lat))
  const north = Math.max(...corners.map(([, lat]) => lat))
  const inMetres = (ring: z.infer<typeof ringSchema>): Ring =>
    ring.map(([lon, lat]) => [
      ((lon - west) / (east - west)) * size.width,
      ((lat - south) / (north - south)) * size.height,
    ])
  return {
    level: outline?.properties.floor_num ?? 0,
    shapeOf: (index) => {
      const feature = features[index]
      if (!feature)
        throw new Error(`${file}: no feature ${index}, though zones.csv speaks of it; it has ${features.length}`)
      return polygonsOf(feature.geometry).map((rings) => rings.map(inMetres))
    },
  }
}

const polygonsOf = (geometry: z.infer<typeof geometrySchema>) =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

const readJson = async <T>(file: string, schema: z.ZodType<T>): Promise<T> => {
  const read = schema.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Error(`${file}: ${issue?.path.join('.')} ${issue?.message}`)
}
