import type { Shape } from './area.ts'
import type { Point } from './polygon.ts'

/** Metres from a point to the edge of a shape; negative inside a circle. */
export const distanceTo = (outline: Shape, { x, y }: Point): number => {
  if ('centre' in outline) return Math.hypot(x - outline.centre.x, y - outline.centre.y) - outline.radiusMetres
  return Math.min(
    ...[outline.polygon, ...(outline.holes ?? [])].flatMap((ring) =>
      ring.map((a, i) => distanceToEdge({ x, y }, a, ring[(i + 1) % ring.length] ?? a)),
    ),
  )
}

const distanceToEdge = (p: Point, a: Point, b: Point): number => {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length))
  return Math.hypot(p.x - a.x - along * dx, p.y - a.y - along * dy)
}
