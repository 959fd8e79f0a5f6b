import { expect, test } from 'vitest'
import type { Journey } from '#shared/domain/journey.ts'
import { referencesOfJourney, referrersOfResource } from '#shared/domain/resource-references.ts'
import { aJourney } from '#test/support/builders.ts'
import { aSegment } from '#test/support/resources.ts'

const journey: Journey = {
  ...aJourney(),
  entrance: {
    segment: 'gold',
    change: 'enter',
    venueId: 'store',
    usefulForSeconds: 60,
    audience: { $or: [{ $segment: 'walkers' }, { 'customer.tier': 'gold' }] },
  },
  steps: [
    {
      id: 'hello',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'text', templateId: 'welcome' },
      expiresInSeconds: 60,
    },
    { id: 'wait', kind: 'waitFor', for: { event: 'purchase', where: { $segment: 'buyers' } }, timeoutSeconds: 60 },
    { id: 'gate', kind: 'gate', condition: { $not: { $segment: 'walkers' } } },
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'offer', title: 'a', body: 'b', offerId: 'care' },
      expiresInSeconds: 60,
    },
  ],
  goal: { event: 'purchase', where: { $segment: 'gold' } },
}

test('a journey refers to segments, templates and offers wherever it names them', () => {
  expect(referencesOfJourney(journey)).toEqual([
    { kind: 'segments', id: 'gold', field: 'entrance.segment' },
    { kind: 'segments', id: 'walkers', field: 'entrance.audience.$or[0].$segment' },
    { kind: 'templates', id: 'welcome', field: 'steps[0].message.templateId' },
    { kind: 'segments', id: 'buyers', field: 'steps[1].for.where.$segment' },
    { kind: 'segments', id: 'walkers', field: 'steps[2].condition.$not.$segment' },
    { kind: 'offers', id: 'care', field: 'steps[3].message.offerId' },
    { kind: 'segments', id: 'gold', field: 'goal.where.$segment' },
  ])
})

test('a journey that starts by a schedule refers to the segment that it is for', () => {
  const entrance = { schedule: { cron: '0 9 * * 1' }, segmentId: 'gold', venueId: 'store', usefulForSeconds: 60 }
  expect(referencesOfJourney({ ...journey, entrance, steps: [{ id: 'end', kind: 'exit' }] })).toEqual([
    { kind: 'segments', id: 'gold', field: 'entrance.segmentId' },
    { kind: 'segments', id: 'gold', field: 'goal.where.$segment' },
  ])
})

test('what refers to a resource are the journeys and segments that name it', () => {
  const segments = [aSegment({ id: 'best', condition: { $and: [{ $segment: 'walkers' }] } })]
  expect(referrersOfResource({ journeys: [journey], segments }, 'segments', 'walkers')).toEqual([
    { kind: 'journeys', id: 'shoe-care', field: 'entrance.audience.$or[0].$segment' },
    { kind: 'journeys', id: 'shoe-care', field: 'steps[2].condition.$not.$segment' },
    { kind: 'segments', id: 'best', field: 'condition.$and[0].$segment' },
  ])
  expect(referrersOfResource({ journeys: [journey], segments }, 'offers', 'gold')).toEqual([])
})
