import { expect, test } from 'vitest'
import { resourceFaults } from '#shared/domain/resource-faults.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { anOffer, aSegment } from '#test/support/resources.ts'
import { aVenue } from '#test/support/venues.ts'

const content = { venues: [aVenue()], journeys: [] }

test('what refers to what is there has no fault', () => {
  const segments = [aSegment(), aSegment({ id: 'best', condition: { $not: { $inSegment: 'gold' } } })]
  const settings = { ...defaultSettings, venues: { store: { sendsPerMinute: 5 } } }
  expect(resourceFaults({ ...content, segments, offers: [anOffer()], settings })).toEqual([])
})

test('an offer or a setting of a venue that there is not is named, with what was meant', () => {
  const settings = { ...defaultSettings, venues: { stoer: {} } }
  expect(resourceFaults({ ...content, offers: [anOffer({ venueId: 'stoer' })], settings })).toEqual([
    { path: 'offers.care.venueId', reason: 'there is no venue "stoer"; did you mean "store"?', example: 'store' },
    { path: 'settings.venues.stoer', reason: 'there is no venue "stoer"; did you mean "store"?', example: 'store' },
  ])
})

test('segments that are explained by each other are named, all of the circle and nobody else', () => {
  const segments = [
    aSegment({ id: 'a', condition: { $inSegment: 'b' } }),
    aSegment({ id: 'b', condition: { $or: [{ 'customer.tier': 'gold' }, { $inSegment: 'a' }] } }),
    aSegment({ id: 'c', condition: { $inSegment: 'a' } }),
  ]
  expect(resourceFaults({ ...content, segments }).map(({ path, reason }) => [path, reason])).toEqual([
    ['segments.a.condition', 'segment "a" is explained by itself; take a segment of the circle away'],
    ['segments.b.condition', 'segment "b" is explained by itself; take a segment of the circle away'],
  ])
})
