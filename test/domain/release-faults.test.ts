import { expect, test } from 'vitest'
import { releaseFaults } from '#shared/domain/release-faults.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { aJourney } from '#test/support/builders.ts'
import { aDelay, aJourneyOf } from '#test/support/journeys.ts'
import { anOffer } from '#test/support/resources.ts'
import { aStation, aVenue } from '#test/support/venues.ts'

test('venues and journeys that fit together have no faults', () => {
  const { zoneId: _, ...anywhere } = aJourney().entrance
  const journeys = [aJourney(), { ...aJourney({ id: 'anywhere' }), entrance: anywhere }]
  expect(releaseFaults({ venues: [aVenue(), aStation()], journeys })).toEqual([])
})

test('a journey to a venue that is not there is named once, with the venues that are', () => {
  const journeys = [aJourney({ entrance: { venueId: 'stoer' } })]
  expect(releaseFaults({ venues: [aVenue(), aStation()], journeys })).toEqual([
    {
      path: 'journeys.shoe-care.entrance.venueId',
      reason: 'there is no venue "stoer"; did you mean "store"?',
      example: 'store',
    },
  ])
})

test('a journey to a zone of another venue is named, with the zones of its own', () => {
  const journeys = [aJourney(), aJourney({ id: 'lost', entrance: { zoneId: 'kiosk' } })]
  expect(releaseFaults({ venues: [aVenue(), aStation()], journeys })).toEqual([
    {
      path: 'journeys.lost.entrance.zoneId',
      reason: 'there is no zone "kiosk"; known are fashion, shoes, boots, watches, cafe',
      example: 'fashion',
    },
  ])
})

test("a venue's own faults are named under its id", () => {
  const floors = aVenue().floors.slice(0, 1)
  expect(releaseFaults({ venues: [aStation(), aVenue({ floors, zones: [], gateways: [] })], journeys: [] })).toEqual([
    {
      path: 'venues.store.beacons[4].floorId',
      reason: 'there is no floor "first"; known are ground',
      example: 'ground',
    },
  ])
})

test('a gateway that stands in two venues is named, in the second', () => {
  const [gateway] = aVenue().gateways
  const station = aStation({ gateways: gateway ? [gateway] : [] })
  expect(releaseFaults({ venues: [aVenue(), station], journeys: [] })).toContainEqual({
    path: 'venues.station.gateways[0].id',
    reason:
      'gateway "fashion-gateway" stands in venue "store" too; remove it from one of them, or give this one another id',
    example: 'station-fashion-gateway',
  })
})

test("a journey's own faults are named under its id, and those of the settings under theirs", () => {
  const steps = aJourneyOf([aDelay('a', { next: 'b' })]).steps
  const quietHours = { windows: [{ start: '08:00', end: '08:00' }], fallback: 'drop' } as const
  const settings = {
    ...defaultSettings,
    frequencyCaps: [{ limit: 1, windowSeconds: 604_800, scope: 'customer' }],
    quietHours,
    venues: { stoer: { quietHours } },
  } as const
  const journeys = [
    { ...aJourney(), steps, frequencyCaps: [{ limit: 2, windowSeconds: 86_400, scope: 'journey' }] },
  ] as const
  expect(releaseFaults({ venues: [aVenue()], journeys, settings }).map(({ path }) => path)).toEqual([
    'journeys.shoe-care.steps[0].next',
    'journeys.shoe-care.frequencyCaps[0].limit',
    'settings.quietHours.windows[0].end',
    'settings.venues.stoer',
    'settings.venues.stoer.quietHours.windows[0].end',
  ])
})

test('an offer of a venue that there is not is named, with what was meant', () => {
  const content = { venues: [aVenue()], journeys: [], offers: [anOffer(), anOffer({ id: 'coffee', venueId: 'stoer' })] }
  expect(releaseFaults(content)).toEqual([
    { path: 'offers.coffee.venueId', reason: 'there is no venue "stoer"; did you mean "store"?', example: 'store' },
  ])
})
