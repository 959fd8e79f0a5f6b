import type { Ports } from '#shared/ports.ts'
import {
  broadcastAnswer,
  broadcastExample,
  broadcastSchema,
  testSendAnswer,
  testSendExample,
  testSendSchema,
} from '#shared/schemas/steering.ts'
import { broadcastJourney } from '#shared/use-cases/broadcast-journey.ts'
import { venueOfJourney } from '#shared/use-cases/known-journey.ts'
import { testJourney } from '#shared/use-cases/test-journey.ts'
import { badRequest, conflict, notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'

type SendingPorts = Pick<Ports, 'drafts' | 'releases' | 'audit' | 'people' | 'phones' | 'occupancies' | 'events'>

/** What somebody sends by hand: a draft to a few people, to see how it looks, and a live journey to everybody who is there. */
export const sendingRoutes = (ports: SendingPorts): Routes => {
  const test = testJourney(ports)
  const broadcast = broadcastJourney(ports)
  const venueOf = venueOfJourney(ports)
  return {
    'POST /journeys/{journeyId}/test': route({
      summary: "Sends a draft's messages to a few phones at once, marked as a test; it counts for nothing",
      roles: ['marketer'],
      venueOf: async ({ params }) =>
        (await ports.drafts.find('journeys', params.journeyId ?? ''))?.resource.entrance.venueId,
      body: { schema: testSendSchema, example: testSendExample },
      answers: {
        200: { is: 'What became of each message for each person', schema: testSendAnswer },
        404: { is: 'There is no such draft' },
      },
      run: async ({ params: { journeyId = '' }, body, by, now, requestId }) => {
        const outcomes = await test(journeyId, body, { by, now, requestId })
        if (outcomes === undefined) return notFound('journey', journeyId)
        if ('faults' in outcomes) return badRequest('Nothing was sent', outcomes.faults)
        return { status: 200, body: { outcomes } }
      },
    }),
    'POST /journeys/{journeyId}/broadcast': route({
      summary: 'Starts a live journey for everybody who is in its venue now, or in one zone of it',
      roles: ['marketer', 'operator'],
      venueOf: ({ params }) => venueOf(params.journeyId ?? ''),
      body: { schema: broadcastSchema, example: broadcastExample },
      answers: {
        202: { is: 'It is on its way; the same Idempotency-Key sends it once', schema: broadcastAnswer },
        404: { is: 'There is no such journey' },
        409: { is: 'It is not live, does not wait for a broadcast, or is paused' },
      },
      run: async ({ params: { journeyId = '' }, body, by, now, requestId }) => {
        const sent = await broadcast(journeyId, body, { by, now, requestId })
        if ('people' in sent) return { status: 202, body: sent }
        if ('faults' in sent) return badRequest('Nothing was sent', sent.faults)
        if (sent.refused === 'not_live' && (await venueOf(journeyId)) === undefined)
          return notFound('journey', journeyId)
        return conflict(refusals[sent.refused](journeyId))
      },
    }),
  }
}

const refusals = {
  not_live: (id: string) => `The journey "${id}" is not live: publish it first`,
  no_broadcast: (id: string) => `The journey "${id}" has another entrance; one that is sent has { "broadcast": true }`,
  paused: (id: string) => `The journey "${id}", its venue or everything is paused: let it go on first`,
}
