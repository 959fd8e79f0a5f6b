import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { zonesAtRoutes } from '#shared/lambda/routes/zones-at.ts'

const db = dynamodb()
const table = env('RELEASES_TABLE')

export const handler = httpHandler(
  zonesAtRoutes({ releases: dynamoReleases(db, table), drafts: dynamoDrafts(db, table) }),
)
