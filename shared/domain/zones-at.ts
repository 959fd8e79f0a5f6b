import { contains, extentOf, isShape, type Shape } from './area.ts'
import type { Point, Venue, Zone } from './venue.ts'
import { indexVenue } from './venue-index.ts'
import type { IndexedZone } from './zone-tree.ts'

/** A zone that holds a point, with the zones that it lies in, the outermost first. */
export type HoldingZone = { zone: Zone; parents: readonly string[] }

/** `nearest` is the nearest zone for visitors, where no such zone holds the point. */
export type ZonesAt = { zones: HoldingZone[]; nearest?: { zone: Zone; distanceMetres: number } }

/**
 * Prepares a venue for the question which zones hold a point of a floor. The most specific one comes first: the one that
 * lies deepest in others, of equals the smaller one. Sets of beacons have no shape: they hold what their children hold.
 */
export const zonesIn = (venue: Venue) => {
  const { zones } = indexVenue({ ...venue, beacons: [], gateways: [] })
  return (floorId: string, point: Point): ZonesAt => {
    const onFloor = venue.zones.filter((zone) => zone.floorId === floorId)
    const shaped = onFloor.flatMap((zone) => (isShape(zone.area) ? [{ zone, shape: zone.area }] : []))
    const within = shaped
      .filter(({ shape }) => contains(shape, point))
      .map(({ zone, shape }) => ({ zone, extent: extentOf(shape), path: zones.get(zone.id)?.path ?? [] }))
      .sort((a, b) => b.path.length - a.path.length || a.extent - b.extent || (a.zone.id < b.zone.id ? -1 : 1))
    const around = (within[0]?.path ?? [])
      .toReversed()
      .flatMap((id) => zones.get(id) ?? [])
      .filter(({ zone }) => !within.some((one) => one.zone === zone))
    const holding = [...within, ...around].map(({ zone, path }): HoldingZone => ({ zone, parents: path.slice(0, -1) }))
    if (holding.some(({ zone }) => isForVisitors(zone))) return { zones: holding }
    const [nearest] = shaped
      .filter(({ zone }) => isForVisitors(zone))
      .map(({ zone, shape }) => ({ zone, distanceMetres: distanceTo(shape, point) }))
      .sort((a, b) => a.distanceMetres - b.distanceMetres || (a.zone.id < b.zone.id ? -1 : 1))
    return { zones: holding, ...(nearest ? { nearest } : {}) }
  }
}

const isForVisitors = ({ isPublic = true }: IndexedZone['zone']) => isPublic

/** Metres from a point outside a shape, or in one of its holes, to its nearest edge. */
const distanceTo = (shape: Shape, point: Point): number => {
  if ('centre' in shape)
    return Math.max(0, Math.hypot(point.x - shape.centre.x, point.y - shape.centre.y) - shape.radiusMetres)
  const rings = [shape.polygon, ...(shape.holes ?? [])]
  return Math.min(...rings.map((ring) => distanceToRing(ring, point)))
}

const distanceToRing = (ring: readonly Point[], point: Point): number =>
  ring.reduce(
    (least, from, i) => Math.min(least, distanceToEdge(from, ring[(i + 1) % ring.length] ?? from, point)),
    Infinity,
  )

const distanceToEdge = (from: Point, to: Point, point: Point): number => {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length2
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy)
}
