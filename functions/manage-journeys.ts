import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { resourceRoutes } from '#shared/lambda/routes/resources.ts'
import { steeringRoutes } from '#shared/lambda/routes/steering.ts'

const db = dynamodb()
const table = env('RELEASES_TABLE')
const ports = { drafts: dynamoDrafts(db, table), releases: dynamoReleases(db, table), audit: dynamoAudit(db, table) }

export const handler = httpHandler({ ...resourceRoutes(ports), ...steeringRoutes(ports) })
