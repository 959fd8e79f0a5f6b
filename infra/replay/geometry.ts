import inPolygon from 'point-in-polygon-hao'
import type { Point } from '#shared/domain/venue.ts'

/** A closed ring of corners in metres; the first and the last are the same. */
export type Ring = [number, number][]

/** What a shop covers: polygons, each an outline and its holes (GeoJSON's MultiPolygon, in metres). */
export type Shape = readonly Ring[][]

/** Metres from a point to the edge of a shape; 0 inside. */
export const distanceTo = (shape: Shape, { x, y }: Point): number => {
  let nearest = Number.POSITIVE_INFINITY
  for (const rings of shape) {
    if (inPolygon([x, y], rings) !== false) return 0
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) nearest = Math.min(nearest, distanceToEdge([x, y], ring[i - 1], ring[i]))
    }
  }
  return nearest
}

type Corner = readonly [number, number]

const distanceToEdge = ([x, y]: Corner, [ax, ay]: Corner = [0, 0], [bx, by]: Corner = [0, 0]): number => {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  // how far along the edge the point's shadow falls, from 0 to 1
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}
