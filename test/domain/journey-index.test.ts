import { expect, test } from 'vitest'
import type { CompiledJourney } from '#shared/domain/compiled-journey.ts'
import type { Entrance, Journey } from '#shared/domain/journey.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { aJourney, aMoment, aRelease, at } from '#test/support/builders.ts'

const entering = (id: string, entrance: Entrance): Journey => ({ ...aJourney({ id }), entrance })
const where = { venueId: 'store', usefulForSeconds: 120 }
const ids = (journeys: readonly CompiledJourney[]) => journeys.map(({ journey }) => journey.id)
const common = { id: 'o', customerId: 'ada', occurredAt: at(0), receivedAt: at(0) }

const journeys = [
  aJourney(),
  entering('thanks', { event: 'purchase', ...where }),
  entering('station-thanks', { event: 'purchase', ...where, venueId: 'station' }),
  entering('sorry', { event: 'return', ...where }),
  entering('gold', { segment: 'gold', change: 'enter', ...where }),
  entering('no-gold', { segment: 'gold', change: 'exit', ...where }),
  entering('weekly', { schedule: { cron: '0 9 * * 1' }, segmentId: 'lapsed', ...where }),
  entering('evacuate', { broadcast: true, ...where }),
]
const release = aRelease({
  journeys,
  segments: [
    { id: 'gold', name: 'Gold', condition: { 'customer.tier': 'gold' } },
    { id: 'lapsed', name: 'Lapsed', condition: { 'customer.visits': { $lt: 1 } } },
  ],
})

test.each<[string, Occasion, string[]]>([
  ['a purchase in one venue', { ...common, kind: 'event', name: 'purchase', venueId: 'store', data: {} }, ['thanks']],
  ['a purchase anywhere', { ...common, kind: 'event', name: 'purchase', data: {} }, ['thanks', 'station-thanks']],
  ['a return in a venue that waits for none', { ...common, kind: 'event', name: 'return', venueId: 'x', data: {} }, []],
  ['an event that nobody waits for', { ...common, kind: 'event', name: 'constructor', data: {} }, []],
  ['a schedule', { ...common, kind: 'start', journeyId: 'weekly', by: 'schedule' }, ['weekly']],
  ['a journey that is gone', { ...common, kind: 'start', journeyId: 'gone', by: 'broadcast' }, []],
  ['a moment', aMoment(), ['shoe-care']],
  ['a timer', { ...common, kind: 'wake' }, []],
  ['a changed profile', { ...common, kind: 'profile' }, []],
  ['an offer that is over', { ...common, kind: 'withdraw', offerId: 'care' }, []],
])('%s lets somebody into the journeys that wait for it', (_, occasion, expected) => {
  expect(ids(release.candidates(occasion))).toEqual(expected)
})

test('coming into a segment and leaving it are two entrances', () => {
  expect([
    ids(release.onSegment('gold', 'enter')),
    ids(release.onSegment('gold', 'exit')),
    ids(release.onSegment('lapsed', 'enter')),
  ]).toEqual([['gold'], ['no-gold'], []])
})

test('only segments that a journey waits for are watched', () => {
  expect(release.watched).toEqual(['gold'])
  expect([
    release.memberships({ customer: { tier: 'gold', visits: 0 } }),
    release.memberships({ customer: { tier: 'silver' } }),
  ]).toEqual([['gold'], []])
})
