import { dynamodb, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { eventRoutes } from '#shared/lambda/routes/events.ts'
import { receiveEvents } from '#shared/use-cases/receive-events.ts'

const db = dynamodb()
const directory = env('DIRECTORY_TABLE')
const ports = {
  people: dynamoPeople(db, { directory, ledgers: env('LEDGERS_TABLE') }),
  devices: dynamoDevices(db, directory),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
}

export const handler = httpHandler(eventRoutes(receiveEvents(ports)))
