import type { Point } from '../venue.ts'
import type { RadioMap } from './radio-map.ts'
import type { CellZones } from './read-fix.ts'

/** One window of a walk that the map had not seen: the cell where she was, and what was made of it. */
export type Judged = {
  floor: number
  cell: number
  zone: number
  isFloorRight: boolean
  isZoneRight: boolean
  metres?: number
}

/** Where one more beacon would help most, and why in a sentence. `metresOff` is how far fixes near it are off on average. */
export type BestBeacon = {
  floorId: string
  at: Point
  zoneId?: string
  metresOff: number
  sightingsPerSecond: number
  text: string
}

const beaconReachMetres = 8 // around a beacon that positions gain much from it
const wrongFloorMetres = 30 // that a fix on another floor, or none at all, counts for; no fix counts for more
const leastApartMetres = 6 // from the beacons that are there: nearer, one more tells little that the other does not
const usualWindows = 3 // of the venue's own mean error that a place is believed to have before any was judged there

/**
 * The cell with the greatest expected gain: how far fixes near it are off (each judged window by its distance, Gaussian with
 * 8 m, drawn to the venue's mean where few were judged), times how little is heard there: 1 / (1 + the rate of sightings that
 * is expected within that reach / the venue's mean rate). Cells within 6 m of a known transmitter are left out. Undefined
 * where nothing was judged, or every cell has a transmitter.
 */
export const bestBeacon = (map: RadioMap, judged: readonly Judged[], zones: CellZones): BestBeacon | undefined => {
  const { grid, rows, total } = map
  if (judged.length === 0) return undefined
  const errors = new Float64Array(grid.count)
  const weights = new Float64Array(grid.count)
  let sum = 0
  for (const { floor, cell, metres = wrongFloorMetres } of judged) {
    const error = Math.min(wrongFloorMetres, metres)
    sum += error
    if (cell < 0) continue
    const at = { x: grid.x[cell] ?? 0, y: grid.y[cell] ?? 0 }
    grid.around(floor, at, 2.5 * beaconReachMetres, (near, apart) => {
      const weight = Math.exp(-(apart ** 2) / (2 * beaconReachMetres ** 2))
      errors[near] = (errors[near] ?? 0) + weight * error
      weights[near] = (weights[near] ?? 0) + weight
    })
  }
  const usual = sum / judged.length
  const usualRate = total.reduce((all, rate) => all + rate, 0) / Math.max(1, grid.count) || 1
  const taken = new Uint8Array(grid.count)
  for (const { source } of rows.values())
    grid.around(source.floor, source.at, leastApartMetres, (cell) => (taken[cell] = 1))

  let best: { cell: number; gain: number; metresOff: number; rate: number } | undefined
  for (let cell = 0; cell < grid.count; cell++) {
    // where nobody walked nothing is known
    if (taken[cell] === 1 || (weights[cell] ?? 0) < 0.5) continue
    const metresOff = ((errors[cell] ?? 0) + usualWindows * usual) / ((weights[cell] ?? 0) + usualWindows)
    const rate = meanAround(map, cell)
    const gain = metresOff / (1 + rate / usualRate)
    if (!best || gain > best.gain) best = { cell, gain, metresOff, rate }
  }
  if (!best) return undefined
  const { cell, metresOff, rate } = best
  const at = { x: grid.x[cell] ?? 0, y: grid.y[cell] ?? 0 }
  const floorId = grid.floors[grid.floor[cell] ?? 0]?.floorId ?? ''
  const zoneId = zones.ids[zones.of[cell] ?? -1]
  const near = zoneId === undefined ? '' : `, near zone ${zoneId}`
  return {
    floorId,
    at,
    ...(zoneId === undefined ? {} : { zoneId }),
    metresOff: Number(metresOff.toFixed(1)),
    sightingsPerSecond: Number(rate.toFixed(2)),
    text:
      `One more beacon would help most on floor ${floorId} at x ${at.x.toFixed(0)}, y ${at.y.toFixed(0)} (metres)${near}: ` +
      `positions there are ${metresOff.toFixed(1)} m off, ${usual.toFixed(1)} m in the whole venue, ` +
      `and ${rate.toFixed(1)} sightings a second are heard, ${usualRate.toFixed(1)} elsewhere.`,
  }
}

/** What is expected of all transmitters within half a beacon's reach, in sightings a second. */
const meanAround = ({ grid, total }: RadioMap, cell: number): number => {
  let [sum, count] = [0, 0]
  const at = { x: grid.x[cell] ?? 0, y: grid.y[cell] ?? 0 }
  grid.around(grid.floor[cell] ?? 0, at, beaconReachMetres / 2, (near) => {
    sum += total[near] ?? 0
    count++
  })
  return count === 0 ? 0 : sum / count
}
