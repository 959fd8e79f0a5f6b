import { contains, isShape, type Shape } from './area.ts'
import { distanceTo } from './distance.ts'
import { crossingBetween, place, ringFaults } from './ring-faults.ts'
import type { Floor, Polygon, Venue, Zone } from './venue.ts'

/** Something drawn wrongly: where, and why with what to do. */
export type PolygonFault = { path: string; reason: string }

/** Everything wrong with what is drawn in a venue: rings, holes, and zones that lie wholly off their floor. */
export const polygonFaults = ({ floors, zones }: Pick<Venue, 'floors' | 'zones'>): PolygonFault[] => {
  const byId = new Map(floors.map((floor) => [floor.id, floor]))
  return [
    ...floors.flatMap(({ outline = [] }, i) =>
      outline.flatMap((polygon, j) => faultsOfPolygon(polygon, `floors[${i}].outline[${j}]`)),
    ),
    ...zones.flatMap(({ area, floorId }, i) => {
      if (!isShape(area)) return []
      const path = `zones[${i}].area`
      const own = 'centre' in area ? [] : faultsOfPolygon(area, path)
      // off the floor is only said of what is an area at all
      return own.length > 0 ? own : offFloor(area, byId.get(floorId), path)
    }),
  ]
}

/** Everything wrong with one polygon and its holes. Also for what belongs to no floor: a footprint, a fixture. */
export const faultsOfPolygon = (polygon: Polygon, path: string): PolygonFault[] => {
  const { holes = [] } = polygon
  const ofRings = [polygon.polygon, ...holes].flatMap((ring, i) => {
    const at = i === 0 ? `${path}.polygon` : `${path}.holes[${i - 1}]`
    return ringFaults(ring).map(({ at: corners, reason }) => ({
      path: corners[0] === undefined ? at : `${at}[${corners[0]}]`,
      reason,
    }))
  })
  // holes are only compared with rings that are sound
  return ofRings.length > 0 ? ofRings : holes.flatMap((hole, i) => holeFaults(polygon, hole, i, path))
}

const holeFaults = (
  { polygon, holes = [] }: Polygon,
  hole: Polygon['polygon'],
  i: number,
  path: string,
): PolygonFault[] => {
  const at = `${path}.holes[${i}]`
  const across = crossingBetween(polygon, hole)
  if (across !== undefined)
    return [{ path: at, reason: `crosses the outline at ${place(across)}; keep the hole inside of it` }]
  if (!hole.every((corner) => contains({ polygon }, corner)))
    return [{ path: at, reason: 'lies outside of its polygon; take it away, or make it a zone of its own' }]
  return holes.slice(0, i).flatMap((other, j) => {
    const meets = crossingBetween(other, hole)
    if (meets !== undefined)
      return [{ path: at, reason: `crosses holes[${j}] at ${place(meets)}; make one hole of both` }]
    const within = hole.every((corner) => contains({ polygon: other }, corner))
    return within ? [{ path: at, reason: `lies inside holes[${j}]; take it away` }] : []
  })
}

const offFloor = (area: Shape, floor: Floor | undefined, path: string): PolygonFault[] => {
  const outline = floor?.outline ?? []
  if (floor === undefined || outline.length === 0 || outline.some((polygon) => overlap(area, polygon))) return []
  const reason = `no part of it lies on floor "${floor.id}": is it on another floor, or drawn from another origin?`
  return [{ path, reason }]
}

/** Whether two shapes have a point in common that a corner, the middle or a crossing edge shows. */
const overlap = (area: Shape, outline: Polygon): boolean => {
  if ('centre' in area) return contains(outline, area.centre) || distanceTo(outline, area.centre) <= area.radiusMetres
  return (
    area.polygon.some((corner) => contains(outline, corner)) ||
    outline.polygon.some((corner) => contains(area, corner)) ||
    crossingBetween(area.polygon, outline.polygon) !== undefined
  )
}

/** The corners of a zone's shape; of a circle the points furthest to each side. */
export const cornersOfZone = ({ area }: Zone) => {
  if (!isShape(area)) return []
  if (!('centre' in area)) return area.polygon
  const { centre, radiusMetres: r } = area
  return [
    { x: centre.x + r, y: centre.y },
    { x: centre.x, y: centre.y + r },
    { x: centre.x - r, y: centre.y },
    { x: centre.x, y: centre.y - r },
  ]
}
