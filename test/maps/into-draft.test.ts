import { describe, expect, test } from 'vitest'
import type { Venue, Zone } from '#shared/domain/venue.ts'
import { intoDraft } from '#shared/maps/into-draft.ts'
import { emptyVenue, imported } from './a-venue-map.ts'
import { aHarbour, filesOf, id } from './an-imdf.ts'

const once = async () => (await imported(filesOf())).venue
const changed = (venue: Venue, zoneId: string, own: Partial<Zone>): Venue => ({
  ...venue,
  zones: venue.zones.map((zone) => (zone.id === zoneId ? { ...zone, ...own } : zone)),
})
const byHand: Zone = {
  id: 'bench',
  name: 'Bench',
  floorId: id.ground,
  area: { centre: { x: 5, y: 5 }, radiusMetres: 3 },
}

describe('a map that is imported again', () => {
  test('keeps what operators made: beacons, gateways, signs, zones, places, knobs and names of their own', async () => {
    const venue = await once()
    const mine: Venue = {
      ...changed(venue, id.shop, { presence: { enterRssi: -70 }, aliases: ['zone-7'], holdsCarts: true }),
      name: 'Our name',
      beacons: [
        {
          id: 'b1',
          floorId: id.ground,
          identity: { uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201', major: 1, minor: 1 },
        },
      ],
      gateways: [{ id: 'g1', floorId: id.ground }],
      signs: [{ id: 's1', name: 'Sign', floorId: id.ground }],
      presence: { exitTimeoutSeconds: 30 },
      pois: [...(venue.pois ?? []), { id: 'p1', name: 'Meeting point', floorId: id.ground, position: { x: 1, y: 1 } }],
    }
    const withZone = { ...mine, zones: [...mine.zones, byHand] }
    const floors = withZone.floors.map((floor) => ({ ...floor, aliases: ['map-12', ...(floor.aliases ?? [])] }))
    const all = { ...withZone, floors }
    expect((await imported(filesOf(), all)).venue).toStrictEqual(all)
  })

  test('takes the map’s word for what it says, and the operator’s for what it does not', async () => {
    const venue = changed(await once(), id.hall, {
      name: 'Renamed',
      openingHours: '24/7',
      isPublic: false,
      category: 'lounge',
    })
    const again = (await imported(filesOf(), venue)).venue.zones.find((zone) => zone.id === id.hall)
    expect(again).toMatchObject({ name: 'walkway', category: 'walkway', openingHours: '24/7', isPublic: false })
  })

  test('lets go of what the map no longer has, and of nothing else', async () => {
    const types = aHarbour()
    const venue = { ...(await once()), zones: [...(await once()).zones, byHand] }
    const fewer = { ...types, kiosk: [], amenity: [] }
    const again = (await imported(filesOf(fewer), venue)).venue
    expect(
      venue.zones.filter(({ id: one }) => !again.zones.some((zone) => zone.id === one)).map(({ name }) => name),
    ).toEqual(['Ice cream'])
    expect(again.pois?.map(({ name }) => name)).toEqual(['Boots & More'])
    expect(again.zones.at(-1)).toEqual(byHand)
  })
})

test('a map of one floor replaces that floor’s zones, and leaves the others', () => {
  const floor = (name: string) => ({ id: name, name, level: 0, source: 'floor map' as const })
  const zone = (name: string, floorId: string): Zone => ({
    ...byHand,
    id: name,
    name,
    floorId,
    source: 'floor map',
  })
  const draft: Venue = {
    ...emptyVenue(),
    floors: [floor('F1'), floor('F2')],
    zones: [zone('old', 'F1'), zone('other', 'F2'), { ...byHand, floorId: 'F1' }],
  }
  const map = { floors: [floor('F1')], zones: [zone('new', 'F1')], pois: [], floorId: 'F1', origins: new Map() }
  const venue = intoDraft(draft, map)
  expect(venue.floors).toEqual([floor('F1'), floor('F2')])
  expect(venue.zones.map(({ id: one }) => one)).toEqual(['other', 'bench', 'new'])
})
