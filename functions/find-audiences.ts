import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDirectory } from '#shared/adapters/aws/directory.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { audienceRoutes } from '#shared/lambda/routes/audiences.ts'
import { dryRunRoutes } from '#shared/lambda/routes/dry-runs.ts'

const db = dynamodb()
const directory = env('DIRECTORY_TABLE')
const releases = env('RELEASES_TABLE')

const ports = {
  directory: dynamoDirectory(db, directory),
  people: dynamoPeople(db, { directory, ledgers: env('LEDGERS_TABLE') }),
  releases: dynamoReleases(db, releases),
  drafts: dynamoDrafts(db, releases),
  audit: dynamoAudit(db, releases),
}

export const handler = httpHandler({ ...audienceRoutes(ports), ...dryRunRoutes(ports) })
