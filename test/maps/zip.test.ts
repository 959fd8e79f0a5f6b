import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { importMap } from '#shared/maps/import-map.ts'
import { fileOf } from '#shared/maps/map-file.ts'
import { type Note, startReport } from '#shared/maps/report.ts'
import { filesOfZip } from '#shared/maps/zip.ts'
import { filesOf } from './an-imdf.ts'
import { zipped } from './zips.ts'

type Entry = { name: string; body?: Buffer; says?: number; flags?: number; attributes?: number }

/** A zip by hand, with whatever a library would not write. */
const aZip = (...entries: Entry[]): Buffer => {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, body = Buffer.from('{}'), says, flags = 0, attributes = 0 } of entries) {
    const data = deflateRawSync(body)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(body), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(says ?? body.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(attributes, 6)
    rest.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}

const read = async (zip: Buffer) => {
  const report = startReport()
  const files = await filesOfZip(zip, report)
  return { files, notes: report.done().notes }
}
const fault = (file: string, reason: string, todo: string): Note => ({ outcome: 'fault', file, reason, todo })

test('the files of a zip are read as they were, folders or not', async () => {
  const { files, notes } = await read(
    aZip(
      { name: 'map/' },
      { name: 'map/unit.geojson', body: Buffer.from('{"a":1}') },
      { name: '__MACOSX/._unit.geojson' },
    ),
  )
  expect(notes).toEqual([])
  expect(files.map(({ name }) => name)).toEqual(['map/unit.geojson'])
  expect(await Promise.all(files.map(({ open }) => text(open())))).toEqual(['{"a":1}'])
})

describe('what no map has is a fault', () => {
  const paths: [string, string][] = [
    ['../unit.geojson', 'its path leaves the folder'],
    ['map/../../unit.geojson', 'its path leaves the folder'],
    ['/etc/unit.geojson', 'its path is absolute'],
    ['C:/unit.geojson', 'its path is absolute'],
    ['..\\unit.geojson', 'its path has a backslash'],
    ['unit\0.geojson', 'its path has a zero byte'],
  ]
  test.each(paths)('the path %j', async (name, reason) => {
    const { files, notes } = await read(aZip({ name }, { name: 'venue.geojson' }))
    expect(notes).toEqual([fault(name, reason, 'zip the folder itself, so that paths begin in it')])
    expect(files.map((file) => file.name)).toEqual(['venue.geojson'])
  })

  test('a link', async () => {
    const { notes } = await read(aZip({ name: 'unit.geojson', attributes: 0o120777 * 65_536 }))
    expect(notes).toEqual([fault('unit.geojson', 'is a link to another file', 'zip the file that it leads to')])
  })

  test('an encrypted file', async () => {
    const { notes } = await read(aZip({ name: 'unit.geojson', flags: 1 }))
    expect(notes).toEqual([fault('unit.geojson', 'is encrypted', 'zip it without a password')])
  })

  test('a bomb, by what it says of itself', async () => {
    const { notes } = await read(aZip({ name: 'unit.geojson', body: Buffer.alloc(20_000_000) }))
    expect(notes).toEqual([
      fault(
        'unit.geojson',
        expect.stringMatching(/^unpacks to 20000000 bytes from \d+, as no map does$/),
        'export the map again',
      ),
    ])
  })

  test('a bomb of many files that each look harmless', async () => {
    const body = randomBytes(64)
    const many = Array.from({ length: 600 }, (_, i) => ({ name: `${i}.geojson`, body }))
    const { notes } = await read(aZip(...many))
    expect(notes).toEqual([fault('500.geojson', 'the zip has over 500 files', 'zip the map alone')])
    const heavy = Array.from({ length: 300 }, (_, i) => ({ name: `${i}.geojson`, body, says: 900_000 }))
    expect((await read(aZip(...heavy))).notes).toEqual([
      fault('', 'the zip unpacks to 270000000 bytes, and may to 256000000', 'simplify the map, or import a part of it'),
    ])
  })

  test('a bomb that lies of its size ends where it said that it would', async () => {
    const lies = aZip({ name: 'unit.geojson', body: Buffer.alloc(50_000_000), says: 900_000 })
    const { files, notes } = await read(lies)
    expect(notes).toEqual([])
    let bytes = 0
    const unpack = async () => {
      for await (const chunk of files[0]?.open() ?? []) bytes += chunk.length
    }
    await expect(unpack()).rejects.toThrow("unit.geojson can't be unpacked: too many bytes in the stream")
    expect(bytes).toBeLessThan(1_000_000)
  })

  test('a zip that was cut short or is none', async () => {
    const whole = await zipped(filesOf())
    const todo = 'zip the map again; it was cut short or is damaged'
    const broken = { outcome: 'fault', file: '', reason: expect.stringMatching(/^the zip can't be read: /), todo }
    expect((await read(whole.subarray(0, whole.length / 2))).notes).toEqual([broken])
    expect((await read(whole.subarray(0, whole.length - 30))).notes).toEqual([broken])
    expect((await read(Buffer.from('PK but no zip'))).notes).toEqual([broken])
  })
})

test('an archive in the archive is passed over and told', async () => {
  const { files, notes } = await read(aZip({ name: 'more.zip' }, { name: 'venue.geojson' }))
  expect(files.map(({ name }) => name)).toEqual(['venue.geojson'])
  expect(notes).toEqual([
    {
      outcome: 'skipped',
      file: 'more.zip',
      reason: 'is an archive in the archive, and is not opened',
      todo: 'zip its files instead',
    },
  ])
})

describe('a file that is damaged keeps the whole map out', () => {
  const imported = async (zip: Buffer) => {
    const report = startReport()
    const map = await importMap(fileOf('upload', zip), { format: 'imdf' }, report)
    return { map, report: report.done() }
  }

  test('one that does not unpack', async () => {
    const whole = await zipped(filesOf())
    const at = whole.indexOf('unit.geojson') + 'unit.geojson'.length + 40
    const { report } = await imported(whole.fill(0xff, at, at + 20))
    expect(report.faults).toBe(1)
    expect(report.notes.filter(({ outcome }) => outcome === 'fault')).toEqual([
      fault(
        'unit.geojson',
        expect.stringMatching(/^unit.geojson can't be unpacked: /),
        'export the map again, and upload it anew',
      ),
    ])
  })

  test('a path that leaves the folder: nothing is read of the others', async () => {
    const { map, report } = await imported(aZip({ name: '../venue.geojson' }, { name: 'unit.geojson' }))
    expect([map.floors, map.zones, report.counts]).toEqual([[], [], {}])
  })

  test('what is no zip at all', async () => {
    const { report } = await imported(Buffer.from('{"features":[]}'))
    expect(report.notes).toEqual([
      fault(
        'upload',
        'it is no zip',
        'zip the folder of the map; a single floor of GeoJSON takes "floor" in the request',
      ),
    ])
  })
})
