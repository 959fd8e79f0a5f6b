import { isShape, type Shape } from '../area.ts'
import type { Point } from '../venue.ts'
import type { VenueIndex } from '../venue-index.ts'
import type { Grid } from './grid.ts'
import type { CellZones } from './read-fix.ts'

const doorMetres = 4 // before a room that nobody walked in: as good as in it, by what the radio tells

/**
 * Which zone each cell counts for: the most specific one that holds its centre. A zone for visitors that holds no cell, because
 * nobody walked in it, is told by the cells before it.
 */
export const zonesOfCells = (venue: VenueIndex, grid: Grid): CellZones => {
  const ids = [...venue.zones.keys()]
  const placeOf = new Map(ids.map((id, i) => [id, i]))
  const of = new Int32Array(grid.count).fill(-1)
  const held = new Set<string>()
  for (let cell = 0; cell < grid.count; cell++) {
    const { path } = venue.zonesAt(floorIdOf(grid, cell), { x: grid.x[cell] ?? 0, y: grid.y[cell] ?? 0 })
    const innermost = path.at(-1)
    if (innermost === undefined) continue
    of[cell] = placeOf.get(innermost) ?? -1
    for (const id of path) held.add(id)
  }
  const nearest = new Float64Array(grid.count).fill(Number.POSITIVE_INFINITY)
  for (const [id, { zone, path }] of venue.zones) {
    if (held.has(id) || zone.isPublic === false || !isShape(zone.area)) continue
    const floor = grid.floors.findIndex(({ floorId }) => floorId === zone.floorId)
    if (floor === -1) continue
    const [own, around] = [placeOf.get(id) ?? -1, path.slice(0, -1)]
    alongEdges(zone.area, (point) =>
      grid.around(floor, point, doorMetres, (cell, metres) => {
        const before = ids[of[cell] ?? -1]
        // a cell of another room is not before this one's door; one that went to a nearer room stays there
        const isFree = before === undefined || around.includes(before) || Number.isFinite(nearest[cell] ?? 0)
        if (!isFree || metres >= (nearest[cell] ?? 0)) return
        nearest[cell] = metres
        of[cell] = own
      }),
    )
  }
  return { ids, of }
}

const floorIdOf = ({ floors, floor }: Grid, cell: number) => floors[floor[cell] ?? 0]?.floorId ?? ''

const stepMetres = 1

/** Tells points along the edges of a shape, a metre apart. */
const alongEdges = (shape: Shape, tell: (point: Point) => void): void => {
  if ('centre' in shape) {
    const { centre, radiusMetres } = shape
    const steps = Math.ceil((2 * Math.PI * radiusMetres) / stepMetres)
    for (let step = 0; step < steps; step++) {
      const angle = (2 * Math.PI * step) / steps
      tell({ x: centre.x + radiusMetres * Math.cos(angle), y: centre.y + radiusMetres * Math.sin(angle) })
    }
    return
  }
  for (const [i, from] of shape.polygon.entries()) {
    const to = shape.polygon[(i + 1) % shape.polygon.length] ?? from
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / stepMetres))
    for (let step = 0; step < steps; step++)
      tell({ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps })
  }
}
