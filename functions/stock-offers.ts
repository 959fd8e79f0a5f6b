import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoOffers, unsigned } from '#shared/adapters/aws/offers.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { stockRoutes } from '#shared/lambda/routes/stock.ts'
import { liveOffers } from '#shared/use-cases/live-offers.ts'

const db = dynamodb()
const releasesTable = env('RELEASES_TABLE')
const ports = {
  ...dynamoOffers(db, env('OFFERS_TABLE'), unsigned),
  audit: dynamoAudit(db, releasesTable),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
}

export const handler = httpHandler(stockRoutes(ports, liveOffers({ releases: dynamoReleases(db, releasesTable) })))
