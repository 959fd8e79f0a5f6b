import type { Ports } from '#shared/ports.ts'
import { listOf, pausesAnswer } from '#shared/schemas/answers.ts'
import { pauseExample, pauseSchema } from '#shared/schemas/control.ts'
import {
  feedAnswer,
  feedExample,
  feedSchema,
  isFeedName,
  runOrderAnswer,
  runOrderExample,
  runOrderSchema,
} from '#shared/schemas/steering.ts'
import { venueOfJourney } from '#shared/use-cases/known-journey.ts'
import { orderRuns } from '#shared/use-cases/order-runs.ts'
import { pauseJourneys, venueOfPause } from '#shared/use-cases/pause-journeys.ts'
import { feedsHolding, tellFeed } from '#shared/use-cases/tell-feeds.ts'
import { badRequest, conflict, notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'

type SteeringPorts = Pick<Ports, 'drafts' | 'releases' | 'audit'>

const steerers = ['marketer', 'operator'] as const
const readers = ['marketer', 'operator', 'analyst'] as const

/** What takes effect without publishing: pauses, feeds, and orders for runs that began before the live version. */
export const steeringRoutes = (ports: SteeringPorts): Routes => ({
  ...pauseRoutes(ports),
  ...feedRoutes(ports),
  ...runRoutes(ports),
})

const pauseRoutes = (ports: SteeringPorts): Routes => {
  const pause = pauseJourneys(ports)
  const venueOf = venueOfPause(ports)
  return {
    'GET /pauses': route({
      summary: 'All that is paused',
      roles: readers,
      venueOf: 'any',
      answers: { 200: { is: 'All that is paused now', schema: pausesAnswer } },
      run: async ({ now }) => ({ status: 200, body: (await ports.releases.pointer(now)).pauses }),
    }),
    'POST /pause': route({
      summary: 'Stops a journey, a venue or everything, or lets it go on; in force within 5 s, without publishing',
      roles: steerers,
      venueOf: ({ body }) => venueOf(body),
      body: { schema: pauseSchema, example: pauseExample },
      answers: {
        200: { is: 'All that is paused now', schema: pausesAnswer },
        404: { is: 'There is no such venue or journey' },
      },
      run: async ({ body: { paused, ...target }, by, now }) => {
        const pauses = await pause(target, paused, { by, now })
        return pauses ? { status: 200, body: pauses } : notFound(target.scope, 'id' in target ? target.id : '')
      },
    }),
  }
}

const feedRoutes = (ports: SteeringPorts): Routes => {
  const tell = tellFeed(ports)
  const holding = feedsHolding(ports)
  return {
    'GET /feeds': route({
      summary: 'The feeds that hold now, by name',
      roles: readers,
      venueOf: 'any',
      answers: { 200: { is: 'All of them', schema: listOf('feeds', feedAnswer) } },
      run: async ({ now }) => ({ status: 200, body: { feeds: await holding(now) } }),
    }),
    'PUT /feeds/{feedName}': route({
      summary: 'Tells a feed, such as the weather, which conditions ask for as feeds.<name>; in force within 5 s',
      roles: steerers,
      body: { schema: feedSchema, example: feedExample },
      answers: {
        200: { is: 'The feed, and until when it holds', schema: feedAnswer },
        409: { is: 'There are as many as there may be' },
      },
      run: async ({ params: { feedName: name = '' }, body: { data, holdsForSeconds }, now }) => {
        if (!isFeedName(name)) {
          const reason = 'must be 1 to 64 letters, digits, - and _: a condition asks for it between dots'
          return badRequest('The address is not right', [{ path: 'feedName', reason, example: 'weather' }])
        }
        const told = await tell(name, { data, until: now + holdsForSeconds * 1000 }, now)
        if (!('refused' in told)) return { status: 200, body: { name, ...told } }
        return conflict(`There are ${told.refused.length} feeds already: ${told.refused.join(', ')}. DELETE one first`)
      },
    }),
    'DELETE /feeds/{feedName}': route({
      summary: 'Forgets a feed',
      roles: steerers,
      answers: { 204: { is: 'It is gone' } },
      run: async ({ params: { feedName = '' } }) => {
        await ports.releases.setFeed(feedName, undefined)
        return { status: 204 }
      },
    }),
  }
}

const runRoutes = (ports: SteeringPorts): Routes => {
  const order = orderRuns(ports)
  const venueOf = venueOfJourney(ports)
  return {
    'POST /journeys/{journeyId}/runs': route({
      summary: 'Ends the runs of a journey that began before the live version, or lets them go on by it',
      roles: ['marketer'],
      venueOf: ({ params }) => venueOf(params.journeyId ?? ''),
      body: { schema: runOrderSchema, example: runOrderExample },
      answers: {
        202: { is: 'The order; each run follows it when it is next looked at', schema: runOrderAnswer },
        404: { is: 'There is no such journey' },
        409: { is: 'Nothing is live, or the journey is not, so that there is nothing to migrate to' },
      },
      run: async ({ params: { journeyId = '' }, body: { act }, by, now }) => {
        const ordered = await order(journeyId, act, { by, now })
        if (!('refused' in ordered)) return { status: 202, body: ordered }
        if (ordered.refused === 'unknown') return notFound('journey', journeyId)
        return conflict(
          ordered.refused === 'nothing_live'
            ? 'Nothing is live, so that there are no runs'
            : `The journey "${journeyId}" is not live, so that its runs have nowhere to go on: publish it, or let them end`,
        )
      },
    }),
  }
}
