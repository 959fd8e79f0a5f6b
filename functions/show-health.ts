import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { showHealth } from '#shared/use-cases/show-health.ts'

const db = dynamodb()
const show = showHealth({
  health: dynamoHealth(db, env('HEALTH_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
})

export const handler = httpHandler({
  'GET /venues/{venueId}/health': route({
    roles: ['operator', 'analyst'],
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '' }, now }) => {
      const board = await show(venueId, now)
      return board ? { status: 200, body: board } : notFound('published venue', venueId)
    },
  }),
})
