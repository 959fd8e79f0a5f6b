import { byteReader, byteWriter } from './bytes.ts'
import { decodeFloor, encodeFloor, type FloorRows } from './floor-codec.ts'
import { type FloorGrid, layGrid } from './grid.ts'
import type { Law } from './law.ts'
import type { Calibration, Crowd, RadioMap, Row } from './radio-map.ts'

/** A radio map as it is stored: what holds for all floors, and each floor's cells by the floor's id. */
export type RadioMapParts = { index: Uint8Array; floors: ReadonlyMap<string, Uint8Array> }

/** A transmitter whose cells did not fit into a floor: there the pooled law speaks for it. */
export type LeftOut = { floorId: string; key: string }

/** What a floor may take, in bytes. */
export const mostFloorBytes = 2_000_000

const schema = 1

type Index = {
  version: string
  floors: (Omit<FloorGrid, 'walkable'> & { walkable: number[] })[]
  law: Law
  calibration: Calibration
  rows: { key: string; floor: number; x: number; y: number }[]
  crowds: string[]
}

/**
 * A radio map as bytes: rates as logarithms to 2.5 %, levels to 0.5 dB, spreads to 0.25 dB. The same map gives the same bytes,
 * in whatever order it was learned. Of a floor that would pass `mostFloorBytes` the weakest rows are left out, and named.
 */
export const encodeRadioMap = (map: RadioMap): RadioMapParts & { leftOut: readonly LeftOut[] } => {
  const { grid, version, law, calibration } = map
  const rows = sorted(map.rows)
  const crowds = sorted(map.crowds)
  const index: Index = {
    version,
    floors: grid.floors.map((floor) => ({ ...floor, walkable: placesOf(floor.walkable) })),
    law,
    calibration,
    rows: rows.map(([key, { source }]) => ({ key, floor: source.floor, x: source.at.x, y: source.at.y })),
    crowds: crowds.map(([key]) => key),
  }
  const floors = new Map<string, Uint8Array>()
  const leftOut: LeftOut[] = []
  for (const [floor, { floorId }] of grid.floors.entries()) {
    const encoded = encodeFloor(map, floor, rows, crowds, mostFloorBytes)
    floors.set(floorId, withSchema(encoded.bytes))
    for (const key of encoded.leftOut) leftOut.push({ floorId, key })
  }
  return { index: withSchema(new TextEncoder().encode(JSON.stringify(index))), floors, leftOut }
}

/**
 * The radio map that `encodeRadioMap` wrote. Of floors that are missing in `parts` only the pooled law is known. Throws where
 * the bytes are of another schema.
 */
export const decodeRadioMap = (parts: RadioMapParts): RadioMap => {
  const index: Index = JSON.parse(new TextDecoder().decode(withoutSchema(parts.index)))
  const grid = layGrid(
    index.floors.map((floor) => ({ ...floor, walkable: marked(floor.walkable, floor.columns * floor.rows) })),
  )
  const total = new Float32Array(grid.count)
  const floors = grid.floors.flatMap(({ floorId }, floor): FloorRows[] => {
    const bytes = parts.floors.get(floorId)
    if (!bytes) return []
    const [from, to] = [grid.starts[floor] ?? 0, grid.starts[floor + 1] ?? 0]
    return [decodeFloor(withoutSchema(bytes), { from, count: to - from, total })]
  })
  const rows = index.rows.map(({ key, floor, x, y }, i): [string, Row] => {
    const own = floors.flatMap(({ rows }) => rows.get(i) ?? [])
    const source = { floor, at: { x, y } }
    return [
      key,
      {
        source,
        cells: joined(
          own.map(({ cells }) => cells),
          (length) => new Uint32Array(length),
        ),
        rates: joinedFloats(own.map(({ rates }) => rates)),
        levels: joinedFloats(own.map(({ levels }) => levels)),
        spreads: joinedFloats(own.map(({ spreads }) => spreads)),
      },
    ]
  })
  const crowds = index.crowds.map((key, i): [string, Crowd] => {
    const own = floors.flatMap(({ crowds }) => crowds.get(i) ?? [])
    const cells = joined(
      own.map(({ cells }) => cells),
      (length) => new Uint32Array(length),
    )
    return [key, { cells, rates: joinedFloats(own.map(({ rates }) => rates)) }]
  })
  const { version, law, calibration } = index
  return { version, grid, law, rows: new Map(rows), crowds: new Map(crowds), total, calibration }
}

const sorted = <T>(of: ReadonlyMap<string, T>): [string, T][] => [...of].sort(([a], [b]) => (a < b ? -1 : 1))

const withSchema = (bytes: Uint8Array): Uint8Array => {
  const writer = byteWriter()
  writer.byte(schema)
  writer.all(bytes)
  return writer.taken()
}

const withoutSchema = (bytes: Uint8Array): Uint8Array => {
  const found = byteReader(bytes).byte()
  if (found === schema) return bytes.subarray(1)
  throw new Error(
    `the radio map is of schema ${found}, schema ${schema} is read here: learn it again (POST /venues/{venueId}/radio-maps) and publish`,
  )
}

/** How many cells in a row are not walkable, are, are not, and so on. */
const placesOf = (walkable: Uint8Array): number[] => {
  const runs: number[] = []
  let [value, length] = [0, 0]
  for (const one of walkable) {
    if (one === value) length++
    else {
      runs.push(length)
      ;[value, length] = [one, 1]
    }
  }
  return [...runs, length]
}

const marked = (runs: readonly number[], count: number): Uint8Array => {
  const walkable = new Uint8Array(count)
  let at = 0
  for (const [i, length] of runs.entries()) {
    if (i % 2 === 1) walkable.fill(1, at, at + length)
    at += length
  }
  return walkable
}

const joined = <T extends Uint32Array | Float32Array>(parts: readonly T[], make: (length: number) => T): T => {
  const all = make(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const joinedFloats = (parts: readonly Float32Array[]) => joined(parts, (length) => new Float32Array(length))
