import type { Fix } from '../fix.ts'
import type { Belief } from './belief.ts'
import type { Grid } from './grid.ts'
import type { Calibration, RadioMap } from './radio-map.ts'

/** The zone that each cell of a grid counts for, as an index into `ids`; -1 for none. */
export type CellZones = { ids: readonly string[]; of: Int32Array }

/** How much of a belief is on its likeliest floor, cell by cell (`here`), and how much counts for each zone, the most first. */
export const zoneMasses = (belief: Belief, grid: Grid, zones: CellZones) => {
  const byFloor = new Float64Array(grid.floors.length)
  for (let i = 0; i < belief.cells.length; i++) {
    const floor = grid.floor[belief.cells[i] ?? 0] ?? 0
    byFloor[floor] = (byFloor[floor] ?? 0) + (belief.masses[i] ?? 0)
  }
  const floor = byFloor.indexOf(Math.max(...byFloor))
  const byZone = new Map<number, number>()
  const here: number[] = []
  for (let i = 0; i < belief.cells.length; i++) {
    const cell = belief.cells[i] ?? 0
    if (grid.floor[cell] !== floor) continue
    here.push(i)
    const zone = zones.of[cell] ?? -1
    if (zone >= 0) byZone.set(zone, (byZone.get(zone) ?? 0) + (belief.masses[i] ?? 0))
  }
  return { floor, here, ranked: [...byZone].sort(([, a], [, b]) => b - a) }
}

/**
 * Reads a belief: the floor with most of it, the geometric median there, and the zones by what of the belief counts for them.
 * The zone of greatest mass is right more often than the zone of the likeliest point.
 */
export const readFix = (belief: Belief, { grid, calibration }: RadioMap, zones: CellZones): Fix => {
  const { floor, here, ranked } = zoneMasses(belief, grid, zones)
  const at = medianOf(belief, here, grid)
  return {
    floorId: grid.floors[floor]?.floorId ?? '',
    at,
    accuracyMetres: radiusOf(belief, here, grid, at),
    zones: ranked.map(([zone, probability]) => ({ zoneId: zones.ids[zone] ?? '', probability })),
    confidence: calibrated(ranked[0]?.[1] ?? 0, calibration),
    occurredAt: belief.second * 1000,
  }
}

const medianSteps = 4
const leastMetres = 0.5 // of distance, so that a cell in the very place does not weigh infinitely

/** The point with the least mean distance to the belief. Weiszfeld's algorithm. */
const medianOf = ({ cells, masses }: Belief, here: readonly number[], { x, y }: RadioMap['grid']) => {
  let [atX, atY] = [0, 0]
  for (let step = 0; step <= medianSteps; step++) {
    let [sumX, sumY, sum] = [0, 0, 0]
    for (const i of here) {
      const [cellX, cellY] = [x[cells[i] ?? 0] ?? 0, y[cells[i] ?? 0] ?? 0]
      // the mean first
      const metres = step === 0 ? 1 : Math.max(leastMetres, Math.sqrt((cellX - atX) ** 2 + (cellY - atY) ** 2))
      const weight = (masses[i] ?? 0) / metres
      sumX += weight * cellX
      sumY += weight * cellY
      sum += weight
    }
    ;[atX, atY] = [sumX / sum, sumY / sum]
  }
  return { x: atX, y: atY }
}

/** The radius around a point that holds two thirds of the belief on its floor, in whole metres. */
const radiusOf = (
  { cells, masses }: Belief,
  here: readonly number[],
  { x, y }: RadioMap['grid'],
  at: { x: number; y: number },
) => {
  const rings: number[] = []
  let sum = 0
  for (const i of here) {
    const ring = Math.ceil(Math.hypot((x[cells[i] ?? 0] ?? 0) - at.x, (y[cells[i] ?? 0] ?? 0) - at.y))
    rings[ring] = (rings[ring] ?? 0) + (masses[i] ?? 0)
    sum += masses[i] ?? 0
  }
  let inside = 0
  for (const [metres, mass = 0] of rings.entries()) {
    inside += mass
    if (inside >= (2 / 3) * sum) return Math.max(1, metres)
  }
  return rings.length
}

/** How often a zone with this mass was right in walks that the map had not seen: between the tenths in a straight line. */
const calibrated = (mass: number, { share }: Calibration): number => {
  const place = Math.min(share.length - 1, Math.max(0, mass * share.length - 0.5))
  const [below, above] = [share[Math.floor(place)] ?? mass, share[Math.ceil(place)] ?? mass]
  return below + (place - Math.floor(place)) * (above - below)
}
