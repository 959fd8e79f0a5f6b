import { boundsOf, isShape, type Shape, testOf } from './area.ts'
import type { Point, Zone } from './venue.ts'

/** Asks which of the zones with a shape hold a point of a floor, its metres; in no order. */
export type ZoneMap<Z> = (floorId: string, point: Point) => Z[]

/** A zone as a map needs it. */
type Drawn = { zone: Zone }

/** Draws a map of each floor: which zones are near by buckets, and the exact shape for the few whose bounds hold the point. */
export const drawZones = <Z extends Drawn>(zones: Iterable<Z>): ZoneMap<Z> => {
  const floors = new Map<string, Floor<Z>>()
  for (const [floorId, own] of Map.groupBy(zones, ({ zone }) => zone.floorId)) {
    const shaped = own.flatMap((one) => (isShape(one.zone.area) ? [{ one, shape: one.zone.area }] : []))
    if (shaped.length > 0) floors.set(floorId, drawFloor(shaped))
  }
  return (floorId, { x, y }) => floors.get(floorId)?.(x, y) ?? []
}

type Floor<Z> = (x: number, y: number) => Z[]

const mostBucketsAZone = 4

/** A floor cut into about as many equal buckets as it has zones: a point looks at the few whose bounds meet its own bucket. */
const drawFloor = <Z>(zones: readonly { one: Z; shape: Shape }[]): Floor<Z> => {
  const bounds = zones.map(({ shape }) => boundsOf(shape))
  const tests = zones.map(({ shape }) => testOf(shape))
  const left = bounds.reduce((least, { minX }) => Math.min(least, minX), Number.POSITIVE_INFINITY)
  const bottom = bounds.reduce((least, { minY }) => Math.min(least, minY), Number.POSITIVE_INFINITY)
  const right = bounds.reduce((most, { maxX }) => Math.max(most, maxX), Number.NEGATIVE_INFINITY)
  const top = bounds.reduce((most, { maxY }) => Math.max(most, maxY), Number.NEGATIVE_INFINITY)
  const side = Math.max(leastMetres, Math.sqrt(((right - left) * (top - bottom)) / zones.length))
  const columns = Math.max(1, Math.ceil((right - left) / side))
  const rows = Math.max(1, Math.ceil((top - bottom) / side))
  const columnOf = (x: number) => Math.min(columns - 1, Math.max(0, Math.floor((x - left) / side)))
  const rowOf = (y: number) => Math.min(rows - 1, Math.max(0, Math.floor((y - bottom) / side)))

  const buckets = Array.from({ length: columns * rows }, (): number[] => [])
  // what covers much of the floor is asked everywhere rather than written into every bucket
  const everywhere: number[] = []
  for (const [i, { minX, minY, maxX, maxY }] of bounds.entries()) {
    const [fromColumn, toColumn, fromRow, toRow] = [columnOf(minX), columnOf(maxX), rowOf(minY), rowOf(maxY)]
    const covered = (toColumn - fromColumn + 1) * (toRow - fromRow + 1)
    if (covered > mostBucketsAZone * Math.sqrt(buckets.length)) {
      everywhere.push(i)
      continue
    }
    for (let row = fromRow; row <= toRow; row++)
      for (let column = fromColumn; column <= toColumn; column++) buckets[row * columns + column]?.push(i)
  }
  const collect = (holding: Z[], from: readonly number[], x: number, y: number) => {
    for (let k = 0; k < from.length; k++) {
      const i = from[k] ?? 0
      const box = bounds[i]
      if (!box || x < box.minX || x > box.maxX || y < box.minY || y > box.maxY) continue
      const zone = zones[i]
      if (zone && tests[i]?.(x, y)) holding.push(zone.one)
    }
  }
  return (x, y) => {
    const holding: Z[] = []
    if (x < left || x > right || y < bottom || y > top) return holding
    collect(holding, everywhere, x, y)
    collect(holding, buckets[rowOf(y) * columns + columnOf(x)] ?? [], x, y)
    return holding
  }
}

const leastMetres = 0.1 // of a bucket, on a floor without extent
