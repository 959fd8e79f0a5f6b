import { expect, test } from 'vitest'
import { resourceFaults } from '#shared/domain/resource-faults.ts'
import { anOffer, aSegment } from '#test/support/resources.ts'
import { aVenue } from '#test/support/venues.ts'

const content = { venues: [aVenue()], journeys: [] }

test('what refers to what is there has no fault', () => {
  const segments = [aSegment(), aSegment({ id: 'best', condition: { $not: { $segment: 'gold' } } })]
  expect(resourceFaults({ ...content, segments, offers: [anOffer()] })).toEqual([])
})

test('an offer of a venue that there is not is named, with what was meant', () => {
  expect(resourceFaults({ ...content, offers: [anOffer({ venueId: 'stoer' })] })).toEqual([
    { path: 'offers.care.venueId', reason: 'there is no venue "stoer"; did you mean "store"?', example: 'store' },
  ])
})

test('a segment that asks for one that there is not, or for itself, is named', () => {
  const segments = [
    aSegment(),
    aSegment({ id: 'best', condition: { $not: { $segment: 'glod' } } }),
    aSegment({ id: 'a', condition: { $segment: 'a' } }),
  ]
  expect(resourceFaults({ ...content, segments }).map(({ path }) => path)).toEqual([
    'segments.best.condition.$not.$segment',
    'segments.a.condition',
  ])
})
