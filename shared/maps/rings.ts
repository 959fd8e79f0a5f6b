import type { Georeference, Point, Polygon } from '#shared/domain/polygon.ts'
import { type Position, toDegrees, toMetres } from './frame.ts'

/** A polygon of the map: its outline and its holes, rings not closed. */
export type Rings = readonly (readonly Position[])[]

/** A ring of the map in metres, with no corner twice in a row. Outlines run counterclockwise and holes clockwise (RFC 7946). */
export const polygonInMetres = (frame: Georeference, rings: Rings): Polygon => {
  const [polygon = [], ...holes] = rings.map((ring, i) =>
    wound(distinct(ring.map((position) => toMetres(frame, position))), i === 0),
  )
  return holes.length === 0 ? { polygon } : { polygon, holes }
}

/** The same as coordinates of a GeoJSON polygon: closed rings. */
export const coordinatesOf = (frame: Georeference, { polygon, holes = [] }: Polygon): Position[][] =>
  [polygon, ...holes].map((ring, i) => {
    const turned = wound(ring, i === 0).map((corner) => toDegrees(frame, corner))
    return [...turned, ...turned.slice(0, 1)]
  })

const distinct = (ring: readonly Point[]): Point[] => {
  const kept = ring.filter(({ x, y }, i) => i === 0 || ring[i - 1]?.x !== x || ring[i - 1]?.y !== y)
  const [first, last] = [kept[0], kept.at(-1)]
  return kept.length > 1 && first?.x === last?.x && first?.y === last?.y ? kept.slice(0, -1) : kept
}

/** A ring that runs the right way round and begins where it began. */
const wound = (ring: readonly Point[], counterclockwise: boolean): readonly Point[] => {
  const [first, ...others] = ring
  if (first === undefined || signedExtent(ring) > 0 === counterclockwise) return ring
  return [first, ...others.reverse()]
}

const signedExtent = (ring: readonly Point[]): number => {
  const [o = { x: 0, y: 0 }] = ring
  return ring.reduce((sum, a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a
    return sum + (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y)
  }, 0)
}
