import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { forbidden, httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { journeyExample, journeySchema } from '#shared/schemas/journey.ts'
import { saveJourney } from '#shared/use-cases/manage-journeys.ts'

const drafts = dynamoDrafts(dynamodb(), env('RELEASES_TABLE'))
const save = saveJourney({ drafts })
const readers = ['marketer', 'analyst', 'operator'] as const
const writers = ['marketer'] as const

export const handler = httpHandler({
  'GET /journeys': route({
    roles: readers,
    venueOf: 'any',
    run: async () => ({
      status: 200,
      body: { journeys: (await drafts.all()).journeys.map(({ id, name }) => ({ id, name })) },
    }),
  }),
  'GET /journeys/{journeyId}': route({
    roles: readers,
    venueOf: 'any',
    run: async ({ params: { journeyId = '' } }) => {
      const journey = await drafts.findJourney(journeyId)
      return journey ? { status: 200, body: journey } : notFound('journey', journeyId)
    },
  }),
  'PUT /journeys/{journeyId}': route({
    roles: writers,
    venueOf: ({ body }) => body.entrance.venueId,
    body: {
      schema: journeySchema,
      example: journeyExample,
      with: ({ params, now }) => ({ id: params.journeyId, createdAt: now }),
    },
    run: async ({ body, may }) => {
      const saved = await save(body, may)
      return 'forbiddenIn' in saved ? forbidden(writers, saved.forbiddenIn) : { status: 200, body: saved }
    },
  }),
})
