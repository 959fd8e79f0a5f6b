import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readData } from '#infra/evaluate/data.ts'
import { decodeRadioMap, encodeRadioMap, mostFloorBytes } from '#shared/domain/locating/codec.ts'
import { layGrid } from '#shared/domain/locating/grid.ts'
import { lawOfPathLoss } from '#shared/domain/locating/law.ts'
import { learnRows } from '#shared/domain/locating/learn.ts'
import { model } from '#shared/domain/locating/model.ts'
import type { RadioMap, Row } from '#shared/domain/locating/radio-map.ts'
import { aHall, lattice, walksThrough } from './hall.ts'
import '#test/support/seeded.ts'

const calibration = { share: [0.1, 0.5, 0.8] }
const learned = (): RadioMap => {
  const venue = aHall(lattice())
  return { ...learnRows(venue, walksThrough(venue, 3)), version: 'v1', calibration }
}

/** A building of two floors of `side` × `side` cells. */
const aGrid = (side: number) =>
  layGrid(
    ['low', 'high'].map((floorId, level) => ({
      floorId,
      level,
      origin: { x: -3.5, y: 7 },
      columns: side,
      rows: side,
      walkable: new Uint8Array(side * side).fill(1),
    })),
  )

const aMap = (side: number, rows: Map<string, Row>): RadioMap => {
  const grid = aGrid(side)
  const total = Float32Array.from({ length: grid.count }, (_, i) => i / 7)
  return { version: 'v2', grid, law: lawOfPathLoss(), rows, crowds: new Map(), total, calibration }
}

test('what was learned comes back within a rate of 2.6 %, half of 0.5 dB and half of 0.25 dB', () => {
  const map = learned()
  const read = decodeRadioMap(encodeRadioMap(map))
  const { rows, crowds, ...rest } = read
  const { rows: own, crowds: ownCrowds, ...ownRest } = map
  expect({ ...rest, grid: { ...rest.grid, around: 0, cellAt: 0 } }).toEqual({
    ...ownRest,
    grid: { ...ownRest.grid, around: 0, cellAt: 0 },
  })
  expect([...rows.keys()]).toEqual([...own.keys()].sort())
  expect([...crowds.keys()]).toEqual([...ownCrowds.keys()].sort())
  for (const [key, row] of own) expectAlike(rows.get(key), row)
})

test('any row comes back, on whichever floors its cells are', () => {
  const cell = fc.record({
    rate: fc.double({ min: model.leastRate, max: 40, noNaN: true }),
    level: fc.double({ min: -127, max: 0, noNaN: true }),
    spread: fc.double({ min: 0, max: 60, noNaN: true }),
  })
  const row = fc.dictionary(fc.integer({ min: 0, max: 199 }).map(String), cell)
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (all) => {
      const rows = all.map((cells, i): [string, Row] => {
        const numbers = Object.keys(cells)
          .map(Number)
          .sort((a, b) => a - b)
        const read = (what: 'rate' | 'level' | 'spread') => Float32Array.from(numbers, (n) => cells[n]?.[what] ?? 0)
        const source = { floor: i % 2, at: { x: i * 1.1, y: 2 * i } }
        return [
          `k${i}`,
          {
            source,
            cells: Uint32Array.from(numbers),
            rates: read('rate'),
            levels: read('level'),
            spreads: read('spread'),
          },
        ]
      })
      const map = aMap(10, new Map(rows))
      const decoded = decodeRadioMap(encodeRadioMap(map))
      expect(decoded.rows.size).toBe(rows.length)
      for (const [key, one] of rows) expectAlike(decoded.rows.get(key), one)
    }),
  )
})

const expectAlike = (read: Row | undefined, row: Row) => {
  expect({ source: read?.source, cells: read?.cells }).toEqual({ source: row.source, cells: row.cells })
  for (const [i, rate] of row.rates.entries()) {
    expect(Math.abs(Math.log((read?.rates[i] ?? 0) / rate))).toBeLessThanOrEqual(0.0251)
    expect(Math.abs((read?.levels[i] ?? 0) - (row.levels[i] ?? 0))).toBeLessThanOrEqual(0.2501)
    expect(Math.abs((read?.spreads[i] ?? 0) - (row.spreads[i] ?? 0))).toBeLessThanOrEqual(0.1251)
  }
}

test('the same map gives the same bytes, also when it was learned in another order', () => {
  const map = learned()
  const turned = { ...map, rows: new Map([...map.rows].toReversed()), crowds: new Map([...map.crowds].toReversed()) }
  expect(encodeRadioMap(turned)).toEqual(encodeRadioMap(map))
})

test('a map of another schema is refused with what to do', () => {
  const { index, floors } = encodeRadioMap(learned())
  const other = Uint8Array.from(index)
  other[0] = 9
  expect(() => decodeRadioMap({ index: other, floors })).toThrow('schema 9, schema 1 is read here: learn it again')
})

test('of a floor that was not loaded the law alone is known', () => {
  const encoded = encodeRadioMap(aMap(4, new Map([['k', aRow([0, 1, 16, 17], 0.5)]])))
  const floors = new Map([...encoded.floors].filter(([floorId]) => floorId === 'high'))
  expect(decodeRadioMap({ index: encoded.index, floors }).rows.get('k')?.cells).toEqual(Uint32Array.of(16, 17))
})

const aRow = (numbers: number[], rate: number): Row => ({
  source: { floor: 0, at: { x: 0, y: 0 } },
  cells: Uint32Array.from(numbers),
  rates: new Float32Array(numbers.length).fill(rate),
  levels: new Float32Array(numbers.length).fill(-70),
  spreads: new Float32Array(numbers.length).fill(4),
})

test('a floor that would pass 2 MB loses its weakest rows, and they are named', () => {
  const side = 100
  const all = Array.from({ length: side * side }, (_, i) => i)
  const rows = new Map(
    Array.from({ length: 70 }, (_, i) => [`k${String(i).padStart(2, '0')}`, aRow(all, 0.01 * (i + 1))]),
  )
  const { index, floors, leftOut } = encodeRadioMap(aMap(side, rows))
  expect(floors.get('low')?.length).toBeLessThanOrEqual(mostFloorBytes)
  // 40 kB of totals and 30,005 bytes a row: 65 fit
  expect(leftOut).toEqual(['k00', 'k01', 'k02', 'k03', 'k04'].map((key) => ({ floorId: 'low', key })))
  const read = decodeRadioMap({ index, floors })
  expect(read.rows.get('k04')?.cells).toEqual(new Uint32Array())
  expect(read.rows.get('k05')?.cells.length).toBe(side * side)
})

test('the mall’s five floors take less than 2 MB each, and nothing is left out', async ({ skip }) => {
  const folder = join(process.env.USHER_DATA ?? '../shared/data', 'mall')
  if (!existsSync(folder)) {
    const note = 'skipped: mall/ of the real data is not here; set USHER_DATA to its folder'
    console.warn(note)
    skip(note)
  }
  const { venue, walks } = await readData(folder, true)
  const encoded = encodeRadioMap({ ...learnRows(venue, walks), version: 'mall', calibration })
  expect(encoded.leftOut).toEqual([])
  expect([...encoded.floors.keys()].sort()).toEqual(['B1', 'F1', 'F2', 'F3', 'F4'])
  for (const [floorId, { length }] of encoded.floors)
    expect([floorId, length < mostFloorBytes]).toEqual([floorId, true])
  expect(decodeRadioMap(encoded).rows.size).toBeGreaterThan(600)
}, 120_000)
