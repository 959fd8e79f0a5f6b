/**
 * Where a device may be: cells of the grid and how much of the belief is in each (together 1), in no order. `second` is the
 * last one that was folded, in seconds since 1970. `offsetSumDb` and `offsets` tell how much louder this device hears than the
 * one that the radio map was made with.
 */
export type Belief = {
  second: number
  cells: Uint32Array
  masses: Float64Array
  offsetSumDb: number
  offsets: number
}

/** The most that a belief may take as bytes; what does not fit is the least likely. */
export const mostBytes = 4000

const headerBytes = 12
const stepsPerE = 15 // a mass is kept as a byte of its logarithm: to 3 %

/**
 * A belief in at most `mostBytes` bytes: a header, the runs of cells (a gap and a length each, as varints), and for every cell
 * its mass against the greatest as a logarithm.
 */
export const encodeBelief = (belief: Belief): Uint8Array => {
  const { cells, masses } = belief
  let greatest = 0
  for (let i = 0; i < masses.length; i++) greatest = Math.max(greatest, masses[i] ?? 0)
  // a cell and its mass in one number, so that they are sorted by the cell as plain numbers
  const both = new Float64Array(cells.length)
  for (let i = 0; i < cells.length; i++) {
    const steps = Math.min(256, Math.round(-Math.log((masses[i] ?? 0) / greatest) * stepsPerE))
    both[i] = (cells[i] ?? 0) * 512 + steps
  }
  both.sort()
  const whole = encoded(belief, both, 255)
  if (whole.length <= mostBytes) return whole
  // the most that fits, by halves: the fewer steps below the greatest, the fewer cells
  let [fits, tooMany] = [0, 255]
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    if (encoded(belief, both, middle).length <= mostBytes) fits = middle
    else tooMany = middle
  }
  // so many alike that even those do not fit: every second of them speaks for its neighbour
  let few = both
  let bytes = encoded(belief, few, fits)
  while (bytes.length > mostBytes) {
    few = few.filter((_, i) => i % 2 === 0)
    bytes = encoded(belief, few, fits)
  }
  return bytes
}

/** The belief without the cells whose mass is more than so many steps below the greatest. */
const encoded = ({ second, offsetSumDb, offsets }: Belief, both: Float64Array, faintest: number): Uint8Array => {
  const runs: number[] = []
  const kept: number[] = []
  let [start, end, last] = [0, 0, 0]
  for (let i = 0; i < both.length; i++) {
    const steps = (both[i] ?? 0) % 512
    if (steps > faintest) continue
    const cell = ((both[i] ?? 0) - steps) / 512
    if (cell !== end || end === start) {
      if (end > start) last = pushRun(runs, last, start, end)
      start = cell
    }
    end = cell + 1
    kept.push(steps)
  }
  if (end > start) pushRun(runs, last, start, end)
  const bytes = new Uint8Array(headerBytes + runs.length + kept.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, second)
  view.setInt16(4, Math.round(offsetSumDb))
  view.setUint16(6, offsets)
  view.setUint16(8, kept.length)
  view.setUint16(10, runs.length)
  bytes.set(runs, headerBytes)
  bytes.set(kept, headerBytes + runs.length)
  return bytes
}

/** Adds a run of cells: how far it is from the end of the one before, and how long. Returns its own end. */
const pushRun = (runs: number[], last: number, start: number, end: number): number => {
  pushVarint(runs, start - last)
  pushVarint(runs, end - start)
  return end
}

const pushVarint = (bytes: number[], value: number): void => {
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  bytes.push(rest)
}

/** The belief that bytes of `encodeBelief` hold. */
export const decodeBelief = (bytes: Uint8Array): Belief => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint16(8)
  const runBytes = view.getUint16(10)
  const cells = new Uint32Array(count)
  const masses = new Float64Array(count)
  let [at, cell, filled] = [headerBytes, 0, 0]
  const varint = () => {
    let [value, shift] = [0, 0]
    for (;;) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 127) << shift
      if (byte < 128) return value
      shift += 7
    }
  }
  while (at < headerBytes + runBytes) {
    cell += varint()
    for (let length = varint(); length > 0; length--) cells[filled++] = cell++
  }
  let sum = 0
  for (let i = 0; i < count; i++) {
    const mass = Math.exp(-(bytes[headerBytes + runBytes + i] ?? 255) / stepsPerE)
    masses[i] = mass
    sum += mass
  }
  for (let i = 0; i < count; i++) masses[i] = (masses[i] ?? 0) / sum
  return { second: view.getUint32(0), offsetSumDb: view.getInt16(4), offsets: view.getUint16(6), cells, masses }
}
