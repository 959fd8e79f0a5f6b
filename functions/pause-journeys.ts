import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts, dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { pauseExample, pauseSchema } from '#shared/schemas/control.ts'
import { pauseJourneys, venueOfPause } from '#shared/use-cases/manage-journeys.ts'

const db = dynamodb()
const ports = {
  drafts: dynamoDrafts(db, env('RELEASES_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
}
const pause = pauseJourneys(ports)
const venueOf = venueOfPause(ports)

export const handler = httpHandler({
  'POST /pause': route({
    roles: ['marketer', 'operator'],
    venueOf: ({ body }) => venueOf(body),
    body: { schema: pauseSchema, example: pauseExample },
    run: async ({ body: { paused, ...target } }) => {
      const pauses = await pause(target, paused)
      return pauses ? { status: 200, body: pauses } : notFound(target.scope, 'id' in target ? target.id : '')
    },
  }),
})
