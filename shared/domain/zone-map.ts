import Flatbush from 'flatbush'
import { boundsOf, isShape, type Shape, testOf } from './area.ts'
import type { Point, Zone } from './venue.ts'

/** Asks which of the zones with a shape hold a point of a floor, its metres; in no order. */
export type ZoneMap<Z> = (floorId: string, point: Point) => Z[]

/** A zone as a map needs it. */
type Drawn = { zone: Zone }

/** Draws a map of each floor: an R-tree over the zones' bounds, and the exact shape for the few whose bounds hold the point. */
export const drawZones = <Z extends Drawn>(zones: Iterable<Z>): ZoneMap<Z> => {
  const floors = new Map<string, Floor<Z>>()
  for (const [floorId, own] of Map.groupBy(zones, ({ zone }) => zone.floorId)) {
    const shaped = own.flatMap((one) => (isShape(one.zone.area) ? [{ one, shape: one.zone.area }] : []))
    if (shaped.length > 0) floors.set(floorId, drawFloor(shaped))
  }
  return (floorId, { x, y }) => floors.get(floorId)?.(x, y) ?? []
}

type Floor<Z> = (x: number, y: number) => Z[]

const boxesANode = 8 // points meet few boxes, so small nodes are quicker than the 16 that suit rectangles

const drawFloor = <Z>(zones: readonly { one: Z; shape: Shape }[]): Floor<Z> => {
  const tree = new Flatbush(zones.length, boxesANode)
  for (const { shape } of zones) {
    const { minX, minY, maxX, maxY } = boundsOf(shape)
    tree.add(minX, minY, maxX, maxY)
  }
  tree.finish()
  const tests = zones.map(({ shape }) => testOf(shape))
  return (x, y) => {
    const holding: Z[] = []
    for (const i of tree.search(x, y, x, y)) {
      const zone = zones[i]
      if (zone && tests[i]?.(x, y)) holding.push(zone.one)
    }
    return holding
  }
}
