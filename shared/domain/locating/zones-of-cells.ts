import { contains, extentOf, isShape, type Shape } from '../area.ts'
import type { Point, Venue } from '../venue.ts'
import type { Grid } from './grid.ts'
import type { CellZones } from './read-fix.ts'

const reachMetres = 15 // a zone that is further away than this is not meant

/** A zone as places and distances see it: its shape, or where its beacons and gateways are. */
type Placed = { place: number; shape?: Shape; points: readonly Point[]; extent: number }

/** The zone that each cell counts for: the innermost one that it lies in, else the nearest within 15 m. */
export const zonesOfCells = (venue: Venue, grid: Grid): CellZones => {
  const ids = venue.zones.map(({ id }) => id)
  const of = new Int32Array(grid.count).fill(-1)
  for (const [floor, { floorId }] of grid.floors.entries()) {
    const zones = placedOn(venue, floorId)
    for (let cell = grid.starts[floor] ?? 0; cell < (grid.starts[floor + 1] ?? 0); cell++)
      of[cell] = meant(zones, { x: grid.x[cell] ?? 0, y: grid.y[cell] ?? 0 })
  }
  return { ids, of }
}

const placedOn = ({ zones, beacons, gateways }: Venue, floorId: string): Placed[] => {
  const positions = (ids: readonly string[], of: readonly { id: string; position?: Point }[]) =>
    of.flatMap(({ id, position }) => (position && ids.includes(id) ? [position] : []))
  return zones
    .flatMap(({ floorId: own, area, isPublic }, place): Placed[] => {
      if (own !== floorId || isPublic === false) return []
      if (isShape(area)) return [{ place, shape: area, points: [], extent: extentOf(area) }]
      const points = [...positions(area.beaconIds, beacons), ...positions(area.gatewayIds, gateways)]
      return [{ place, points, extent: Number.POSITIVE_INFINITY }]
    })
    .toSorted((a, b) => a.extent - b.extent)
}

const meant = (zones: readonly Placed[], at: Point): number => {
  const around = zones.find(({ shape }) => shape && contains(shape, at))
  if (around) return around.place
  let [nearest, best] = [-1, reachMetres]
  for (const zone of zones) {
    const metres = distanceTo(zone, at, best)
    if (metres < best) [nearest, best] = [zone.place, metres]
  }
  return nearest
}

/** How far a point outside is; where that is more than `best`, anything more than `best`. */
const distanceTo = ({ shape, points }: Placed, at: Point, best: number): number => {
  if (!shape) return Math.min(...points.map(({ x, y }) => Math.hypot(x - at.x, y - at.y)))
  if ('centre' in shape) return Math.hypot(shape.centre.x - at.x, shape.centre.y - at.y) - shape.radiusMetres
  let metres = Number.POSITIVE_INFINITY
  for (const ring of [shape.polygon, ...(shape.holes ?? [])]) {
    for (const [i, a] of ring.entries()) {
      const b = ring[(i + 1) % ring.length] ?? a
      if (Math.min(a.x, b.x) - at.x > best || at.x - Math.max(a.x, b.x) > best) continue
      metres = Math.min(metres, toSegment(at, a, b))
    }
  }
  return metres
}

const toSegment = (at: Point, a: Point, b: Point): number => {
  const [x, y] = [b.x - a.x, b.y - a.y]
  const along = ((at.x - a.x) * x + (at.y - a.y) * y) / (x * x + y * y || 1)
  const share = Math.max(0, Math.min(1, along))
  return Math.hypot(a.x + share * x - at.x, a.y + share * y - at.y)
}
