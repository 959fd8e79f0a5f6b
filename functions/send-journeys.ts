import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb, iotData, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoOccupancies } from '#shared/adapters/aws/occupancy.ts'
import { iotPhones, kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { sendingRoutes } from '#shared/lambda/routes/sending.ts'

const db = dynamodb()
const table = env('RELEASES_TABLE')
const ports = {
  drafts: dynamoDrafts(db, table),
  releases: dynamoReleases(db, table),
  audit: dynamoAudit(db, table),
  people: dynamoPeople(db, { directory: env('DIRECTORY_TABLE'), ledgers: env('LEDGERS_TABLE') }),
  occupancies: dynamoOccupancies(db, env('COUNTS_TABLE')),
  phones: iotPhones(iotData()),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
}

export const handler = httpHandler(sendingRoutes(ports))
