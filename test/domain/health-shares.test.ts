import { expect, test } from 'vitest'
import { watchedAnchors } from '#shared/domain/health-anchors.ts'
import { lostBy, sharesOf } from '#shared/domain/health-shares.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { aVenue } from '#test/support/venues.ts'

const anchors = watchedAnchors(indexVenue(aVenue()))
const sharesAt = (id: string, sightings: (id: string) => number) => {
  const anchor = anchors.find((one) => one.id === id)
  if (!anchor) throw new Error(`no anchor ${id}`)
  return sharesOf(anchors, { sightings })(anchor)
}

test('an anchor is known by all that it may be called, and has a part in the moments of all zones around it', () => {
  expect(anchors.find(({ id }) => id === 'beacon:watches')).toEqual({
    id: 'beacon:watches',
    kind: 'beacon',
    anchorId: 'watches',
    keys: ['ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:4@c3000000abcd', 'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:4'],
    names: ['c3000000abcd', 'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:4'],
    zones: ['watches'],
    moments: ['beacon|', 'beacon|watches'],
  })
  expect(anchors.find(({ id }) => id === 'gateway:boots-gateway')?.moments).toEqual([
    'gateway|',
    'gateway|fashion',
    'gateway|shoes',
    'gateway|boots',
  ])
})

test('an anchor shares its own zone with its equals only, and those around with all that hang in them', () => {
  expect(sharesAt('gateway:boots-gateway', () => 2)).toEqual([1 / 5, 1 / 3, 1 / 2, 1])
  expect(sharesAt('gateway:shoes-gateway', () => 2)).toEqual([1 / 5, 1 / 3, 1])
  expect(sharesAt('gateway:shoes-gateway', () => 0)).toEqual([0, 0, 0])
})

test('a silence costs what its zones lack, of a shared zone its share at most, and of a zone that has more than usual nothing', () => {
  const quiet = { minutes: 10, expected: [10, 10, 10], raised: [4, 0, 12] }
  expect(lostBy({ quiet }, [1, 0.5, 1])).toBe(6 + 5 + 0)
  expect(lostBy({}, [1, 0.5, 1])).toBe(0)
})
