import type { Belief } from './belief.ts'
import { model } from './model.ts'
import { binOf, type Crowd, crowdBins, type RadioMap, type Ready, type Row, readyRow } from './radio-map.ts'

/** One transmitter as a device hears it: by its `key`, else by its `identity` without an address. `at` in milliseconds since 1970. */
export type Heard = { key: string; identity?: string; rssi: number; at: number }

/** Follows devices by one radio map. Holds no state of theirs: only what it has prepared of the map, and working space. */
export type Locator = {
  map: RadioMap
  /** What a device's belief becomes with a report. Undefined where nothing of it is known to the map and there was no belief. */
  follow(belief: Belief | undefined, heard: readonly Heard[]): Belief | undefined
}

/** What of a second's sightings the map knows: loudness by transmitter, and each sighting of a crowd. */
type Second = { rows: Map<Row, number[]>; crowds: [Crowd, number][] }

/**
 * A Bayes filter over the walkable cells of all floors. Each second moves the belief as people walk and weighs every cell
 * that carries mass by what was heard and by what was not; cells without mass cost nothing.
 */
export const locatorOf = (map: RadioMap): Locator => {
  const { grid } = map
  const scratch = new Float64Array(grid.count)
  const ready = new Map<Row, (Ready | undefined)[]>()
  const readyCrowds = new Map<Crowd, Float32Array>()

  const readyFor = (row: Row, floor: number): Ready => {
    const known = ready.get(row) ?? []
    ready.set(row, known)
    known[floor] ??= readyRow(map, row, floor)
    return known[floor]
  }

  const crowdFor = (crowd: Crowd): Float32Array => {
    const known = readyCrowds.get(crowd)
    if (known) return known
    const logs = new Float32Array(grid.count * crowdBins).fill(Math.log(model.leastRate))
    for (const [i, cell] of crowd.cells.entries()) {
      for (let bin = 0; bin < crowdBins; bin++)
        logs[cell * crowdBins + bin] = Math.log(crowd.rates[i * crowdBins + bin] ?? model.leastRate)
    }
    readyCrowds.set(crowd, logs)
    return logs
  }

  const inSeconds = (heard: readonly Heard[]): [number, Second][] => {
    const seconds = new Map<number, Second>()
    for (const { key, identity, rssi, at } of heard) {
      const row = map.rows.get(key)
      const crowd = row
        ? undefined
        : (map.crowds.get(key) ?? (identity === undefined ? undefined : map.crowds.get(identity)))
      if (!row && !crowd) continue
      const second = Math.floor(at / 1000)
      const of = seconds.get(second) ?? { rows: new Map<Row, number[]>(), crowds: [] }
      seconds.set(second, of)
      if (crowd) of.crowds.push([crowd, rssi])
      const levels = row && of.rows.get(row)
      if (levels) levels.push(rssi)
      else if (row) of.rows.set(row, [rssi])
    }
    return [...seconds].sort(([a], [b]) => a - b)
  }

  /** Anywhere that one of these was ever heard. */
  const begin = (second: number, { rows, crowds }: Second): Belief => {
    const cells = new Set<number>()
    for (const of of [...rows.keys(), ...crowds.map(([crowd]) => crowd)]) for (const cell of of.cells) cells.add(cell)
    // a transmitter that the operator placed and nobody has heard yet
    for (const { source } of rows.keys()) grid.around(source.floor, source.at, nearMetres, (cell) => cells.add(cell))
    const list = Uint32Array.from(cells)
    return {
      second,
      cells: list,
      masses: new Float64Array(list.length).fill(1 / list.length),
      offsetSumDb: 0,
      offsets: 0,
    }
  }

  /** Spreads a belief as far as somebody walks in a second. */
  const move = (belief: Belief): Belief => {
    let { cells, masses } = belief
    for (let step = 0; step < model.steps; step++) {
      const reached: number[] = []
      const add = (cell: number, mass: number) => {
        if (scratch[cell] === 0) reached.push(cell)
        scratch[cell] = (scratch[cell] ?? 0) + mass
      }
      for (let i = 0; i < cells.length; i++) {
        const mass = masses[i] ?? 0
        if (mass < model.leastMass / 10) continue
        const cell = cells[i] ?? 0
        let stays = mass
        for (let k = 0; k < 8; k++) {
          const next = grid.neighbours[8 * cell + k] ?? -1
          if (next < 0) continue
          const goes = mass * (k < 4 ? toEdge : toCorner)
          add(next, goes)
          stays -= goes
        }
        add(cell, stays)
      }
      cells = Uint32Array.from(reached)
      masses = new Float64Array(cells.length)
      for (let i = 0; i < cells.length; i++) {
        masses[i] = scratch[cells[i] ?? 0] ?? 0
        scratch[cells[i] ?? 0] = 0
      }
    }
    return { ...belief, second: belief.second + 1, cells, masses }
  }

  const likelyCells = new Map<Crowd, Uint32Array[]>()
  /** Where a crowd is heard most at a loudness. */
  const likelyFor = (crowd: Crowd, bin: number): Uint32Array => {
    const known = likelyCells.get(crowd) ?? []
    likelyCells.set(crowd, known)
    const rateAt = (i: number) => crowd.rates[i * crowdBins + bin] ?? 0
    known[bin] ??= crowd.cells.filter((_, i) => rateAt(i) > 2 * model.leastRate)
    return known[bin]
  }

  /** Lets a little of the belief stray to where the loudest transmitter is heard, so that a wrong one can be left. */
  const stray = (belief: Belief, { rows, crowds }: Second): Belief => {
    let loudest: { row: Row; level: number } | undefined
    for (const [row, levels] of rows)
      for (const level of levels) if (!loudest || level > loudest.level) loudest = { row, level }
    const near: number[] = []
    if (loudest) grid.around(loudest.row.source.floor, loudest.row.source.at, nearMetres, (cell) => near.push(cell))
    else
      for (const [crowd, level] of crowds.toSorted(([, a], [, b]) => b - a).slice(0, 1))
        near.push(...likelyFor(crowd, binOf(level)))
    if (near.length === 0) return belief
    for (let i = 0; i < belief.cells.length; i++) scratch[belief.cells[i] ?? 0] = belief.masses[i] ?? 0
    const extra: number[] = []
    for (const cell of near) {
      if (scratch[cell] === 0) extra.push(cell)
      scratch[cell] = (scratch[cell] ?? 0) + model.strayShare / near.length
    }
    const cells = new Uint32Array(belief.cells.length + extra.length)
    cells.set(belief.cells)
    cells.set(extra, belief.cells.length)
    const masses = new Float64Array(cells.length)
    for (let i = 0; i < cells.length; i++) {
      masses[i] = scratch[cells[i] ?? 0] ?? 0
      scratch[cells[i] ?? 0] = 0
    }
    return { ...belief, cells, masses }
  }

  /** Weighs each cell by what was heard in a second, and, where `isWhole`, by what was not. */
  const weigh = (belief: Belief, { rows, crowds }: Second, isWhole: boolean): Belief => {
    const { cells, masses } = belief
    const offsetDb = offsetOf(belief)
    const logs = new Float64Array(cells.length)
    if (isWhole) for (let i = 0; i < cells.length; i++) logs[i] = -model.silenceWeight * (map.total[cells[i] ?? 0] ?? 0)
    const usual = Math.min(1.5, (model.usualTransmitters / Math.max(1, rows.size)) ** 0.2)
    for (const [row, levels] of rows) {
      const weight = (model.heardWeight * usual) / Math.sqrt(levels.length)
      for (const level of levels) {
        let floor = -1
        let from = 0
        let to = 0
        let of: Ready | undefined
        for (let i = 0; i < cells.length; i++) {
          const cell = cells[i] ?? 0
          if (cell < from || cell >= to || of === undefined) {
            floor = grid.floor[cell] ?? 0
            from = grid.starts[floor] ?? 0
            to = grid.starts[floor + 1] ?? 0
            of = readyFor(row, floor)
          }
          const z = (level - offsetDb - (of.levels[cell - from] ?? 0)) * (of.sharpness[cell - from] ?? 0)
          const tail = halfTail * Math.log(1 + (z * z) / model.degreesOfFreedom)
          logs[i] = (logs[i] ?? 0) + weight * ((of.peaks[cell - from] ?? 0) - tail)
        }
      }
    }
    for (const [crowd, level] of crowds) {
      const of = crowdFor(crowd)
      const bin = binOf(level - offsetDb)
      for (let i = 0; i < cells.length; i++)
        logs[i] = (logs[i] ?? 0) + model.crowdWeight * (of[(cells[i] ?? 0) * crowdBins + bin] ?? 0)
    }
    return adjusted(pruned(belief, masses, logs), rows)
  }

  /** Learns how much louder this device hears than the operator's, by what was to be expected where it most likely is. */
  const adjusted = (belief: Belief, rows: Second['rows']): Belief => {
    if (rows.size === 0) return belief
    let likeliest = 0
    for (let i = 1; i < belief.masses.length; i++)
      if ((belief.masses[i] ?? 0) > (belief.masses[likeliest] ?? 0)) likeliest = i
    const cell = belief.cells[likeliest] ?? 0
    const floor = grid.floor[cell] ?? 0
    let { offsetSumDb, offsets } = belief
    for (const [row, levels] of rows) {
      const expected = readyFor(row, floor).levels[cell - (grid.starts[floor] ?? 0)] ?? 0
      for (const level of levels) {
        offsetSumDb += Math.max(-20, Math.min(20, level - expected))
        offsets++
      }
    }
    const fade = offsets > model.mostOffsets ? model.mostOffsets / offsets : 1
    return { ...belief, offsetSumDb: offsetSumDb * fade, offsets: Math.round(offsets * fade) }
  }

  const follow = (before: Belief | undefined, heard: readonly Heard[]): Belief | undefined => {
    let belief = before
    for (const [second, of] of inSeconds(heard)) {
      if (belief === undefined || second - belief.second > model.forgetSeconds) {
        const offset = belief && { offsetSumDb: belief.offsetSumDb, offsets: belief.offsets }
        belief = { ...begin(second, of), ...offset }
        belief = weigh(belief, of, true)
        continue
      }
      const isNew = second > belief.second
      const isAwake = second - belief.second <= model.silentSeconds
      while (belief.second < second) {
        belief = move(belief)
        if (belief.second < second && isAwake) belief = weigh(belief, nothing, true)
      }
      belief = weigh(isNew ? stray(belief, of) : belief, of, isNew)
    }
    return belief
  }
  return { map, follow }
}

