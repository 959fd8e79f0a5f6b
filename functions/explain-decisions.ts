import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { dynamoExplanations } from '#shared/adapters/aws/explanations.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { explanationRoutes } from '#shared/lambda/routes/explanations.ts'

const db = dynamodb()
const directory = env('DIRECTORY_TABLE')
const releases = env('RELEASES_TABLE')

export const handler = httpHandler(
  explanationRoutes({
    explanations: dynamoExplanations(db, env('EXPLANATIONS_TABLE')),
    audit: dynamoAudit(db, releases),
    releases: dynamoReleases(db, releases),
    people: dynamoPeople(db, { directory, ledgers: env('LEDGERS_TABLE') }),
    devices: dynamoDevices(db, directory),
  }),
)
