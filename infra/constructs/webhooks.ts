import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

// an engine delivers about once a second and site
const THROTTLE = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }

/** How location engines deliver: by webhooks that an operator opens, signed with a secret that belongs to venue and engine. */
export class Webhooks extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { key, tables, events, journal, secrets, bundles, http }: Foundations & { http: HttpApi },
  ) {
    super(scope, id)
    const house = { bundles, key, timeoutSeconds: HTTP_TIMEOUT_SECONDS }
    const WEBHOOKS_TABLE = tables.webhooks.tableName
    const HARDWARE_KEY_SECRET = secrets.hardwareKey.ref
    const readHardwareKey = allow(HARDWARE_KEY_SECRET, 'secretsmanager:GetSecretValue')
    const keepWebhooks = allow(tables.webhooks.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem')

    const receive = new UsherFunction(this, 'receive-webhooks', {
      ...house,
      environment: {
        WEBHOOKS_TABLE,
        HARDWARE_KEY_SECRET,
        DIRECTORY_TABLE: tables.directory.tableName,
        EVENT_STREAM: events.stream.streamName,
        PARKED_TABLE: tables.parked.tableName,
        HEALTH_TABLE: tables.health.tableName,
        JOURNAL_STREAM: journal.stream.ref,
      },
      permissions: [
        keepWebhooks,
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.parked.tableArn, 'dynamodb:BatchWriteItem'),
        allow(tables.health.tableArn, 'dynamodb:PutItem'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        allow(journal.stream.attrArn, 'firehose:PutRecordBatch'),
        readHardwareKey,
        ...useKey(key, 'dynamodb', 'kinesis', 'secretsmanager'),
      ],
    })
    http.publicRoute(
      receive,
      ['POST /webhooks/{venueId}/mist', 'POST /webhooks/{venueId}/cisco'],
      'A location engine has no account here: it signs each delivery with its webhook’s own secret. It is throttled.',
      THROTTLE,
    )

    const manage = new UsherFunction(this, 'manage-webhooks', {
      ...house,
      environment: { WEBHOOKS_TABLE, HARDWARE_KEY_SECRET },
      permissions: [keepWebhooks, readHardwareKey, ...useKey(key, 'dynamodb', 'secretsmanager')],
    })
    http.route(manage, 'POST /venues/{venueId}/webhooks/{engine}')
  }
}
