import inPolygon from 'point-in-polygon-hao'
import type { Area, Point, Polygon } from './venue.ts'

/** An area with a shape: a polygon or a circle. A set of beacons has none. */
export type Shape = Exclude<Area, { beaconIds: readonly string[] }>

export const isShape = (area: Area): area is Shape => !('beaconIds' in area)

/** Whether a point lies in a shape or on its edge, and in none of its holes. Metres. */
export const contains = (shape: Shape, { x, y }: Point): boolean => {
  if ('centre' in shape) return Math.hypot(x - shape.centre.x, y - shape.centre.y) <= shape.radiusMetres
  return inPolygon([x, y], ringsOf(shape)) !== false
}

/** Square metres, holes taken off. */
export const extentOf = (shape: Shape): number => {
  if ('centre' in shape) return Math.PI * shape.radiusMetres ** 2
  const holes = (shape.holes ?? []).reduce((sum, hole) => sum + ringExtent(hole), 0)
  return ringExtent(shape.polygon) - holes
}

/** Whether all of `inner` lies in `outer`: its corners, or for a circle the points furthest to each side. */
export const surrounds = (outer: Shape, inner: Shape): boolean =>
  extentOf(outer) > extentOf(inner) && cornersOf(inner).every((corner) => contains(outer, corner))

const cornersOf = (shape: Shape): readonly Point[] => {
  if (!('centre' in shape)) return shape.polygon
  const { centre, radiusMetres } = shape
  return Array.from({ length: 16 }, (_, i) => ({
    x: centre.x + radiusMetres * Math.cos((i * Math.PI) / 8),
    y: centre.y + radiusMetres * Math.sin((i * Math.PI) / 8),
  }))
}

const ringsOf = ({ polygon, holes = [] }: Polygon): [number, number][][] => {
  const known = rings.get(polygon)
  if (known) return known
  const made = [polygon, ...holes].map((ring) =>
    [...ring, ...ring.slice(0, 1)].map((corner): [number, number] => [corner.x, corner.y]),
  )
  rings.set(polygon, made)
  return made
}

// the closed rings that point-in-polygon wants, made once for each polygon
const rings = new WeakMap<readonly Point[], [number, number][][]>()

/** Shoelace formula; square metres. */
const ringExtent = (ring: readonly Point[]): number =>
  Math.abs(
    ring.reduce((sum, a, i) => {
      const b = ring[(i + 1) % ring.length] ?? a
      return sum + a.x * b.y - b.x * a.y
    }, 0),
  ) / 2
