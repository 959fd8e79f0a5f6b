import { expect, test } from 'vitest'
import { learnVenue } from '#infra/replay/learn-venue.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { venueSchema } from '#shared/schemas/venue.ts'
import { aBeacon, aHeard, aRecording, aWalk, pastBooksAndToys } from './recordings.ts'

const idOf = (minor: number) =>
  `0000000000004000800000000000000${1}-1-${minor}-ac233f0000${String(minor).padStart(2, '0')}`

test('a beacon counts for the shop next to where it was loudest, inside its floor', () => {
  const venue = learnVenue(aRecording([pastBooksAndToys()]))
  expect(venue.zones).toEqual([
    { id: 'G', name: 'Floor G', floorId: 'G', area: { beaconIds: [], gatewayIds: [] } },
    {
      id: 'G-books',
      name: 'Shop G-books',
      floorId: 'G',
      parentId: 'G',
      area: { beaconIds: [idOf(1)], gatewayIds: [] },
    },
    { id: 'G-toys', name: 'Shop G-toys', floorId: 'G', parentId: 'G', area: { beaconIds: [idOf(2)], gatewayIds: [] } },
    { id: 'U', name: 'Floor U', floorId: 'U', area: { beaconIds: [], gatewayIds: [] } },
    { id: 'U-shoes', name: 'Shop U-shoes', floorId: 'U', parentId: 'U', area: { beaconIds: [], gatewayIds: [] } },
    { id: 'U-hats', name: 'Shop U-hats', floorId: 'U', parentId: 'U', area: { beaconIds: [], gatewayIds: [] } },
  ])
  expect(venue.beacons).toEqual([
    { id: idOf(1), identity: aBeacon(1), floorId: 'G', position: { x: 2, y: 5 }, txPower: -59 },
    { id: idOf(2), identity: aBeacon(2), floorId: 'G', position: { x: 22, y: 5 }, txPower: -59 },
  ])
})

test('one loud sighting outweighs many faint ones from another shop and another floor', () => {
  const faint = Array.from({ length: 20 }, () => aHeard({ rssi: -95, truePosition: { x: 22, y: 5 } }))
  const above = Array.from({ length: 20 }, () => aHeard({ rssi: -95 }))
  const walks = [aWalk({ heard: [...faint, aHeard({ rssi: -70 })] }), aWalk({ id: 'w2', floorId: 'U', heard: above })]
  const [beacon] = learnVenue(aRecording(walks)).beacons
  expect(beacon).toEqual({
    id: idOf(1),
    identity: aBeacon(1),
    floorId: 'G',
    position: { x: 3.2, y: 5 },
    txPower: -59,
  })
})

test('what only the unseen half knows, or no surveyed point, is registered and has no zone', () => {
  const unseen = aWalk({ half: 'unseen', floorId: 'U', heard: [aHeard({ beacon: aBeacon(3) })] })
  const { truePosition: _, ...unsurveyed } = aHeard({ beacon: aBeacon(4), txPower: 46 })
  const venue = learnVenue(aRecording([unseen, aWalk({ heard: [unsurveyed] })]))
  expect(venue.beacons).toEqual([
    { id: idOf(3), identity: aBeacon(3), floorId: 'U', txPower: -59 },
    { id: idOf(4), identity: aBeacon(4), floorId: 'G' },
  ])
  expect(venue.zones.flatMap(({ area }) => ('beaconIds' in area ? area.beaconIds : []))).toEqual([])
})

test('the unseen half teaches nothing', () => {
  const seen = pastBooksAndToys()
  const elsewhere = aWalk({ id: 'w2', half: 'unseen', heard: [aHeard({ rssi: -40, truePosition: { x: 22, y: 5 } })] })
  expect(learnVenue(aRecording([seen, elsewhere]))).toEqual(learnVenue(aRecording([seen])))
})

test('the venue is one that the API takes', () => {
  const venue = learnVenue(aRecording([pastBooksAndToys()]))
  expect(venueSchema.parse(venue)).toEqual(venue)
  expect(venueFaults(venue)).toEqual([])
})
