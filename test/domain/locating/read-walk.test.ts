import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SaidSighting, SaidTap, WalkPart } from '#shared/domain/calibration.ts'
import { readWalk } from '#shared/domain/locating/read-walk.ts'
import { aHall, beaconNumber } from './hall.ts'
import '#test/support/seeded.ts'

const venue = aHall([
  { x: 10, y: 10 },
  { x: 30, y: 10 },
])
const taps: SaidTap[] = [0, 60].map((second) => ({
  at: second * 1000,
  floor: 'ground',
  place: { x: 5 + second / 2, y: 5 },
}))
const heard = (from = 0): SaidSighting[] =>
  Array.from({ length: 30 }, (_, i) => ({ at: (from + 2 * i) * 1000, beacon: beaconNumber(i % 2), rssi: -60 - i }))
const read = (part: Partial<WalkPart>) => readWalk(venue, { walkId: 'w' }, [{ taps, sightings: heard(), ...part }])
const reasons = (part: Partial<WalkPart>) => {
  const { walk, faults } = read(part)
  return [walk !== undefined, ...faults.map(({ reason }) => reason)]
}

test('a good walk is read whole, its beacons by the names that presence has for them', () => {
  const { walk, faults } = read({})
  expect(faults).toEqual([])
  expect(walk?.taps[1]).toEqual({ at: 60_000, floorId: 'ground', point: { x: 35, y: 5 } })
  expect(walk?.hearings).toHaveLength(30)
  expect(walk?.hearings[0]).toEqual({ key: 'ibeacon:9195b3ada9d0450085ff9fb0f65a5201:7:0', rssi: -60, at: 0 })
})

test('in whatever parts and order it came, and however often, it is the same walk', () => {
  const single: WalkPart[] = [
    ...taps.map((tap) => ({ taps: [tap], sightings: [] })),
    ...heard().map((sighting) => ({ taps: [], sightings: [sighting] })),
  ]
  const shuffled = fc.shuffledSubarray([...single, ...single], { minLength: 2 * single.length })
  fc.assert(
    fc.property(shuffled, (parts) => {
      expect(readWalk(venue, { walkId: 'w' }, parts)).toEqual(read({}))
    }),
  )
})

test.each<[string, Partial<WalkPart>, unknown[]]>([
  ['one tap', { taps: taps.slice(0, 1) }, [false, 'too_few_taps']],
  ['no tap', { taps: [] }, [false, 'too_few_taps']],
  ['nineteen sightings', { sightings: heard().slice(0, 19) }, [false, 'too_few_sightings']],
  ['twenty sightings', { sightings: heard().slice(0, 20) }, [true]],
  ['a clock that is an hour ahead', { sightings: heard(3600) }, [false, 'clock_mismatch']],
  ['taps on no floor', { taps: taps.map((tap) => ({ ...tap, floor: 'attic' })) }, [false, 'unknown_floor']],
  ['taps beside the hall', { taps: taps.map((tap) => ({ ...tap, place: { x: 99, y: 5 } })) }, [false, 'outside']],
  [
    'degrees without a georeference',
    { taps: taps.map((tap) => ({ ...tap, place: { lon: 9, lat: 53 } })) },
    [false, 'no_georeference'],
  ],
  [
    'beacons of others',
    { sightings: heard().map((one) => ({ ...one, beacon: beaconNumber(99) })) },
    [false, 'unregistered', 'too_few_sightings'],
  ],
])('%s', (_, part, expected) => expect(reasons(part)).toEqual(expected))

test('one tap of six beside the hall is left out and named, and the walk stays', () => {
  const six = Array.from(
    { length: 6 },
    (_, i): SaidTap => ({ at: i * 12_000, floor: 'ground', place: { x: 5 + 6 * i, y: 5 } }),
  )
  const { walk, faults } = read({ taps: six.map((tap, i) => (i === 2 ? { ...tap, place: { x: 5, y: 99 } } : tap)) })
  expect(walk?.taps).toHaveLength(5)
  expect(faults).toEqual([
    { reason: 'outside', detail: expect.stringContaining('x 5.0, y 99.0 is nothing of floor ground') },
  ])
})

test('a floor without an outline says what to do', () => {
  const bare = { ...venue, floors: venue.floors.map(({ outline: _, ...floor }) => floor) }
  expect(readWalk(bare, { walkId: 'w' }, [{ taps, sightings: heard() }]).faults).toEqual([
    { reason: 'no_outline', detail: expect.stringContaining('floor ground has no outline: draw it') },
  ])
})
