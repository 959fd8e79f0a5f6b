import type { Point } from '#shared/domain/venue.ts'
import type { Position, Wall } from './floor-plan.ts'

/** How many walls stand in the line between two positions of one floor. Between floors only the ceiling counts. */
export const wallsBetween = (walls: readonly Wall[], from: Position, to: Position): number =>
  from.level === to.level ? walls.filter((wall) => wall.level === from.level && crosses(wall, from, to)).length : 0

const crosses = (wall: Wall, from: Point, to: Point): boolean =>
  side(wall.from, wall.to, from) !== side(wall.from, wall.to, to) &&
  side(from, to, wall.from) !== side(from, to, wall.to)

const side = (a: Point, b: Point, p: Point): boolean => (b.x - a.x) * (p.y - a.y) > (b.y - a.y) * (p.x - a.x)
