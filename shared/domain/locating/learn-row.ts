import type { Grid } from './grid.ts'
import type { Heard, Placed } from './heard.ts'
import { type Law, type LawSums, lawOf, noSums, ringOf, type Source } from './law.ts'
import { model } from './model.ts'
import { binOf, type Crowd, crowdBins, expectedAt, type RadioMap, type Row } from './radio-map.ts'
import { kernel, reachMetres } from './walked.ts'

/** Sums what was heard of all transmitters by distance, and for how long somebody walked at each: the venue's pooled law. */
export const learnLaw = (
  grid: Grid,
  heard: ReadonlyMap<string, Heard>,
  sources: ReadonlyMap<string, Source>,
  seconds: Float64Array,
): Law => {
  const sums = noSums()
  const walked = [...seconds.keys()].filter((cell) => (seconds[cell] ?? 0) > 0)
  const ringFor = ({ floor, at }: Source, where: number, x: number, y: number) => {
    const apart = Math.abs((grid.floors[where]?.level ?? 0) - (grid.floors[floor]?.level ?? 0))
    const list: keyof LawSums | undefined = apart === 0 ? 'same' : apart === 1 ? 'next' : undefined
    return list && sums[list][ringOf(Math.hypot(x - at.x, y - at.y))]
  }
  for (const [key, source] of sources) {
    for (const { floor, at, rssi } of heard.get(key)?.sightings ?? []) {
      const ring = ringFor(source, floor, at.x, at.y)
      if (!ring) continue
      ring.sightings++
      ring.rssi += rssi
      ring.squares += rssi ** 2
    }
    for (const cell of walked) {
      const ring = ringFor(source, grid.floor[cell] ?? 0, grid.x[cell] ?? 0, grid.y[cell] ?? 0)
      if (ring) ring.seconds += seconds[cell] ?? 0
    }
  }
  return lawOf(sums)
}

/** What one transmitter is like in each cell around the places where it was heard. */
export const learnRow = (
  { grid, law }: Pick<RadioMap, 'grid' | 'law'>,
  source: Source,
  sightings: readonly Placed[],
  seconds: Float64Array,
): Row => {
  const sums = new Map<number, { n: number; rssi: number; squares: number }>()
  for (const { floor, at, rssi } of sightings) {
    grid.around(floor, at, reachMetres, (cell, metres) => {
      const weight = kernel(metres)
      const sum = sums.get(cell)
      if (sum) {
        sum.n += weight
        sum.rssi += weight * rssi
        sum.squares += weight * rssi ** 2
      } else sums.set(cell, { n: weight, rssi: weight * rssi, squares: weight * rssi ** 2 })
    })
  }
  // where somebody walked and heard nothing of it is knowledge, too: quieter than the law has it
  for (const [cell, walked] of seconds.entries()) {
    if (
      walked > model.priorSeconds &&
      !sums.has(cell) &&
      expectedAt({ grid, law }, source, cell).rate > model.leastRate
    )
      sums.set(cell, { n: 0, rssi: 0, squares: 0 })
  }
  const cells = Uint32Array.from([...sums.keys()].sort((a, b) => a - b))
  const row: Row = {
    source,
    cells,
    rates: new Float32Array(cells.length),
    levels: new Float32Array(cells.length),
    spreads: new Float32Array(cells.length),
  }
  const k = model.priorSightings
  for (const [i, cell] of cells.entries()) {
    const { n, rssi, squares } = sums.get(cell) ?? { n: 0, rssi: 0, squares: 0 }
    const prior = expectedAt({ grid, law }, source, cell)
    const level = (rssi + k * prior.rssi) / (n + k)
    const square = (squares + k * (prior.variance + prior.rssi ** 2)) / (n + k)
    const rate =
      (n + model.priorSeconds * Math.max(model.leastRate, prior.rate)) / ((seconds[cell] ?? 0) + model.priorSeconds)
    row.rates[i] = Math.max(model.leastRate, rate)
    row.levels[i] = level
    row.spreads[i] = Math.sqrt(Math.max(model.leastSpreadDb ** 2, square - level ** 2))
  }
  return row
}

const spillShares = [0.09, 0.24, 0.34, 0.24, 0.09] // of a sighting over five bins: a standard deviation of 5 dB

/** How often something of a crowd is heard in each cell, by loudness. */
export const learnCrowd = (grid: Grid, sightings: readonly Placed[], seconds: Float64Array): Crowd => {
  const sums = new Map<number, Float32Array>()
  for (const { floor, at, rssi } of sightings) {
    const bin = binOf(rssi)
    grid.around(floor, at, reachMetres, (cell, metres) => {
      const sum = sums.get(cell) ?? new Float32Array(crowdBins)
      sums.set(cell, sum)
      for (const [i, share] of spillShares.entries()) {
        const into = Math.min(crowdBins - 1, Math.max(0, bin + i - 2))
        sum[into] = (sum[into] ?? 0) + share * kernel(metres)
      }
    })
  }
  const cells = Uint32Array.from([...sums.keys()].sort((a, b) => a - b))
  const rates = new Float32Array(cells.length * crowdBins)
  for (const [i, cell] of cells.entries()) {
    const walked = (seconds[cell] ?? 0) + model.priorSeconds
    for (const [bin, sum] of (sums.get(cell) ?? []).entries())
      rates[i * crowdBins + bin] = Math.max(model.leastCrowdRate, sum / walked)
  }
  return { cells, rates }
}

/** Adds what is expected of a transmitter to what is expected of all. */
export const addRow = (total: Float32Array, map: Pick<RadioMap, 'grid' | 'law'>, row: Row): void => {
  for (let cell = 0; cell < total.length; cell++) {
    total[cell] = (total[cell] ?? 0) + Math.max(model.leastRate, expectedAt(map, row.source, cell).rate)
  }
  for (const [i, cell] of row.cells.entries()) {
    const instead = Math.max(model.leastRate, expectedAt(map, row.source, cell).rate)
    total[cell] = (total[cell] ?? 0) + (row.rates[i] ?? 0) - instead
  }
}

export const addCrowd = (total: Float32Array, { cells, rates }: Crowd): void => {
  for (const [i, cell] of cells.entries()) {
    let sum = 0
    for (let bin = 0; bin < crowdBins; bin++) sum += rates[i * crowdBins + bin] ?? 0
    total[cell] = (total[cell] ?? 0) + sum
  }
}
