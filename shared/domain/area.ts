import inPolygon from 'point-in-polygon-hao'
import type { Area, Point, Polygon } from './venue.ts'

/** An area with a shape: a polygon or a circle. A set of beacons has none. */
export type Shape = Exclude<Area, { beaconIds: readonly string[] }>

export const isShape = (area: Area): area is Shape => !('beaconIds' in area)

/** Whether a point lies in a shape or on its edge, and in none of its holes. Metres. */
export const contains = (shape: Shape, { x, y }: Point): boolean => testOf(shape)(x, y)

/** The same question, made ready for being asked of one shape often. */
export type Test = (x: number, y: number) => boolean

export const testOf = (shape: Shape): Test => {
  const known = tests.get(shape)
  if (known) return known
  const made = 'centre' in shape ? circleTest(shape.centre, shape.radiusMetres) : polygonTest(shape)
  tests.set(shape, made)
  return made
}

const tests = new WeakMap<Shape, Test>()

const circleTest =
  (centre: Point, radius: number): Test =>
  (x, y) =>
    Math.hypot(x - centre.x, y - centre.y) <= radius

const polygonTest = ({ polygon, holes = [] }: Polygon): Test => {
  const rings = [polygon, ...holes].map((ring) =>
    [...ring, ...ring.slice(0, 1)].map((corner): [number, number] => [corner.x, corner.y]),
  )
  const asked: [number, number] = [0, 0]
  return (x, y) => {
    asked[0] = x
    asked[1] = y
    return inPolygon(asked, rings) !== false
  }
}

/** Square metres, holes taken off. */
export const extentOf = (shape: Shape): number => {
  if ('centre' in shape) return Math.PI * shape.radiusMetres ** 2
  const holes = (shape.holes ?? []).reduce((sum, hole) => sum + ringExtent(hole), 0)
  return ringExtent(shape.polygon) - holes
}

export type Bounds = { minX: number; minY: number; maxX: number; maxY: number }

/** The smallest rectangle around a shape. */
export const boundsOf = (shape: Shape): Bounds => {
  if ('centre' in shape) {
    const { centre, radiusMetres } = shape
    const [minX, minY] = [centre.x - radiusMetres, centre.y - radiusMetres]
    return { minX, minY, maxX: centre.x + radiusMetres, maxY: centre.y + radiusMetres }
  }
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  for (const { x, y } of shape.polygon) {
    bounds.minX = Math.min(bounds.minX, x)
    bounds.minY = Math.min(bounds.minY, y)
    bounds.maxX = Math.max(bounds.maxX, x)
    bounds.maxY = Math.max(bounds.maxY, y)
  }
  return bounds
}

/**
 * Whether all of `inner` lies in `outer`: its corners, or for a circle the points furthest to each side, and none of what is
 * cut out of `outer`.
 */
export const surrounds = (outer: Shape, inner: Shape): boolean =>
  cornersOf(inner).every((corner) => contains(outer, corner)) &&
  !holesOf(outer).some((hole) => [...hole, middleOf(hole)].every((point) => contains(inner, point)))

/** A corner of a shape, or a point of its edge. */
export const cornerOf = (shape: Shape): Point => cornersOf(shape)[0] ?? { x: Number.NaN, y: Number.NaN }

const middleOf = (ring: readonly Point[]): Point => ({
  x: ring.reduce((sum, { x }) => sum + x, 0) / ring.length,
  y: ring.reduce((sum, { y }) => sum + y, 0) / ring.length,
})

const holesOf = (shape: Shape): readonly (readonly Point[])[] => ('centre' in shape ? [] : (shape.holes ?? []))

const cornersOf = (shape: Shape): readonly Point[] => {
  if (!('centre' in shape)) return shape.polygon
  const { centre, radiusMetres } = shape
  return Array.from({ length: 16 }, (_, i) => ({
    x: centre.x + radiusMetres * Math.cos((i * Math.PI) / 8),
    y: centre.y + radiusMetres * Math.sin((i * Math.PI) / 8),
  }))
}

/** Shoelace formula; square metres. */
const ringExtent = (ring: readonly Point[]): number =>
  Math.abs(
    ring.reduce((sum, a, i) => {
      const b = ring[(i + 1) % ring.length] ?? a
      return sum + a.x * b.y - b.x * a.y
    }, 0),
  ) / 2
