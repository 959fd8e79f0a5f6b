import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { pausesAnswer } from '#shared/schemas/answers.ts'
import { pauseExample, pauseSchema } from '#shared/schemas/control.ts'
import { pauseJourneys, venueOfPause } from '#shared/use-cases/pause-journeys.ts'

const db = dynamodb()
const table = env('RELEASES_TABLE')
const ports = { drafts: dynamoDrafts(db, table), releases: dynamoReleases(db, table), audit: dynamoAudit(db, table) }
const pause = pauseJourneys(ports)
const venueOf = venueOfPause(ports)

export const handler = httpHandler({
  'POST /pause': route({
    summary: 'Stops a journey, a venue or everything, or lets it go on; in force within 5 s, without publishing',
    roles: ['marketer', 'operator'],
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
})
