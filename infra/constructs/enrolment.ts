import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** How a phone gets its id and token, and a gateway that speaks no X.509 its token. */
export class Enrolment extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { key, tables, events, secrets, bundles, http }: Foundations & { http: HttpApi },
  ) {
    super(scope, id)
    const house = { bundles, key, timeoutSeconds: HTTP_TIMEOUT_SECONDS }
    const signTokens = allow(secrets.deviceKey.ref, 'secretsmanager:GetSecretValue')

    const phones = new UsherFunction(this, 'enrol-devices', {
      ...house,
      environment: {
        DEVICE_KEY_SECRET: secrets.deviceKey.ref,
        DIRECTORY_TABLE: tables.directory.tableName,
        EVENT_STREAM: events.stream.streamName,
      },
      permissions: [
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        signTokens,
        ...useKey(key, 'dynamodb', 'kinesis', 'secretsmanager'),
      ],
    })
    http.publicRoute(
      phones,
      'POST /devices',
      'A shopper has no account: enrolment gives a phone a random id that owns nothing yet. It is throttled.',
    )

    const gateways = new UsherFunction(this, 'enrol-gateways', {
      ...house,
      environment: { DEVICE_KEY_SECRET: secrets.deviceKey.ref },
      permissions: [signTokens, ...useKey(key, 'secretsmanager')],
    })
    http.route(gateways, 'POST /venues/{venueId}/gateways/{gatewayId}/token')
  }
}
