import type { Point } from '../venue.ts'

/** Metres from one side of a cell to the other: finer than the radio can tell, coarse enough to be quick. */
export const cellMetres = 2

/** A floor's cells: `columns` × `rows` squares from `origin` on, of which `walkable` (row by row) says where somebody may be. */
export type FloorGrid = {
  floorId: string
  level: number
  origin: Point
  columns: number
  rows: number
  walkable: Uint8Array
}

/**
 * The walkable cells of all floors of a venue under one running number, floor after floor. `x` and `y` are their centres in
 * metres of the floor, `floor` their place in `floors`, `neighbours` eight for each cell (those that share an edge first, -1
 * for none). The cells of floor i are those from `starts[i]` up to `starts[i + 1]`.
 */
export type Grid = {
  floors: readonly FloorGrid[]
  starts: readonly number[]
  count: number
  x: Float64Array
  y: Float64Array
  floor: Uint8Array
  neighbours: Int32Array
  /** Tells of every cell whose centre is nearer to a point than `reachMetres`, and how far it is. */
  around(floor: number, at: Point, reachMetres: number, tell: (cell: number, metres: number) => void): void
  /** The cell nearest to a point within `reachMetres`; -1 for none. */
  cellAt(floor: number, at: Point, reachMetres: number): number
}

/** Numbers the cells of floors and finds their neighbours. */
export const layGrid = (floors: readonly FloorGrid[]): Grid => {
  const numbers: Int32Array[] = []
  const starts = [0]
  const [x, y, floor]: [number[], number[], number[]] = [[], [], []]
  for (const [index, { origin, columns, rows, walkable }] of floors.entries()) {
    const numberOf = new Int32Array(columns * rows).fill(-1)
    for (let place = 0; place < numberOf.length; place++) {
      if (!walkable[place]) continue
      numberOf[place] = x.length
      x.push(origin.x + ((place % columns) + 0.5) * cellMetres)
      y.push(origin.y + (Math.floor(place / columns) + 0.5) * cellMetres)
      floor.push(index)
    }
    numbers.push(numberOf)
    starts.push(x.length)
  }
  const cellIn = (index: number, column: number, row: number): number => {
    const of = floors[index]
    if (!of || column < 0 || row < 0 || column >= of.columns || row >= of.rows) return -1
    return numbers[index]?.[row * of.columns + column] ?? -1
  }
  const columnOf = (index: number, at: number) => Math.floor((at - (floors[index]?.origin.x ?? 0)) / cellMetres)
  const rowOf = (index: number, at: number) => Math.floor((at - (floors[index]?.origin.y ?? 0)) / cellMetres)

  const neighbours = new Int32Array(8 * x.length)
  for (let cell = 0; cell < x.length; cell++) {
    const of = floor[cell] ?? 0
    const [column, row] = [columnOf(of, x[cell] ?? 0), rowOf(of, y[cell] ?? 0)]
    for (const [i, [right, up]] of compass.entries()) neighbours[8 * cell + i] = cellIn(of, column + right, row + up)
  }

  const tellAround: Grid['around'] = (index, at, reachMetres, tell) => {
    const lastRow = rowOf(index, at.y + reachMetres)
    const lastColumn = columnOf(index, at.x + reachMetres)
    for (let row = rowOf(index, at.y - reachMetres); row <= lastRow; row++) {
      for (let column = columnOf(index, at.x - reachMetres); column <= lastColumn; column++) {
        const cell = cellIn(index, column, row)
        if (cell < 0) continue
        const metres = Math.hypot((x[cell] ?? 0) - at.x, (y[cell] ?? 0) - at.y)
        if (metres < reachMetres) tell(cell, metres)
      }
    }
  }
  const cellAt: Grid['cellAt'] = (index, at, reachMetres) => {
    let [nearest, best] = [-1, reachMetres]
    tellAround(index, at, reachMetres, (cell, metres) => {
      if (metres < best) [nearest, best] = [cell, metres]
    })
    return nearest
  }
  return {
    floors,
    starts,
    count: x.length,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    floor: Uint8Array.from(floor),
    neighbours,
    around: tellAround,
    cellAt,
  }
}

// edges first, then corners
const compass = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const
