import { describe, expect, test } from 'vitest'
import { fileOf } from '#shared/maps/map-file.ts'
import { imported } from './a-venue-map.ts'
import { aHarbour, box, filesOf, id, type Raw, uuid } from './an-imdf.ts'
import { aUnit, note, read, withMore } from './imdf-cases.ts'

describe('what has no place is skipped and told, and the rest is imported', () => {
  const skipped: [string, string, Raw, number, string, string][] = [
    [
      'an unknown type',
      'planter',
      { id: uuid(99), geometry: null },
      0,
      'Usher knows no type of feature "planter"',
      expect.stringContaining('known are venue, building'),
    ],
    [
      'no level',
      'unit',
      aUnit({ level_id: null }),
      4,
      'it names no level',
      'name the level_id of a level that is there',
    ],
    [
      'a level that is not there',
      'unit',
      aUnit({ level_id: uuid(77) }),
      4,
      `its level ${uuid(77)} is not in the map`,
      'name the level_id of a level that is there',
    ],
    ['no geometry', 'unit', aUnit({}, null), 4, 'it has no geometry, and should be an area', 'draw it as a polygon'],
    [
      'an occupant without an anchor',
      'occupant',
      { id: uuid(99), geometry: null, properties: { name: { en: 'X' } } },
      1,
      'it names no anchor, so nobody knows where it is',
      'name an anchor that is there',
    ],
    [
      'an address',
      'address',
      { id: uuid(99), geometry: null, properties: { address: 'Pier 1' } },
      0,
      'Usher keeps no addresses',
      'nothing; it changes no place and no way',
    ],
    [
      'an id that is taken',
      'unit',
      { ...aUnit(), id: id.shop },
      4,
      `its id ${id.shop} is taken by a feature before it`,
      'give each feature its own',
    ],
    [
      'a level without an ordinal',
      'level',
      { id: uuid(99), geometry: { type: 'Polygon', coordinates: [box(0, 0, 9, 9)] }, properties: {} },
      2,
      'it has no ordinal, so nobody knows how high it lies',
      'write 0 for the entrance, 1 above',
    ],
    [
      'an opening that is a point',
      'opening',
      { id: uuid(99), geometry: { type: 'Point', coordinates: [9.97, 53.54] }, properties: { level_id: id.ground } },
      1,
      'it is no line',
      'draw it as the line that people walk across',
    ],
  ]
  test.each(skipped)('%s', async (_, type, feature, index, reason, todo) => {
    const { venue, notes, report } = await read(withMore(type, feature))
    expect(notes).toEqual([note('skipped', type, index, reason, todo, String(feature.id))])
    expect(report.counts[type]).toMatchObject({ skipped: 1 })
    expect(venue.zones).toHaveLength(9)
  })

  test('a file that is no map', async () => {
    const { report } = await imported([...filesOf(), fileOf('README.txt', 'hello')])
    expect(report.notes.filter(({ file }) => file === 'README.txt')).toEqual([
      {
        outcome: 'skipped',
        file: 'README.txt',
        reason: 'is no GeoJSON',
        todo: 'nothing, if it is not part of the map',
      },
    ])
  })
})

describe('what would put everything in a wrong place is a fault', () => {
  const faulty: [string, unknown, string, string][] = [
    [
      'swapped coordinates',
      {
        type: 'Polygon',
        coordinates: [
          [
            [30, 120],
            [30, 121],
            [31, 121],
            [30, 120],
          ],
        ],
      },
      '[30, 120] has a latitude beyond 90°: latitude and longitude look swapped',
      'write the longitude first, as GeoJSON has it',
    ],
    [
      'metres of a projection',
      { type: 'Polygon', coordinates: [[[1_109_000, 7_082_000]]] },
      '[1109000, 7082000] is nowhere on earth; these look like metres of a projection',
      'export it in degrees (WGS 84, EPSG:4326)',
    ],
    [
      'text for a number',
      { type: 'Polygon', coordinates: [[['9.97', '53.54']]] },
      '["9.97","53.54"] is no position',
      'write [longitude, latitude] in numbers',
    ],
    [
      'a collection of geometries',
      { type: 'GeometryCollection', geometries: [] },
      'its geometry is "GeometryCollection"',
      'draw it as a point, a line or a polygon',
    ],
  ]
  test.each(faulty)('%s', async (_, geometry, reason, todo) => {
    const { notes, report } = await read(withMore('unit', aUnit({}, geometry)))
    expect(notes).toEqual([note('fault', 'unit', 4, reason, todo)])
    expect([report.faults, report.counts.unit?.skipped]).toEqual([1, 1])
  })

  test('no level at all', async () => {
    const { report } = await read({ venue: aHarbour().venue ?? [] })
    expect(report.notes).toEqual([
      {
        outcome: 'fault',
        file: 'level.geojson',
        reason: 'no level could be read',
        todo: 'a map takes one level at least',
      },
    ])
  })

  test('a map beyond all measure: told once, and no more of it is kept', async () => {
    const ring = Array.from({ length: 1500 }, (_, i): [number, number] => [9.97 + i / 1e6, 53.54])
    const units = Array.from({ length: 140 }, (_, i) => ({
      ...aUnit({}, { type: 'Polygon', coordinates: [ring] }),
      id: uuid(1000 + i),
    }))
    const { report, venue } = await read(withMore('unit', ...units))
    expect(report.faults).toBe(1)
    expect(report.notes.filter(({ outcome }) => outcome === 'fault').map(({ reason }) => reason)).toEqual([
      'a map may have 20000 features and 200000 positions, and this is one too many',
    ])
    expect(venue.zones.length).toBeLessThan(9 + 134)
  })
})

test('names that every object has are nothing special, and what Usher’s own extension says is not believed blindly', async () => {
  const usher = {
    id: '../x',
    circle: { centre: { x: 0, y: 0 }, radiusMetres: -5 },
    georeference: { lon: 'east' },
    source: 'moon',
  }
  const own = { constructor: 'a', __proto__x: 'b', toString: 'c', hasOwnProperty: null, usher }
  const { venue, notes } = await read(
    withMore('unit', aUnit(own), { ...aUnit({}, { type: 'constructor' }), id: uuid(98) }),
  )
  expect(venue.zones.find((zone) => zone.id === uuid(99))).toStrictEqual({
    id: uuid(99),
    name: 'Extra',
    floorId: id.ground,
    area: { polygon: expect.any(Array) },
    category: 'room',
  })
  expect(notes.map(({ feature, reason }) => [feature, reason])).toEqual([[uuid(98), 'its geometry is "constructor"']])
})
