import { expect, test } from 'vitest'
import { resourceFaults } from '#shared/domain/resource-faults.ts'
import { aJourney } from '#test/support/builders.ts'
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

test('a segment that a condition asks for and that there is not is named where it is asked for', () => {
  const journeys = [aJourney({ entrance: { audience: { $or: [{ $segment: 'godl' }, { $segment: 'gold' }] } } })]
  const segments = [aSegment(), aSegment({ id: 'best', condition: { $not: { $segment: 'glod' } } })]
  expect(resourceFaults({ ...content, journeys, segments }).map(({ path, example }) => [path, example])).toEqual([
    ['journeys.shoe-care.entrance.audience.$or[0].$segment', 'gold'],
    ['segments.best.condition.$not.$segment', 'gold'],
  ])
})

test('segments that are explained by each other are named, all of the circle and nobody else', () => {
  const segments = [
    aSegment({ id: 'a', condition: { $segment: 'b' } }),
    aSegment({ id: 'b', condition: { $or: [{ 'customer.tier': 'gold' }, { $segment: 'a' }] } }),
    aSegment({ id: 'c', condition: { $segment: 'a' } }),
  ]
  expect(resourceFaults({ ...content, segments }).map(({ path, reason }) => [path, reason])).toEqual([
    ['segments.a.condition', 'segment "a" is explained by itself; take a segment of the circle away'],
    ['segments.b.condition', 'segment "b" is explained by itself; take a segment of the circle away'],
  ])
})
