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
    audience: { $or: [{ $inSegment: 'walkers' }, { 'customer.tier': 'gold' }] },
  },
  steps: [
    {
      id: 'hello',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'text', templateId: 'welcome' },
      expiresInSeconds: 60,
    },
    { id: 'wait', kind: 'waitFor', for: { event: 'purchase', where: { $inSegment: 'buyers' } }, timeoutSeconds: 60 },
    { id: 'gate', kind: 'gate', condition: { $not: { $notInSegment: 'walkers' } } },
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'offer', title: 'a', body: 'b', offerId: 'care' },
      expiresInSeconds: 60,
    },
  ],
  goal: { event: 'purchase', where: { $inSegment: 'gold' } },
}

test('a journey refers to segments, templates and offers wherever it names them', () => {
  expect(referencesOfJourney(journey)).toEqual([
    { kind: 'segments', id: 'gold', field: 'entrance.segment' },
    { kind: 'segments', id: 'walkers', field: 'entrance.audience.$or[0].$inSegment' },
    { kind: 'templates', id: 'welcome', field: 'steps[0].message.templateId' },
    { kind: 'segments', id: 'buyers', field: 'steps[1].for.where.$inSegment' },
    { kind: 'segments', id: 'walkers', field: 'steps[2].condition.$not.$notInSegment' },
    { kind: 'offers', id: 'care', field: 'steps[3].message.offerId' },
    { kind: 'segments', id: 'gold', field: 'goal.where.$inSegment' },
  ])
})

test('a journey that starts by a schedule refers to the segment that it is for', () => {
  const entrance = { schedule: { cron: '0 9 * * 1' }, segmentId: 'gold', venueId: 'store', usefulForSeconds: 60 }
  expect(referencesOfJourney({ ...journey, entrance, steps: [{ id: 'end', kind: 'exit' }] })).toEqual([
    { kind: 'segments', id: 'gold', field: 'entrance.segmentId' },
    { kind: 'segments', id: 'gold', field: 'goal.where.$inSegment' },
  ])
})

test('what refers to a resource are the journeys and segments that name it', () => {
  const segments = [aSegment({ id: 'best', condition: { $and: [{ $inSegment: 'walkers' }] } })]
  expect(referrersOfResource({ journeys: [journey], segments }, 'segments', 'walkers')).toEqual([
    { kind: 'journeys', id: 'shoe-care', field: 'entrance.audience.$or[0].$inSegment' },
    { kind: 'journeys', id: 'shoe-care', field: 'steps[2].condition.$not.$notInSegment' },
    { kind: 'segments', id: 'best', field: 'condition.$and[0].$inSegment' },
  ])
  expect(referrersOfResource({ journeys: [journey], segments }, 'offers', 'gold')).toEqual([])
})
