import { describe, expect, test } from 'vitest'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { mapSourceSchema, namesSchema, venueMapSchema } from '#shared/schemas/venue-map.ts'
import { imported } from './a-venue-map.ts'
import { aHarbour, box, filesOf, id, type Raw, uuid } from './an-imdf.ts'
import { aUnit, note, read, withMore } from './imdf-cases.ts'

test('every type of feature finds its place, and what was read is imported or skipped', async () => {
  const { venue, report } = await imported(filesOf())
  expect(venue.floors.map(({ name, level, aliases }) => [name, level, aliases])).toEqual([
    ['Ground floor', 0, ['G']],
    ['First floor', 1, ['1']],
  ])
  expect(
    venue.zones.map(({ name, source, isPublic, floorId }) => [name, source, isPublic, floorId === id.ground]),
  ).toEqual([
    ['walkway', 'unit', undefined, true],
    ['Boots & More', 'unit', undefined, true],
    ['Store room', 'unit', false, true],
    ['Gallery', 'unit', undefined, false],
    ['Gallery', 'unit', undefined, false],
    ['Fashion', 'section', undefined, true],
    ['Ice cream', 'kiosk', undefined, true],
    ['Members', 'geofence', undefined, true],
    ['Members', 'geofence', undefined, false],
  ])
  expect(
    venue.pois?.map(({ name, category, zoneId, openingHours }) => ({ name, category, zoneId, openingHours })),
  ).toEqual([
    { name: 'Boots & More', category: 'shoestore', zoneId: id.shop, openingHours: 'Mo-Fr 10:00-19:00' },
    { name: 'restroom', category: 'restroom', zoneId: id.hall, openingHours: undefined },
  ])
  expect(venue.map?.attributes[id.hall]).toEqual({ accessibility: ['wheelchair'] })
  expect(venue.map?.attributes[id.kiosk]).toEqual({ anchorId: id.kioskAnchor })
  expect(venueMapSchema.parse(venue.map)).toEqual(venue.map)
  for (const { names = {}, source } of [...venue.floors, ...venue.zones, ...(venue.pois ?? [])])
    expect([namesSchema.parse(names), mapSourceSchema.parse(source)]).toEqual([names, source])
  expect(venueFaults(venue)).toEqual([])
  for (const { read: all, imported: taken, skipped } of Object.values(report.counts)) expect(all).toBe(taken + skipped)
})

test('metres begin at the south-west corner of the venue: a tenth of a degree is what it is on the earth', async () => {
  const { venue } = await imported(filesOf())
  const [frame] = venue.floors.flatMap(({ georeference }) => georeference ?? [])
  expect([frame?.lon, frame?.lat]).toEqual([9.97, 53.54])
  // geographiclib's lengths of a degree at 53.54° north, to a metre
  expect(Math.round(frame?.metresPerLat ?? 0)).toBe(111_296)
  expect(Math.round(frame?.metresPerLon ?? 0)).toBe(66_297)
})

test('an occupant’s name and hours are its unit’s only where it is alone there', async () => {
  const types = withMore('occupant', {
    id: uuid(98),
    geometry: null,
    properties: { name: { en: 'Socks' }, anchor_id: id.anchor },
  })
  const { venue } = await read(types)
  expect(venue.zones.find((zone) => zone.id === id.shop)).toMatchObject({ name: 'unspecified' })
  expect(venue.map?.anchors[0]?.poiIds).toEqual([id.occupant, uuid(98)])
})

describe('slips are mended and told', () => {
  const mended: [string, Raw['properties'], string, string, object][] = [
    [
      'a property that is misspelled',
      { category: undefined, catagory: 'lounge' },
      'its property "catagory" was taken for "category"',
      'call it "category"',
      { category: 'lounge' },
    ],
    [
      'separators left out',
      { level_id: undefined, levelId: id.first },
      'its property "levelId" was taken for "level_id"',
      'call it "level_id"',
      { floorId: id.first },
    ],
    [
      'a name without a language',
      { name: 'Plain' },
      'its name is text without a language; taken as "en"',
      'write name as IMDF has it',
      { name: 'Plain' },
    ],
    [
      'a number for a text',
      { category: 7 },
      'its category is 7 and no text; taken as text',
      'write category as IMDF has it',
      { category: '7' },
    ],
    [
      'what can’t be read',
      { name: { en: 'Extra' }, restriction: {} },
      "its restriction can't be read and was left out",
      'write restriction as IMDF has it',
      { name: 'Extra' },
    ],
  ]
  test.each(mended)('%s', async (_, own, reason, todo, expected) => {
    const { venue, notes, report } = await read(withMore('unit', aUnit(own)))
    expect(notes).toEqual([note('mended', 'unit', 4, reason, todo)])
    expect(venue.zones.find((zone) => zone.id === uuid(99))).toMatchObject(expected)
    expect(report.counts.unit).toEqual({ read: 5, imported: 5, skipped: 0, mended: 2 })
  })

  test('an ordinal as text, opening hours by another name, and a type in the properties', async () => {
    const types = aHarbour()
    const level: Raw = {
      id: uuid(97),
      geometry: { type: 'Polygon', coordinates: [box(0, 0, 9, 9)] },
      properties: { ordinal: '2', name: { en: 'Roof' } },
    }
    const occupant: Raw = {
      id: uuid(98),
      geometry: null,
      properties: { name: { en: 'Bar' }, anchor_id: id.kioskAnchor, openinghours: 'Fr 18:00-24:00' },
    }
    const unit: Raw = { ...aUnit({ feature_type: 'unit' }), feature_type: undefined }
    const { venue, notes } = await read({
      ...types,
      level: [...(types.level ?? []), level],
      occupant: [...(types.occupant ?? []), occupant],
      unit: [...(types.unit ?? []), unit],
    })
    expect(notes.map(({ feature, reason }) => [feature, reason])).toEqual([
      [uuid(97), 'its ordinal is the text "2"; taken as a number'],
      [uuid(99), 'its feature_type stands in its properties'],
      [uuid(98), 'its property "openinghours" was taken for "hours"'],
    ])
    expect(venue.floors.at(-1)).toMatchObject({ name: 'Roof', level: 2 })
    expect(venue.pois?.find((poi) => poi.id === uuid(98))?.openingHours).toBe('Fr 18:00-24:00')
  })

  test('rings that are not closed, and no id', async () => {
    const open = { type: 'Polygon', coordinates: [box(60, 25, 10, 10).slice(0, 4)] }
    const { venue, report } = await read(withMore('unit', { ...aUnit({}, open), id: undefined }))
    const zone = venue.zones.find(({ name }) => name === 'Extra')
    expect(zone?.area).toMatchObject({ polygon: { length: 4 } })
    expect(
      report.notes.filter(({ feature }) => feature === zone?.id || feature === undefined).map(({ reason }) => reason),
    ).toEqual(['1 of its rings did not end where they began; closed', `it has no id; it is called ${zone?.id}`])
  })

  test('a manifest that is missing', async () => {
    const { report } = await imported(filesOf().slice(1))
    expect(report.notes[0]).toEqual({
      outcome: 'mended',
      file: 'manifest.json',
      reason: 'there is none; names are taken to be English',
      todo: 'write { "version": "1.0.0", "language": "en" } there',
    })
  })
})
