import { join } from 'node:path'
import type { CalibrationWalk, Hearing } from '#shared/domain/locating/walk.ts'
import { beaconKey, withoutMac } from '#shared/domain/sighting.ts'
import type { Point, Polygon, Venue, Zone } from '#shared/domain/venue.ts'
import { readCsv } from '../replay/csv.ts'
import { type FloorMap, readFloorMap, shapeOf } from '../replay/floor-map.ts'
import { distanceTo, type Ring, type Shape } from '../replay/geometry.ts'

/** A place that a walk is scored by: a polygon with a name and some extent. */
export type Shop = { id: string; floorId: string; shape: Shape }

/** A sighting and where it really was made, if the surveyor's taps tell. */
export type Heard = Hearing & { truth?: Point }

export type Walk = Omit<CalibrationWalk, 'hearings'> & { floorId: string; hearings: readonly Heard[] }

/** A recorded building: what a locator may know of it (`venue`), what it is scored by (`shops`), and the walks. */
export type Data = { venue: Venue; shops: readonly Shop[]; walks: readonly Walk[] }

const leastSquareMetres = 15

/** Reads a folder as `data/mall`: zones.csv, floors/, traces.csv, waypoints.csv, beacons.csv. Throws with file and line where it can't. */
export const readData = async (folder: string, withMac: boolean): Promise<Data> => {
  const floors = new Map<string, FloorMap>()
  const shops: Shop[] = []
  for await (const row of readCsv(join(folder, 'zones.csv'), ['floor', 'zone_idx', 'name', 'area_m2'])) {
    const floorId = row.text('floor')
    const floor = floors.get(floorId) ?? (await readFloorMap(folder, floorId))
    floors.set(floorId, floor)
    const index = row.number('zone_idx')
    const shape = shapeOf(floor, index, floorId)
    if (row.text('name') !== '' && row.number('area_m2') >= leastSquareMetres)
      shops.push({ id: `${floorId}-${index}`, floorId, shape })
  }
  return { venue: venueOf(floors), shops, walks: await readWalks(folder, withMac) }
}

const readWalks = async (folder: string, withMac: boolean): Promise<Walk[]> => {
  type Draft = Walk & { taps: { at: number; floorId: string; point: Point }[]; hearings: Heard[] }
  const walks = new Map<string, Draft>()
  for await (const row of readCsv(join(folder, 'traces.csv'), ['floor', 'trace'])) {
    const id = row.text('trace')
    walks.set(id, { id, floorId: row.text('floor'), taps: [], hearings: [] })
  }
  const walkOf = (file: string, line: number, trace: string): Draft => {
    const walk = walks.get(trace)
    if (!walk) throw new Error(`${file}, line ${line}: walk ${trace} is not in traces.csv`)
    return walk
  }
  for await (const row of readCsv(join(folder, 'waypoints.csv'), ['trace', 'floor', 't_ms', 'x', 'y'])) {
    const walk = walkOf('waypoints.csv', row.line, row.text('trace'))
    const point = { x: row.number('x'), y: row.number('y') }
    walk.taps.push({ at: row.number('t_ms'), floorId: row.text('floor'), point })
  }
  const columns = ['trace', 't_ms', 'uuid', 'major', 'minor', 'rssi', 'mac', 'gt_x', 'gt_y']
  for await (const row of readCsv(join(folder, 'beacons.csv'), columns)) {
    const walk = walkOf('beacons.csv', row.line, row.text('trace'))
    const bare = { uuid: row.text('uuid'), major: row.number('major'), minor: row.number('minor') }
    const beacon = withMac && row.text('mac') !== '' ? { ...bare, mac: row.text('mac') } : bare
    const [x, y] = [row.optionalNumber('gt_x'), row.optionalNumber('gt_y')]
    walk.hearings.push({
      key: beaconKey(beacon),
      ...('mac' in beacon ? { identity: beaconKey(withoutMac(beacon)) } : {}),
      rssi: row.number('rssi'),
      at: row.number('t_ms'),
      ...(x === undefined || y === undefined ? {} : { truth: { x, y } }),
    })
  }
  return [...walks.values()].map((walk) => ({
    ...walk,
    taps: walk.taps.toSorted((a, b) => a.at - b.at),
    hearings: walk.hearings.toSorted((a, b) => a.at - b.at),
  }))
}

/** Every named thing that is drawn on a floor is a room: nobody walks through it. The first feature is the floor itself. */
const venueOf = (floors: ReadonlyMap<string, FloorMap>): Venue => ({
  id: 'recorded',
  name: 'recorded',
  timezone: 'UTC',
  floors: [...floors].map(
    ([
      id,
      {
        level,
        shapes: [outline = []],
      },
    ]) => ({
      id,
      name: id,
      level,
      outline: outline.map(polygonOf),
    }),
  ),
  zones: [...floors].flatMap(([floorId, { shapes }]) =>
    shapes.slice(1).flatMap((shape, i) =>
      shape.map((rings, part): Zone => {
        const id = `${floorId}-${i + 1}-${part}`
        return { id, name: id, floorId, area: polygonOf(rings) }
      }),
    ),
  ),
  beacons: [],
  gateways: [],
})

const polygonOf = ([outer = [], ...holes]: readonly Ring[]): Polygon => ({
  polygon: pointsOf(outer),
  holes: holes.map(pointsOf),
})

const pointsOf = (ring: Ring): Point[] => ring.slice(0, -1).map(([x, y]) => ({ x, y }))

/** The shop nearest to a point of its floor, and 0 metres inside. Undefined on a floor without any. */
export const nearestShop = (shops: readonly Shop[], at: Point): Shop | undefined => {
  let nearest: Shop | undefined
  let best = Number.POSITIVE_INFINITY
  for (const shop of shops) {
    if (farthestPossible(shop, at) >= best) continue
    const metres = distanceTo(shop.shape, at)
    if (metres < best) [nearest, best] = [shop, metres]
  }
  return nearest
}

// a shape is at least as far as its bounding box
const farthestPossible = (shop: Shop, { x, y }: Point): number => {
  const known = boxes.get(shop) ?? boxOf(shop)
  boxes.set(shop, known)
  const [left, bottom, right, top] = known
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(bottom - y, 0, y - top))
}

const boxes = new WeakMap<Shop, readonly [number, number, number, number]>()

const boxOf = ({ shape }: Shop): readonly [number, number, number, number] => {
  const corners = shape.flat(2)
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
