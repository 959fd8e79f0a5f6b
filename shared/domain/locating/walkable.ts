import { boundsOf, contains, isShape, type Shape } from '../area.ts'
import type { Point, Venue } from '../venue.ts'
import { cellMetres, type FloorGrid } from './grid.ts'

/** IMDF's words for what people walk through to get somewhere else. */
const passages: ReadonlySet<string | undefined> = new Set([
  'walkway',
  'movingwalkway',
  'lobby',
  'outdoors.walkway',
  'concourse',
  'corridor',
  'platform',
  'stairs',
  'escalator',
  'ramp',
])

/** What is known of where somebody may be, besides the map: `walked` are places where an operator was. */
export type Walked = ReadonlyMap<string, readonly Point[]>

/**
 * Where somebody may be on each floor that has an outline: inside it, outside of the rooms, and in those rooms that an
 * operator walked through. Where nobody walked at all, every room that is open to visitors counts.
 */
export const walkableFloors = (venue: Venue, walked: Walked = new Map()): FloorGrid[] =>
  venue.floors.flatMap((floor) => {
    const outline = floor.outline ?? []
    const corners = outline.flatMap(({ polygon }) => polygon)
    if (corners.length === 0) return []
    const origin = { x: Math.min(...corners.map(({ x }) => x)), y: Math.min(...corners.map(({ y }) => y)) }
    const columns = Math.ceil((Math.max(...corners.map(({ x }) => x)) - origin.x) / cellMetres)
    const rows = Math.ceil((Math.max(...corners.map(({ y }) => y)) - origin.y) / cellMetres)
    const walkable = new Uint8Array(columns * rows)
    const track = walked.get(floor.id) ?? []
    const rooms = roomsOf(venue, floor.id, track)
    const fill = (shape: Shape, value: 0 | 1) => {
      const { minX, maxX, minY, maxY } = boundsOf(shape)
      const [from, to] = [columnAt(minX - origin.x, columns), columnAt(maxX - origin.x, columns)]
      for (let row = columnAt(minY - origin.y, rows); row <= columnAt(maxY - origin.y, rows); row++) {
        for (let column = from; column <= to; column++) {
          const at = { x: origin.x + (column + 0.5) * cellMetres, y: origin.y + (row + 0.5) * cellMetres }
          if (walkable[row * columns + column] !== value && contains(shape, at))
            walkable[row * columns + column] = value
        }
      }
    }
    for (const shape of outline) fill(shape, 1)
    for (const room of rooms) fill(room, 0)
    for (const { x, y } of track) {
      const [column, row] = [Math.floor((x - origin.x) / cellMetres), Math.floor((y - origin.y) / cellMetres)]
      if (column >= 0 && row >= 0 && column < columns && row < rows) walkable[row * columns + column] = 1
    }
    return [{ floorId: floor.id, level: floor.level, origin, columns, rows, walkable }]
  })

const columnAt = (metres: number, columns: number) =>
  Math.min(columns - 1, Math.max(0, Math.floor(metres / cellMetres)))

const leastSteps = 20 // of half a second in a room, all walks together; who only cut its corner was not in it

/**
 * Rooms that hold nobody who walks by: those that nobody walked in, where somebody walked at all. A zone that others lie in is
 * no room but a part of the floor.
 */
const roomsOf = ({ zones }: Venue, floorId: string, track: readonly Point[]): Shape[] => {
  const parents = new Set(zones.map(({ parentId }) => parentId))
  return zones.flatMap(({ id, floorId: own, area, category, isPublic }) => {
    if (own !== floorId || !isShape(area) || parents.has(id) || passages.has(category)) return []
    if (isPublic === false) return [area]
    if (track.length === 0) return []
    const { minX, maxX, minY, maxY } = boundsOf(area)
    const inside = track.filter(
      (at) => at.x >= minX && at.x <= maxX && at.y >= minY && at.y <= maxY && contains(area, at),
    )
    return inside.length < leastSteps ? [area] : []
  })
}
