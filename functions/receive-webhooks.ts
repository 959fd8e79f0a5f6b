import { dynamodb, dynamodbOnce, firehose, kinesis, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { dynamoHealth } from '#shared/adapters/aws/health.ts'
import { firehoseJournal, kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { dynamoWebhooks } from '#shared/adapters/aws/webhooks.ts'
import { counting } from '#shared/lambda/counting.ts'
import { env } from '#shared/lambda/environment.ts'
import { log } from '#shared/lambda/log.ts'
import { webhookHandler } from '#shared/lambda/webhooks.ts'
import { noteGateways } from '#shared/use-cases/note-gateways.ts'
import { receiveWebhook } from '#shared/use-cases/receive-webhook.ts'

const db = dynamodb()
const ports = counting({
  devices: dynamoDevices(db, env('DIRECTORY_TABLE')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
  parking: dynamoParking(db, env('PARKED_TABLE')),
  journal: firehoseJournal(firehose(), env('JOURNAL_STREAM')),
  webhooks: dynamoWebhooks(db, env('WEBHOOKS_TABLE')),
})

const note = noteGateways(dynamoHealth(dynamodbOnce(), env('HEALTH_TABLE')), (error) =>
  log('warn', 'what was heard was not noted', { error }),
)

export const handler = webhookHandler(
  receiveWebhook(ports, secretReader(secretsManager(), env('HARDWARE_KEY_SECRET')), note),
)
