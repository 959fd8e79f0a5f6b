import { expect, test } from 'vitest'
import type { Venue } from '#shared/domain/venue.ts'
import { findZonesAt, type Place } from '#shared/use-cases/find-zones-at.ts'
import { aNote, aReleaseContent, at, saveDraft } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { watchedPorts } from './support.ts'

const georeference = { lon: 16, lat: 48, metresPerLon: 75_000, metresPerLat: 111_000 }
const shop = (id: string, x: number) => ({
  id,
  name: id,
  floorId: 'ground',
  area: { centre: { x, y: 0 }, radiusMetres: 5 },
})
const venue: Venue = aVenue({
  floors: [
    { id: 'ground', name: 'Ground floor', level: 0, georeference },
    { id: 'first', name: 'First floor', level: 1 },
  ],
  zones: [{ ...shop('shoes', 0), openingHours: 'Mo-Fr 10:00-20:00', category: 'retail' }, shop('boots', 30)],
  beacons: [],
  gateways: [],
})
const ground = (point: Place['point']): Place => ({ point, floor: 'ground', at: at(0) })

const open = async () => {
  const watched = watchedPorts()
  const clock = { ms: 0 }
  await watched.memory.releases.publish(aReleaseContent({ venues: [venue], journeys: [] }), undefined, aNote())
  await saveDraft(watched.memory.drafts, { ...venue, zones: [shop('drafted', 0)] })
  return { ...watched, clock, find: findZonesAt(watched.ports, () => clock.ms) }
}
const idsOf = (found: Awaited<ReturnType<ReturnType<typeof findZonesAt>>>) =>
  found && 'zones' in found ? found.zones.map(({ id }) => id) : found

test('a place in metres or degrees is told with its zones, and whether they are open', async () => {
  const { find } = await open()
  // at(0) is a Saturday
  expect(await find('store', ground({ x: 3, y: 0 }), 'live', at(0))).toEqual({
    floorId: 'ground',
    position: { x: 3, y: 0 },
    zones: [
      {
        id: 'shoes',
        name: 'shoes',
        isPublic: true,
        category: 'retail',
        openingHours: 'Mo-Fr 10:00-20:00',
        isOpen: false,
        parents: [],
      },
    ],
  })
  const byDegrees = await find('store', ground({ lon: 16 + 30 / 75_000, lat: 48 + 1 / 111_000 }), 'live', at(0))
  expect(idsOf(byDegrees)).toEqual(['boots'])
  expect(await find('store', ground({ x: 12, y: 0 }), 'live', at(0))).toMatchObject({
    zones: [],
    nearest: { id: 'shoes', distanceMetres: 7 },
  })
})

test('the draft is asked only where somebody asks for it', async () => {
  const { find } = await open()
  expect(idsOf(await find('store', ground({ x: 0, y: 0 }), 'draft', at(0)))).toEqual(['drafted'])
  expect(idsOf(await find('store', ground({ x: 0, y: 0 }), 'live', at(0)))).toEqual(['shoes'])
  expect(await find('quay', ground({ x: 0, y: 0 }), 'draft', at(0))).toBeUndefined()
  expect(await find('quay', ground({ x: 0, y: 0 }), 'live', at(0))).toBeUndefined()
})

test('a floor that nobody knows, or that is missing, and a floor without a place on earth are told with their mend', async () => {
  const { find } = await open()
  const point = { x: 0, y: 0 }
  expect(await find('store', { point, floor: 'roof', at: at(0) }, 'live', at(0))).toEqual({
    faults: [{ path: 'floor', reason: 'there is no floor "roof"; known are ground, first', example: 'ground' }],
  })
  expect(await find('store', { point, at: at(0) }, 'live', at(0))).toEqual({
    faults: [
      { path: 'floor', reason: 'is missing, and the venue has 2 floors; known are ground, first', example: 'ground' },
    ],
  })
  expect(await find('store', { point: { lon: 16, lat: 48 }, floor: '1', at: at(0) }, 'live', at(0))).toEqual({
    faults: [
      {
        path: 'lon',
        reason: 'floor "first" has no georeference: ask with x and y in its metres, or put the floor with one',
        example: 'x=12.5&y=4',
      },
    ],
  })
})

test('what is live is read again after five seconds, and its venue only if it changed', async () => {
  const { find, clock, names, memory } = await open()
  const ask = () => find('store', ground({ x: 0, y: 0 }), 'live', at(0))
  await ask()
  clock.ms = 5000
  await ask()
  expect(names()).toEqual(['releases.liveVersion', 'releases.loadVenue'])
  clock.ms = 5001
  await ask()
  expect(names().slice(2)).toEqual(['releases.liveVersion'])
  const next = aReleaseContent({ version: 'release-2', venues: [{ ...venue, zones: [shop('new', 0)] }], journeys: [] })
  await memory.releases.publish(next, 'release-1', aNote())
  clock.ms = 10_002
  expect(idsOf(await ask())).toEqual(['new'])
})

test('before anything is published no venue is live', async () => {
  const { ports } = watchedPorts()
  expect(await findZonesAt(ports)('store', ground({ x: 0, y: 0 }), 'live', at(0))).toBeUndefined()
})
