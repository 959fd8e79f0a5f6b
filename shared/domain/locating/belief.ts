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
  const order = [...belief.cells.keys()].sort((a, b) => (belief.masses[b] ?? 0) - (belief.masses[a] ?? 0))
  const greatest = belief.masses[order[0] ?? 0] ?? 1
  const byteOf = (i: number) => Math.round(-Math.log((belief.masses[i] ?? 0) / greatest) * stepsPerE)
  const kept = order.filter((i) => byteOf(i) <= 255)
  for (;;) {
    const bytes = encoded(belief, kept, byteOf)
    if (bytes.length <= mostBytes) return bytes
    kept.length = Math.floor(kept.length * Math.min(0.95, mostBytes / bytes.length))
  }
}

const encoded = (
  { second, cells, offsetSumDb, offsets }: Belief,
  kept: readonly number[],
  byteOf: (i: number) => number,
): Uint8Array => {
  const sorted = kept.toSorted((a, b) => (cells[a] ?? 0) - (cells[b] ?? 0))
  const runs: number[] = []
  let [start, end] = [0, 0]
  let last = 0
  const close = () => {
    if (end > start) pushVarint(pushVarint(runs, start - last), end - start)
    last = end
  }
  for (const i of sorted) {
    const cell = cells[i] ?? 0
    if (cell !== end || end === start) {
      close()
      start = cell
    }
    end = cell + 1
  }
  close()
  const bytes = new Uint8Array(headerBytes + runs.length + sorted.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, second)
  view.setInt16(4, Math.round(offsetSumDb))
  view.setUint16(6, offsets)
  view.setUint16(8, sorted.length)
  view.setUint16(10, runs.length)
  bytes.set(runs, headerBytes)
  for (const [place, i] of sorted.entries()) bytes[headerBytes + runs.length + place] = byteOf(i)
  return bytes
}

const pushVarint = (bytes: number[], value: number): number[] => {
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
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
