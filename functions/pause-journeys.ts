import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { pauseExample, pauseSchema } from '#shared/schemas/control.ts'

const releases = dynamoReleases(dynamodb(), env('RELEASES_TABLE'))

export const handler = httpHandler({
  'POST /pause': route({
    roles: ['marketer', 'operator'],
    venueOf: ({ body }) => (body.scope === 'venue' ? body.id : undefined),
    body: { schema: pauseSchema, example: pauseExample },
    run: async ({ body: { paused, ...target } }) => ({ status: 200, body: await releases.setPause(target, paused) }),
  }),
})
