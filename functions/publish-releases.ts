import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts, dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { badRequest, httpHandler, route } from '#shared/lambda/http.ts'
import { publishExample, publishSchema } from '#shared/schemas/control.ts'
import { publishRelease } from '#shared/use-cases/publish-release.ts'

const db = dynamodb()
const publish = publishRelease({
  drafts: dynamoDrafts(db, env('RELEASES_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
})

export const handler = httpHandler({
  'POST /publish': route({
    roles: ['operator', 'marketer'],
    venueOf: ({ body }) => body.venueId,
    body: { schema: publishSchema, example: publishExample },
    run: async ({ body, now }) => {
      const result = await publish(body.venueId, now)
      if ('faults' in result) return badRequest('Nothing was published: the drafts do not fit together', result.faults)
      if ('conflict' in result)
        return {
          status: 409,
          body: { message: 'Somebody else published meanwhile: look at the drafts and publish again' },
        }
      return { status: 200, body: result }
    },
  }),
})
