import { join } from 'node:path'
import type { Floor, Point } from '#shared/domain/venue.ts'
import { readCsv } from './csv.ts'
import { type FloorMap, readFloorMap, shapeOf } from './floor-map.ts'
import { distanceTo, type Shape } from './geometry.ts'

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
    ofFloor.push({ id: `${floorId}-${index}`, name, floorId, shape: shapeOf(map, index, floorId) })
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
