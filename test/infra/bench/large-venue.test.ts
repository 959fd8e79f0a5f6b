import { expect, test } from 'vitest'
import { largeVenue } from '#infra/bench/large-venue.ts'
import { packed, unpacked } from '#shared/adapters/aws/items.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { venueSchema } from '#shared/schemas/venue.ts'

test('the large venue is one that the API takes, and the same each time', () => {
  const venue = largeVenue(200, 500)
  expect(venueSchema.parse(venue)).toEqual(venue)
  expect(venueFaults(venue)).toEqual([])
  expect(largeVenue(200, 500)).toEqual(venue)
  expect([venue.zones.length, venue.beacons.length]).toEqual([200, 500])
})

test('what is packed is read again, in a fifth of its size at most', () => {
  const venue = largeVenue(200, 500)
  const bytes = packed(venue)
  expect(unpacked(bytes)).toEqual(venue)
  expect(bytes.length * 5).toBeLessThan(JSON.stringify(venue).length)
})
