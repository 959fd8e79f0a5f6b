import { dynamoAnonymous } from '#shared/adapters/aws/anonymous.ts'
import { dynamodb, firehose, kinesis, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { firehoseJournal, kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { counting } from '#shared/lambda/counting.ts'
import { env } from '#shared/lambda/environment.ts'
import { handle } from '#shared/lambda/handle.ts'
import { ingestGateways } from '#shared/use-cases/ingest-gateways.ts'

const db = dynamodb()
const ports = counting({
  devices: dynamoDevices(db, env('DIRECTORY_TABLE')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
  parking: dynamoParking(db, env('PARKED_TABLE')),
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
  anonymous: dynamoAnonymous(db, env('COUNTS_TABLE')),
  journal: firehoseJournal(firehose(), env('JOURNAL_STREAM')),
})

export const handler = handle(ingestGateways(ports, secretReader(secretsManager(), env('HARDWARE_KEY_SECRET'))))
