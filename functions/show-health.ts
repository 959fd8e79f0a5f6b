import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { healthAnswer } from '#shared/schemas/health-answer.ts'
import { showHealth } from '#shared/use-cases/show-health.ts'

const db = dynamodb()
const show = showHealth({
  health: dynamoHealth(db, env('HEALTH_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
})

export const handler = httpHandler({
  'GET /venues/{venueId}/health': route({
    summary: 'How beacons and gateways are, and what their silence has cost',
    answers: { 200: { is: 'The board', schema: healthAnswer } },
    roles: ['operator', 'analyst'],
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '' }, now }) => {
      const board = await show(venueId, now)
      return board ? { status: 200, body: board } : notFound('published venue', venueId)
    },
  }),
})
