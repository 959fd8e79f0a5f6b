import { expect, test } from 'vitest'
import { isInBay } from '#shared/domain/cart-bay.ts'
import { isShopper } from '#shared/domain/customer.ts'
import { mayReplace, occupancyOf, visitorOf } from '#shared/domain/occupancy.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { aRelease } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'

const store = indexVenue(aVenue())

test('a zone holds whoever is in a zone inside it, and everybody counts once in each', () => {
  const visitors = [['fashion', 'shoes', 'boots'], ['boots'], ['cafe', 'watches'], [], ['gone']]
  expect(occupancyOf(store, visitors)).toEqual({
    venue: 5,
    zones: { fashion: 2, shoes: 2, boots: 2, watches: 1, cafe: 1 },
    floors: { ground: 3, first: 1 },
  })
})

test('an empty venue has a number for every zone and floor', () => {
  expect(occupancyOf(store, [])).toEqual({
    venue: 0,
    zones: { fashion: 0, shoes: 0, boots: 0, watches: 0, cafe: 0 },
    floors: { ground: 0, first: 0 },
  })
})

test.each([
  [[2, 0], [1, 9], true],
  [[1, 9], [2, 0], false],
  [[2, 3], [2, 3], true],
  [[2, 2], [2, 3], false],
  [[2, 4], [2, 3], true],
] as const)('a word of rank %j may replace one of %j: %s', (rank, known, may) => {
  expect(mayReplace(rank, known)).toBe(may)
})

test('a visitor’s name does not say who it is', () => {
  expect(visitorOf('customer:ada')).toMatch(/^[\w-]{22}$/)
  expect(visitorOf('customer:ada')).not.toBe(visitorOf('customer:ben'))
})

test.each([
  ['phone', false, true],
  ['tag', false, true],
  ['cart', false, true],
  ['phone', true, false],
  ['till', false, false],
  ['fixture', false, false],
] as const)('a %s, staff %s, is a shopper: %s', (deviceKind, staff, is) => {
  expect(isShopper({ deviceKind, staff })).toBe(is)
})

test('a cart is in its bay in any zone of it, and nothing else ever is', () => {
  const zones = aVenue().zones.map((zone) => (zone.id === 'shoes' ? { ...zone, holdsCarts: true } : zone))
  const release = aRelease({ venues: [aVenue({ zones })] })
  const where = (...zoneIds: string[]) => ({
    venueId: 'store',
    visitId: 'visit-1',
    stays: zoneIds.map((zoneId) => ({ zoneId, dwelt: [] })),
  })
  expect(isInBay('cart', where('fashion', 'shoes', 'boots'), release)).toBe(true)
  expect(isInBay('cart', where('fashion'), release)).toBe(false)
  expect(isInBay('cart', undefined, release)).toBe(false)
  expect(isInBay('cart', { ...where('shoes'), venueId: 'elsewhere' }, release)).toBe(false)
  expect(isInBay('phone', where('shoes'), release)).toBe(false)
})
