import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { resourceRoutes } from '#shared/lambda/routes/resources.ts'

const db = dynamodb()
const ports = { drafts: dynamoDrafts(db, env('RELEASES_TABLE')), audit: dynamoAudit(db, env('RELEASES_TABLE')) }

export const handler = httpHandler(resourceRoutes(ports))
