import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Floor, Poi, Venue, Zone } from '#shared/domain/venue.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { emptyVenue, exported, imported } from './a-venue-map.ts'
import { aHarbour, filesOf } from './an-imdf.ts'
import { filesOfFolder } from './folder.ts'

const folder = join(process.env.USHER_DATA ?? '../shared/data', 'mall', 'floors')

describe('import, export, import changes nothing', () => {
  test('of an IMDF archive with every type of feature', async () => {
    const { venue } = await imported(filesOf())
    const again = await imported(exported(venue))
    expect(again.venue).toStrictEqual(venue)
    expect(again.report.faults).toBe(0)
    expect(venueFaults(venue)).toEqual([])
  })

  test('of the five floors of the mall', async ({ skip }) => {
    if (!existsSync(folder)) {
      console.warn('skipped: mall/floors of the real data is not here; set USHER_DATA to its folder')
      skip()
    }
    const { venue } = await imported(filesOfFolder(folder), emptyVenue('mall'), 'geojson')
    const again = await imported(exported(venue), emptyVenue('mall'))
    expect(again.venue).toStrictEqual(venue)
    expect(again.report.notes).toEqual([])
  })

  test('of any venue: what operators made stays as it was', async () => {
    await fc.assert(
      fc.asyncProperty(venues, async (venue) => {
        const { venue: once } = await imported(exported(venue), venue)
        expect(once).toStrictEqual(venue)
        const { venue: fresh } = await imported(exported(venue))
        const { venue: again } = await imported(exported(fresh))
        expect(again).toStrictEqual(fresh)
      }),
      { numRuns: 60 },
    )
  })
})

test('importing a map twice is importing it once, and the order of its files does not matter', async () => {
  const once = await imported(filesOf())
  expect((await imported(filesOf(), once.venue)).venue).toStrictEqual(once.venue)
  const turned = Object.fromEntries(Object.entries(aHarbour()).reverse())
  expect((await imported(filesOf(turned))).venue).toStrictEqual(once.venue)
})

const ids = fc.stringMatching(/^[a-z][a-z0-9-]{2,12}$/)
const name = fc.stringMatching(/^[A-Za-zäöü]{1,20}$/)
const millimetres = (most: number) => fc.integer({ min: 0, max: most }).map((mm) => mm / 1000 + 0)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const box = fc
  .record({ x: millimetres(80_000), y: millimetres(80_000), w: fc.integer({ min: 500, max: 9000 }) })
  .map(({ x, y, w }) => {
    const [right, top] = [Math.round(x * 1000 + w) / 1000, Math.round(y * 1000 + w) / 1000]
    return [
      { x, y },
      { x: right, y },
      { x: right, y: top },
      { x, y: top },
    ]
  })

/** A record without the fields that are undefined, as JSON would have it. */
const plain = <T extends object>(one: T) => JSON.parse(JSON.stringify(one))

const georeference = fc.record({
  lon: fc.double({ min: -179, max: 179, noNaN: true }).map((lon) => lon + 0),
  lat: fc.double({ min: -70, max: 70, noNaN: true }).map((lat) => lat + 0),
  metresPerLon: fc.double({ min: 40_000, max: 111_000, noNaN: true }),
  metresPerLat: fc.double({ min: 110_000, max: 112_000, noNaN: true }),
})

const floorsOf = (floorIds: readonly string[]) =>
  fc.tuple(
    ...floorIds.map((id, level) =>
      fc
        .record({
          name,
          outline: maybe(
            fc.constant([
              {
                polygon: [
                  { x: 0, y: 0 },
                  { x: 100, y: 0 },
                  { x: 100, y: 100 },
                  { x: 0, y: 100 },
                ],
              },
            ]),
          ),
          georeference: maybe(georeference),
          aliases: maybe(fc.constant([`alias of ${id}`])),
          source: maybe(fc.constantFrom('level' as const, 'floor map' as const)),
        })
        .map((own): Floor => plain({ id, level, ...own })),
    ),
  )

const zoneOf = (floorIds: readonly string[]) =>
  fc
    .record({
      id: ids.map((id) => `z-${id}`),
      name,
      floorId: fc.constantFrom(...floorIds),
      area: fc.oneof(
        box.map((polygon) => ({ polygon })),
        fc.record({
          centre: fc.record({ x: millimetres(90_000), y: millimetres(90_000) }),
          radiusMetres: fc.constantFrom(3, 7.5),
        }),
        fc.constant({ beaconIds: [], gatewayIds: [] }),
      ),
      category: maybe(fc.constantFrom('walkway', 'opentobelow', 'shoes')),
      isPublic: maybe(fc.boolean()),
      openingHours: maybe(fc.constant('Mo-Sa 10:00-20:00')),
      presence: maybe(fc.constant({ enterRssi: -70, dwellSeconds: [60] })),
      holdsCarts: maybe(fc.boolean()),
      source: maybe(fc.constantFrom('unit' as const, 'section' as const, 'geofence' as const, 'floor map' as const)),
    })
    .map((zone): Zone => plain(zone))

const poiOf = (floorIds: readonly string[]) =>
  fc
    .record({
      id: ids.map((id) => `p-${id}`),
      name,
      floorId: fc.constantFrom(...floorIds),
      position: fc.record({ x: millimetres(90_000), y: millimetres(90_000) }),
      category: maybe(fc.constant('atm')),
      openingHours: maybe(fc.constant('24/7')),
    })
    .map((poi): Poi => plain(poi))

const byId = { selector: ({ id }: { id: string }) => id }
const venues: fc.Arbitrary<Venue> = fc
  .uniqueArray(
    ids.map((id) => `f-${id}`),
    { minLength: 1, maxLength: 3 },
  )
  .chain((floorIds) =>
    fc.record({
      floors: floorsOf(floorIds),
      zones: fc.uniqueArray(zoneOf(floorIds), { maxLength: 8, ...byId }),
      pois: fc.uniqueArray(poiOf(floorIds), { minLength: 1, maxLength: 4, ...byId }),
    }),
  )
  .map(({ floors, zones, pois }) => ({
    ...emptyVenue(),
    floors,
    // what came from a map has a shape
    zones: zones.map(({ source, ...zone }) =>
      'beaconIds' in zone.area || source === undefined ? zone : { ...zone, source },
    ),
    pois,
  }))
