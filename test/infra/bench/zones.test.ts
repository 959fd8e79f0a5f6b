import { expect, test } from 'vitest'
import { cityOf } from '#infra/bench/city.ts'
import { measureZones } from '#infra/bench/zones.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'

test('the bench has the zones and beacons that it says, one floor of them, the same in every run', () => {
  const venue = cityOf(300, 20)
  expect([venue.zones.length, venue.beacons.length, cityOf(300, 20)]).toEqual([300, 20, venue])
  const depths = [...indexVenue(venue).zones.values()].map(({ path }) => path.length)
  expect([Math.min(...depths), Math.max(...depths)]).toEqual([1, 3])
})

test('all of its peers find the same zones', async () => {
  const results = await measureZones(300, 0.01)
  expect(results.map(({ peer }) => peer)).toEqual([
    undefined,
    '@turf/boolean-point-in-polygon',
    'looking at every zone',
    undefined,
  ])
}, 60_000)
