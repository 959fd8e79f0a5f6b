import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDirectory } from '#shared/adapters/aws/directory.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { publishingRoutes } from '#shared/lambda/routes/publishing.ts'
import { releaseRoutes } from '#shared/lambda/routes/releases.ts'

const db = dynamodb()
const table = env('RELEASES_TABLE')
const ports = {
  drafts: dynamoDrafts(db, table),
  releases: dynamoReleases(db, table),
  audit: dynamoAudit(db, table),
  directory: dynamoDirectory(db, env('DIRECTORY_TABLE')),
}

export const handler = httpHandler({ ...publishingRoutes(ports), ...releaseRoutes(ports) })