const nothing: Second = { rows: new Map(), crowds: [] }
const nearMetres = 8
const toEdge = model.moveShare / 6
const toCorner = model.moveShare / 12
const halfTail = (model.degreesOfFreedom + 1) / 2

const offsetOf = ({ offsetSumDb, offsets }: Belief): number => offsetSumDb / (offsets + model.offsetPrior)

/** The belief with its masses times e to the power of `logs`, normalized, without the cells where hardly anything is left. */
const pruned = (belief: Belief, masses: Float64Array, logs: Float64Array): Belief => {
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < logs.length; i++) if ((masses[i] ?? 0) > 0 && (logs[i] ?? 0) > most) most = logs[i] ?? 0
  let sum = 0
  for (let i = 0; i < logs.length; i++) {
    const mass = (masses[i] ?? 0) * Math.exp((logs[i] ?? 0) - most)
    logs[i] = mass
    sum += mass
  }
  let kept = 0
  const least = model.leastMass * sum
  for (let i = 0; i < logs.length; i++) if ((logs[i] ?? 0) >= least) kept++
  const cells = new Uint32Array(kept)
  const left = new Float64Array(kept)
  let at = 0
  for (let i = 0; i < logs.length; i++) {
    const mass = logs[i] ?? 0
    if (mass < least) continue
    cells[at] = belief.cells[i] ?? 0
    left[at++] = mass / sum
  }
  return { ...belief, cells, masses: left }
}
