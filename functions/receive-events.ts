import { dynamodb, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { dynamoOffers, unsigned } from '#shared/adapters/aws/offers.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { eventRoutes } from '#shared/lambda/routes/events.ts'
import { liveOffers } from '#shared/use-cases/live-offers.ts'
import { receiveEvents } from '#shared/use-cases/receive-events.ts'
import { changeStock } from '#shared/use-cases/stock-offers.ts'

const db = dynamodb()
const directory = env('DIRECTORY_TABLE')
const ports = {
  people: dynamoPeople(db, { directory, ledgers: env('LEDGERS_TABLE') }),
  devices: dynamoDevices(db, directory),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
  ...dynamoOffers(db, env('OFFERS_TABLE'), unsigned),
}
const live = liveOffers({ releases: dynamoReleases(db, env('RELEASES_TABLE')) })
const change = changeStock(ports)
const receive = receiveEvents(ports, async (told, now) => change(told, await live(), now))

export const handler = httpHandler(eventRoutes(receive))
