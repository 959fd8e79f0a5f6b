import { expect, test } from 'vitest'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease, noPauses, withPause } from '#shared/domain/release.ts'
import { aJourney, aMoment, aRelease, aReleaseContent } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'

const without = ({ entrance: { zoneId: _, ...entrance }, ...journey }: ReturnType<typeof aJourney>): Journey => ({
  ...journey,
  entrance,
})

const candidates = (journeys: Journey[], moment: Parameters<typeof aMoment>[0]) =>
  aRelease({ journeys })
    .candidates(aMoment(moment))
    .map(({ journey }) => journey.id)

test('a journey waits for its moment in its zone of its venue', () => {
  const journeys = [aJourney()]
  expect(candidates(journeys, {})).toEqual(['shoe-care'])
  expect(candidates(journeys, { kind: 'zone.exit' })).toEqual([])
  expect(candidates(journeys, { zoneId: 'boots' })).toEqual([])
  expect(candidates(journeys, { venueId: 'station' })).toEqual([])
})

test('a journey without a zone waits in all of them', () => {
  const journeys = [aJourney(), without(aJourney({ id: 'anywhere' }))]
  expect(candidates(journeys, {})).toEqual(['anywhere', 'shoe-care'])
  expect(candidates(journeys, { zoneId: 'cafe' })).toEqual(['anywhere'])
})

test("a journey waits for a moment of the venue itself once, and no zone's journey does", () => {
  const welcome = { moment: 'venue.enter' } as const
  const journeys = [without(aJourney({ id: 'welcome', entrance: welcome })), aJourney({ entrance: welcome })]
  const { zoneId: _, ...moment } = aMoment({ kind: 'venue.enter' })
  expect(
    aRelease({ journeys })
      .candidates(moment)
      .map(({ journey }) => journey.id),
  ).toEqual(['welcome'])
})

test('a threshold matters to dwells only', () => {
  expect(candidates([aJourney({ entrance: { dwellSeconds: 30 } })], {})).toEqual(['shoe-care'])
})

test('a journey waits for its own threshold of a dwell, or for every one', () => {
  const dwell = { moment: 'zone.dwell' } as const
  const journeys = [
    aJourney({ id: 'a', entrance: { ...dwell, dwellSeconds: 30 } }),
    aJourney({ id: 'b', entrance: dwell }),
  ]
  expect(candidates(journeys, { kind: 'zone.dwell', dwellSeconds: 30 })).toEqual(['a', 'b'])
  expect(candidates(journeys, { kind: 'zone.dwell', dwellSeconds: 60 })).toEqual(['b'])
})

test('zones raise the dwells that their journeys wait for, and all zones those of a journey without one', () => {
  const dwell = (dwellSeconds: number) => ({ moment: 'zone.dwell', dwellSeconds }) as const
  const journeys = [
    aJourney({ id: 'a', entrance: dwell(30) }),
    aJourney({ id: 'b', entrance: dwell(10) }),
    without(aJourney({ id: 'c', entrance: dwell(60) })),
    aJourney({ id: 'd', entrance: { ...dwell(90), venueId: 'station' } }),
    aJourney({ id: 'e', entrance: { dwellSeconds: 99 } }),
    aJourney({ id: 'f', entrance: { moment: 'zone.dwell' } }),
  ]
  const zones = aRelease({ venues: [aVenue({ presence: { dwellSeconds: [30, 20] } })], journeys }).venues.get(
    'store',
  )?.zones
  expect([zones?.get('shoes')?.knobs.dwellSeconds, zones?.get('cafe')?.knobs.dwellSeconds]).toEqual([
    [10, 20, 30, 60],
    [20, 30, 60],
  ])
})

test('a ledger must remember the longest window and the highest limit of each scope', () => {
  const cap = (limit: number, windowSeconds: number, scope: 'journey' | 'customer') => ({ limit, windowSeconds, scope })
  const { capNeeds } = aRelease({
    journeys: [
      aJourney({ id: 'a', frequencyCaps: [cap(1, 60, 'journey'), cap(5, 30, 'journey'), cap(2, 10, 'customer')] }),
      aJourney({ id: 'b', frequencyCaps: [cap(1, 20, 'customer')] }),
    ],
  })
  expect([...capNeeds]).toEqual([
    ['a', { limit: 5, windowSeconds: 60 }],
    ['*', { limit: 2, windowSeconds: 20 }],
  ])
})

test('compiling changes nothing of what was published', () => {
  const content = aReleaseContent()
  const before = structuredClone(content)
  const frozen = deepFreeze(content)
  compileRelease(frozen).candidates(aMoment())
  expect(frozen).toEqual(before)
})

test('pausing and resuming: everything, a venue, a journey, each once', () => {
  const venue = { scope: 'venue', id: 'store' } as const
  const journey = { scope: 'journey', id: 'shoe-care' } as const
  const all = [{ scope: 'everything' } as const, venue, journey, journey].reduce(
    (pauses, target) => withPause(pauses, target, true),
    noPauses,
  )
  expect(all).toEqual({ everything: true, venues: ['store'], journeys: ['shoe-care'] })
  expect(withPause(all, { scope: 'everything' }, false)).toEqual({ ...all, everything: false })
  expect(withPause(all, venue, false)).toEqual({ ...all, venues: [] })
  expect(withPause(all, journey, false)).toEqual({ ...all, journeys: [] })
})

test('pausing or resuming one venue leaves the others as they are', () => {
  const store = { ...noPauses, venues: ['store'] }
  const both = withPause(store, { scope: 'venue', id: 'station' }, true)
  expect(both).toEqual({ ...noPauses, venues: ['store', 'station'] })
  expect(withPause(both, { scope: 'venue', id: 'station' }, false)).toEqual(store)
})

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part)
  return value
}
