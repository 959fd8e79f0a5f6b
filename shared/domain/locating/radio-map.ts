import type { Grid } from './grid.ts'
import { type Expected, type Law, ringOf, type Source } from './law.ts'
import { model } from './model.ts'

/**
 * What was learned of one transmitter, cell by cell where somebody walked nearby: sightings a second, their mean loudness
 * (dBm) and its standard deviation (dB). Elsewhere the pooled law around `source` speaks for it.
 */
export type Row = {
  source: Source
  cells: Uint32Array
  rates: Float32Array
  levels: Float32Array
  spreads: Float32Array
}

/**
 * What was learned of an identity that many transmitters share and that was heard without an address: sightings a second,
 * by cell and by loudness in `crowdBins` bins (`rates[cell × crowdBins + bin]`).
 */
export type Crowd = { cells: Uint32Array; rates: Float32Array }

export const crowdBins = 16
const binDb = 4
const faintestBin = -112

/** The bin of a loudness in dBm. */
export const binOf = (rssi: number): number =>
  Math.min(crowdBins - 1, Math.max(0, Math.floor((rssi - faintestBin) / binDb)))

/** How often a most likely zone was right, by the mass that the filter gave it; `share[i]` of what had i/10 to (i+1)/10. */
export type Calibration = { share: readonly number[] }

/**
 * All that the locator knows of a venue. Keys are anchors as sightings name them: beacons with and without their address,
 * gateways. `total` is what is expected of all transmitters together, in sightings a second for each cell.
 */
export type RadioMap = {
  version: string
  grid: Grid
  law: Law
  rows: ReadonlyMap<string, Row>
  crowds: ReadonlyMap<string, Crowd>
  total: Float32Array
  calibration: Calibration
}

/** A row made ready to be asked about any cell of one floor: logarithm of the rate over the spread, level, 1 / spread. */
export type Ready = { peaks: Float32Array; levels: Float32Array; sharpness: Float32Array }

/** What is to be expected of a transmitter in a cell where it has no evidence of its own. Two floors away nothing is. */
export const expectedAt = (
  { grid, law }: Pick<RadioMap, 'grid' | 'law'>,
  { floor, at }: Source,
  cell: number,
): Expected => {
  const own = grid.floors[grid.floor[cell] ?? 0]?.level ?? 0
  const apart = Math.abs(own - (grid.floors[floor]?.level ?? 0))
  if (apart > 1) return nothingHeard
  const metres = Math.hypot((grid.x[cell] ?? 0) - at.x, (grid.y[cell] ?? 0) - at.y)
  return (apart === 0 ? law.same : law.next)[ringOf(metres)] ?? nothingHeard
}

const nothingHeard: Expected = { rate: model.leastRate, rssi: -92, variance: 40 }

/** Makes a row ready for one floor. Costs 50 µs for 2,000 cells, once for each transmitter that is heard. */
export const readyRow = (map: RadioMap, row: Row, floor: number): Ready => {
  const from = map.grid.starts[floor] ?? 0
  const count = (map.grid.starts[floor + 1] ?? from) - from
  const ready = { peaks: new Float32Array(count), levels: new Float32Array(count), sharpness: new Float32Array(count) }
  const set = (i: number, rate: number, level: number, spread: number) => {
    ready.peaks[i] = Math.log(rate / spread)
    ready.levels[i] = level
    ready.sharpness[i] = 1 / spread
  }
  for (let i = 0; i < count; i++) {
    const { rate, rssi, variance } = expectedAt(map, row.source, from + i)
    set(i, Math.max(model.leastRate, rate), rssi, Math.sqrt(variance))
  }
  for (const [k, cell] of row.cells.entries()) {
    const i = cell - from
    if (i >= 0 && i < count) set(i, row.rates[k] ?? model.leastRate, row.levels[k] ?? -92, row.spreads[k] ?? 6)
  }
  return ready
}
