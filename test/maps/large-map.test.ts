import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { importMap } from '#shared/maps/import-map.ts'
import type { MapFile } from '#shared/maps/map-file.ts'
import { startReport } from '#shared/maps/report.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const heldBytes = () => {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const [west, south] = [9.97, 53.54]
const digits = (degrees: number) => degrees.toFixed(14)

/** A round place of so many corners, written with 14 digits as careless exports are. */
const place = (i: number, corners: number): string => {
  const [x, y] = [west + ((i % 50) + 0.5) / 5000, south + (Math.floor(i / 50) + 0.5) / 5000]
  const ring = Array.from({ length: corners + 1 }, (_, j) => {
    const angle = ((j % corners) * 2 * Math.PI) / corners
    return `[${digits(x + 0.00008 * Math.cos(angle))},${digits(y + 0.00008 * Math.sin(angle))}]`
  })
  return `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[${ring}]]},"properties":{"id":"z${i}","name":"Zone ${i}"`
}

/** A floor of this many bytes at least, made while it is read: `places` of them, in each a note of as many bytes as it takes. */
const aFloor = (bytes: number, places: number, corners: number, sample: () => void): MapFile => ({
  name: 'floor.geojson',
  open: async function* () {
    const outline = `[[${digits(west)},${digits(south)}],[${digits(west + 0.01)},${digits(south)}],[${digits(west + 0.01)},${digits(south + 0.01)}],[${digits(west)},${digits(south + 0.01)}],[${digits(west)},${digits(south)}]]`
    yield Buffer.from(
      `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[${outline}]},"properties":{"name":"G"}}`,
    )
    const filler = 'x'.repeat(Math.max(0, Math.ceil(bytes / places) - place(0, corners).length))
    for (let i = 0; i < places; i++) {
      if (i % 250 === 249) sample()
      yield Buffer.from(`,${place(i, corners)},"note":"${filler}"}}`)
    }
    yield Buffer.from(']}')
  },
})

const read = async (bytes: number, places: number, corners: number) => {
  const before = heldBytes()
  let most = 0
  const file = aFloor(bytes, places, corners, () => {
    most = Math.max(most, heldBytes() - before)
  })
  const report = startReport()
  const info = { id: 'G', widthMetres: 660, heightMetres: 1110 }
  const map = await importMap(file, { format: 'geojson', floor: info }, report)
  return { map, report: report.done(), most }
}

const hundredMb = 100_000_000

test('100 MB of a floor with 2,000 zones are read while 40 MB are held at most', { timeout: 120_000 }, async () => {
  const { map, report, most } = await read(hundredMb, 2000, 90)
  expect(map.zones).toHaveLength(2000)
  expect(report.faults).toBe(0)
  expect(most).toBeLessThan(40_000_000)
})

test('100 MB of corners are refused, each zone told, while 60 MB are held at most', { timeout: 120_000 }, async () => {
  const { map, report, most } = await read(hundredMb, 1500, 1900)
  expect(report.faults).toBe(1)
  expect(report.counts.polygon).toEqual({ read: 1500, imported: 105, skipped: 1395, mended: 0 })
  expect(map.zones).toHaveLength(105)
  expect(most).toBeLessThan(60_000_000)
})
