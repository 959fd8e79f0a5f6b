import type { Venue } from '../venue.ts'
import { trusting } from './calibrate.ts'
import { layGrid } from './grid.ts'
import { lawOfPathLoss } from './law.ts'
import { addRow } from './learn-row.ts'
import { model } from './model.ts'
import { anchorsOf } from './planned.ts'
import { expectedAt, type RadioMap, type Row } from './radio-map.ts'
import { walkableFloors } from './walkable.ts'

const reachMetres = 40 // beyond it a beacon is heard too seldom to tell anything
const leastAnchors = 3

/**
 * The radio map of a venue where nobody has walked to calibrate: each anchor that the operator has placed is heard as path loss
 * has it. Undefined where there are no outlines, or too few placed anchors to tell anything.
 */
export const plannedMap = (venue: Venue): RadioMap | undefined => {
  const grid = layGrid(walkableFloors(venue))
  const floorOf = new Map(grid.floors.map(({ floorId }, i) => [floorId, i]))
  const rows = new Map<string, Row>()
  const law = lawOfPathLoss()
  for (const { key, floorId, position, txPower = referenceTxPower } of anchorsOf(venue)) {
    const floor = floorOf.get(floorId)
    if (position === undefined || floor === undefined) continue
    const source = { floor, at: position }
    const cells: number[] = []
    grid.around(floor, position, reachMetres, (cell) => cells.push(cell))
    const expected = cells.map((cell) => expectedAt({ grid, law }, source, cell))
    rows.set(key, {
      source,
      cells: Uint32Array.from(cells),
      rates: Float32Array.from(expected, ({ rate }) => Math.max(model.leastRate, rate)),
      levels: Float32Array.from(expected, ({ rssi }) => rssi + txPower - referenceTxPower),
      spreads: Float32Array.from(expected, ({ variance }) => Math.sqrt(variance)),
    })
  }
  if (rows.size < leastAnchors) return undefined
  const total = new Float32Array(grid.count)
  for (const row of rows.values()) addRow(total, { grid, law }, row)
  return { version: 'planned', grid, law, rows, crowds: new Map(), total, calibration: trusting }
}

const referenceTxPower = -59 // dBm at 1 m, that the law is for
