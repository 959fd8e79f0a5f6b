import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { sendingRoutes } from '#shared/lambda/routes/sending.ts'
import { aJourney, aLedger, aNote, aReleaseContent, at, saveDraft, saveJourney } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { calling } from './called.ts'

const concert: Journey = {
  ...aJourney(),
  id: 'concert',
  entrance: { broadcast: true, venueId: 'store', usefulForSeconds: 120 },
}

const open = async () => {
  const ports = memoryPorts()
  await saveDraft(ports.drafts, aVenue())
  for (const journey of [concert, aJourney(), aJourney({ id: 'drafted' })]) await saveJourney(ports.drafts, journey)
  const content = aReleaseContent({ journeys: [concert, aJourney()] })
  await ports.releases.publish(content, undefined, aNote())
  await ports.people.saveCustomer({ id: 'ada', traits: {}, staff: false })
  await ports.people.bindPhone('ada', 'phone-1')
  await ports.people.saveLedger('customer:ada', aLedger())
  const here = { visitor: 'ada', ledgerId: 'customer:ada', zones: ['shoes'], rank: [1, 1] as const, at: at(0) }
  await ports.occupancies.note([{ venueId: 'store', ...here }])
  return { ports, call: calling(sendingRoutes(ports)) }
}

const broadcast = 'POST /journeys/{journeyId}/broadcast'
const test_ = 'POST /journeys/{journeyId}/test'

test('a broadcast is answered with how many are there, and sent again by its Idempotency-Key it is the same', async () => {
  const { call, ports } = await open()
  const headers = { 'idempotency-key': 'tonight' }
  const params = { journeyId: 'concert' }
  const first = await call(broadcast, { zoneId: 'shoes' }, { params, headers, groups: '[operator@store]' })
  expect([first.status, first.body.people]).toEqual([202, 1])
  const second = await call(broadcast, { zoneId: 'shoes' }, { params, headers })
  expect(second.body).toEqual(first.body)
  expect(ports.streamed[1]).toEqual(ports.streamed[0])
})

test.each([
  ['drafted', {}, 409, 'The journey "drafted" is not live: publish it first'],
  ['shoe-care', {}, 409, 'The journey "shoe-care" has another entrance; one that is sent has { "broadcast": true }'],
  ['nowhere', {}, 404, 'There is no journey "nowhere"'],
  ['concert', { zoneId: 'shoos' }, 400, 'Nothing was sent'],
  ['concert', { zone: 'shoes' }, 400, '1 thing in the request is not right'],
])('a broadcast of %s with %j is %i', async (journeyId, body, status, message) => {
  const { call, ports } = await open()
  const answer = await call(broadcast, body, { params: { journeyId } })
  expect([answer.status, answer.body.message]).toEqual([status, message])
  expect(ports.streamed).toEqual([])
})

test('what is paused is not broadcast', async () => {
  const { call, ports } = await open()
  await ports.releases.setPause({ scope: 'everything' }, true)
  expect((await call(broadcast, {}, { params: { journeyId: 'concert' } })).status).toBe(409)
})

test('a test is answered person by person', async () => {
  const { call, ports } = await open()
  const sent = await call(test_, { customerIds: ['ada', 'bea'] }, { params: { journeyId: 'drafted' } })
  expect([sent.status, sent.body]).toEqual([
    200,
    {
      outcomes: [
        {
          customerId: 'ada',
          stepId: 'offer',
          outcome: 'sent',
          title: 'Test: Shoe care',
          body: 'Free with any pair',
          locale: 'en',
        },
        { customerId: 'bea', stepId: 'offer', outcome: 'unknown' },
      ],
    },
  ])
  expect(ports.published).toHaveLength(1)
  expect((await call(test_, {}, { params: { journeyId: 'drafted' } })).status).toBe(400)
  expect((await call(test_, {}, { params: { journeyId: 'nowhere' } })).status).toBe(404)
})

test('neither an analyst nor a marketer of another venue sends anything', async () => {
  const { call, ports } = await open()
  for (const groups of ['[analyst]', '[marketer@station]', '[operator@station]'])
    for (const key of [test_, broadcast])
      expect((await call(key, {}, { params: { journeyId: 'concert' }, groups })).status).toBe(403)
  expect((await call(test_, {}, { params: { journeyId: 'concert' }, groups: '[operator]' })).status).toBe(403)
  expect([ports.streamed, ports.published]).toEqual([[], []])
})
