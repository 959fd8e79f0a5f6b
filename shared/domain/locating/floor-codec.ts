import { byteReader, byteWriter } from './bytes.ts'
import { model } from './model.ts'
import { type Crowd, crowdBins, type RadioMap, type Row } from './radio-map.ts'

// one byte each
const rateStep = 0.05 // of a rate's logarithm: from the least rate to 45 a second
const levelStepDb = 0.5 // from 0 down to -127.5 dBm
const spreadStepDb = 0.25 // up to 63.75 dB

const byteOf = (value: number): number => Math.max(0, Math.min(255, Math.round(value)))
const byteOfRate = (rate: number): number => byteOf(Math.log(rate / model.leastRate) / rateStep)

const tableOf = (read: (byte: number) => number) => Float32Array.from({ length: 256 }, (_, byte) => read(byte))
const rates = tableOf((byte) => model.leastRate * Math.exp(byte * rateStep))
const levels = tableOf((byte) => -byte * levelStepDb)
const spreads = tableOf((byte) => byte * spreadStepDb)

/** What one floor says of rows and crowds, by their place in the index. Cells are those of the whole grid. */
export type FloorRows = { rows: Map<number, Omit<Row, 'source'>>; crowds: Map<number, Crowd> }

type Part = { key: string; bytes: Uint8Array; weight: number }

/**
 * One floor's cells: `total` as 32-bit floats, then the rows and crowds that have cells there. Where they are more than
 * `mostBytes`, those that were expected the least on this floor are left out.
 */
export const encodeFloor = (
  { grid, total }: RadioMap,
  floor: number,
  rows: readonly (readonly [string, Row])[],
  crowds: readonly (readonly [string, Crowd])[],
  mostBytes: number,
): { bytes: Uint8Array; leftOut: string[] } => {
  const [from, to] = [grid.starts[floor] ?? 0, grid.starts[floor + 1] ?? 0]
  const here = (cells: Uint32Array) => {
    const places: number[] = []
    for (const [place, cell] of cells.entries()) if (cell >= from && cell < to) places.push(place)
    return places
  }
  const totals = new Uint8Array(4 * (to - from))
  const view = new DataView(totals.buffer)
  for (let cell = from; cell < to; cell++) view.setFloat32(4 * (cell - from), total[cell] ?? 0)

  const rowParts = rows.flatMap(([key, row], i): Part[] => {
    const places = here(row.cells)
    if (places.length === 0) return []
    const writer = byteWriter()
    writer.varint(i)
    writer.rising(places.map((place) => (row.cells[place] ?? 0) - from))
    for (const place of places) writer.byte(byteOfRate(row.rates[place] ?? 0))
    for (const place of places) writer.byte(byteOf(-(row.levels[place] ?? 0) / levelStepDb))
    for (const place of places) writer.byte(byteOf((row.spreads[place] ?? 0) / spreadStepDb))
    const weight = places.reduce((most, place) => Math.max(most, row.rates[place] ?? 0), 0)
    return [{ key, bytes: writer.taken(), weight }]
  })
  const crowdParts = crowds.flatMap(([key, crowd], i): Part[] => {
    const places = here(crowd.cells)
    if (places.length === 0) return []
    const writer = byteWriter()
    writer.varint(i)
    writer.rising(places.map((place) => (crowd.cells[place] ?? 0) - from))
    let weight = 0
    for (const place of places) {
      for (let bin = 0; bin < crowdBins; bin++) {
        const rate = crowd.rates[place * crowdBins + bin] ?? 0
        writer.byte(byteOfRate(rate))
        weight = Math.max(weight, rate)
      }
    }
    return [{ key, bytes: writer.taken(), weight }]
  })

  const leftOut = new Set<Part>()
  const all = [...rowParts, ...crowdParts]
  let size = totals.length + 32 + all.reduce((sum, { bytes }) => sum + bytes.length, 0)
  for (const part of all.toSorted((a, b) => a.weight - b.weight || (a.key < b.key ? -1 : 1))) {
    if (size <= mostBytes) break
    size -= part.bytes.length
    leftOut.add(part)
  }
  const writer = byteWriter()
  writer.all(totals)
  for (const parts of [rowParts, crowdParts]) {
    const kept = parts.filter((part) => !leftOut.has(part))
    writer.varint(kept.length)
    for (const { bytes } of kept) writer.all(bytes)
  }
  return { bytes: writer.taken(), leftOut: [...leftOut].map(({ key }) => key) }
}

/** Reads one floor of `count` cells, which begin at `from`; writes what is expected of all into `total`. */
export const decodeFloor = (
  bytes: Uint8Array,
  { from, count, total }: { from: number; count: number; total: Float32Array },
): FloorRows => {
  const reader = byteReader(bytes)
  const totals = reader.all(4 * count)
  const view = new DataView(totals.buffer, totals.byteOffset, totals.byteLength)
  for (let i = 0; i < count; i++) total[from + i] = view.getFloat32(4 * i)
  const values = (table: Float32Array, length: number): Float32Array => {
    const taken = reader.all(length)
    const read = new Float32Array(length)
    for (let i = 0; i < length; i++) read[i] = table[taken[i] ?? 0] ?? 0
    return read
  }
  const rows: FloorRows['rows'] = new Map()
  for (let left = reader.varint(); left > 0; left--) {
    const place = reader.varint()
    const cells = reader.rising(from)
    const read = (table: Float32Array) => values(table, cells.length)
    rows.set(place, { cells, rates: read(rates), levels: read(levels), spreads: read(spreads) })
  }
  const crowds: FloorRows['crowds'] = new Map()
  for (let left = reader.varint(); left > 0; left--) {
    const place = reader.varint()
    const cells = reader.rising(from)
    crowds.set(place, { cells, rates: values(rates, cells.length * crowdBins) })
  }
  return { rows, crowds }
}
