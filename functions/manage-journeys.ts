import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { journeyExample, journeySchema } from '#shared/schemas/journey.ts'

const drafts = dynamoDrafts(dynamodb(), env('RELEASES_TABLE'))
const readers = ['marketer', 'analyst', 'operator'] as const

export const handler = httpHandler({
  'GET /journeys': route({
    roles: readers,
    run: async () => ({
      status: 200,
      body: { journeys: (await drafts.all()).journeys.map(({ id, name }) => ({ id, name })) },
    }),
  }),
  'GET /journeys/{journeyId}': route({
    roles: readers,
    run: async ({ params: { journeyId = '' } }) => {
      const journey = await drafts.findJourney(journeyId)
      return journey ? { status: 200, body: journey } : notFound('journey', journeyId)
    },
  }),
  'PUT /journeys/{journeyId}': route({
    roles: ['marketer'],
    venueOf: ({ body }) => body.entrance.venueId,
    body: {
      schema: journeySchema,
      example: journeyExample,
      with: ({ params, now }) => ({ id: params.journeyId, createdAt: now }),
    },
    run: async ({ body }) => {
      // the older of two journeys wins a tie: being edited makes none younger
      const createdAt = (await drafts.findJourney(body.id))?.createdAt ?? body.createdAt
      const journey = { ...body, createdAt }
      await drafts.saveJourney(journey)
      return { status: 200, body: journey }
    },
  }),
})
