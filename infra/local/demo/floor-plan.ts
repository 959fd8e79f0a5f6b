import type { Point } from '#shared/domain/venue.ts'

/** Where somebody or something is. `level` counts floors from the ground, `x` and `y` are metres. */
export type Position = { level: number; x: number; y: number }

/** Somewhere to stand. Who goes there from elsewhere passes the doorway, where there is one. */
export type Spot = { level: number; centre: Point; radiusMetres: number; doorway?: Point }

/** Where shoppers of the demo store stand, by zone. */
export const spots: Readonly<Record<string, Spot>> = {
  shoes: { level: 0, centre: { x: 11, y: 13 }, radiusMetres: 2.5 },
  boots: { level: 0, centre: { x: 3, y: 18.5 }, radiusMetres: 1.5 },
  cafe: { level: 0, centre: { x: 33, y: 24 }, radiusMetres: 3, doorway: { x: 27, y: 28 } },
  tills: { level: 0, centre: { x: 33, y: 5 }, radiusMetres: 1.5 },
  watches: { level: 1, centre: { x: 5, y: 6 }, radiusMetres: 2, doorway: { x: 11, y: 10.5 } },
  menswear: { level: 1, centre: { x: 29, y: 6 }, radiusMetres: 5 },
  home: { level: 1, centre: { x: 8, y: 23.5 }, radiusMetres: 2.5 },
}

/** Far enough outside that hardly a beacon of the store is heard. */
export const street: Position = { level: 0, x: 20, y: -35 }
export const door: Position = { level: 0, x: 20, y: 1 }
/** Straight stairs: the same place on both floors. */
export const stairs: Point = { x: 20, y: 26 }

export type Wall = { level: number; from: Point; to: Point }

const wall = (level: number, fromX: number, fromY: number, toX: number, toY: number): Wall => ({
  level,
  from: { x: fromX, y: fromY },
  to: { x: toX, y: toY },
})

/** Walls that radio has to pass: the front beside the door, the café's, and the watch room's. */
export const walls: readonly Wall[] = [
  wall(0, 0, 0, 18, 0),
  wall(0, 22, 0, 40, 0),
  wall(0, 27, 18, 27, 26),
  wall(0, 27, 18, 40, 18),
  wall(1, 11, 0, 11, 9),
  wall(1, 0, 12, 11, 12),
]
