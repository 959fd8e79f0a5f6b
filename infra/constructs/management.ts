import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi, type RouteKey } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** What operators and marketers change: venues, journeys, customers, devices, the live release, and what is paused. */
export class Management extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { key, tables, events, secrets, bundles, http }: Foundations & { http: HttpApi },
  ) {
    super(scope, id)
    const RELEASES_TABLE = tables.releases.tableName
    const DIRECTORY_TABLE = tables.directory.tableName
    const LEDGERS_TABLE = tables.ledgers.tableName
    const EVENT_STREAM = events.stream.streamName
    const HARDWARE_KEY_SECRET = secrets.hardwareKey.ref

    const serve = (
      name: string,
      routes: RouteKey[],
      environment: Record<string, string>,
      permissions: PolicyStatement[],
    ) => {
      const served = new UsherFunction(this, name, {
        bundles,
        key,
        timeoutSeconds: HTTP_TIMEOUT_SECONDS,
        environment,
        permissions,
      })
      http.route(served, ...routes)
    }

    serve('manage-venues', ['GET /venues', 'GET /venues/{venueId}', 'PUT /venues/{venueId}'], { RELEASES_TABLE }, [
      allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'),
      ...useKey(key, 'dynamodb'),
    ])

    serve(
      'manage-journeys',
      ['GET /journeys', 'GET /journeys/{journeyId}', 'PUT /journeys/{journeyId}'],
      { RELEASES_TABLE },
      [
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'),
        ...useKey(key, 'dynamodb'),
      ],
    )

    serve(
      'manage-customers',
      ['GET /customers/{customerId}', 'PUT /customers/{customerId}'],
      { DIRECTORY_TABLE, LEDGERS_TABLE },
      [
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        ...useKey(key, 'dynamodb'),
      ],
    )

    serve(
      'manage-devices',
      ['GET /devices/{deviceId}', 'PUT /devices/{deviceId}'],
      { DIRECTORY_TABLE, EVENT_STREAM, HARDWARE_KEY_SECRET },
      [
        allow(
          tables.directory.tableArn,
          'dynamodb:BatchGetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
        ),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        allow(HARDWARE_KEY_SECRET, 'secretsmanager:GetSecretValue'),
        ...useKey(key, 'dynamodb', 'kinesis', 'secretsmanager'),
      ],
    )

    serve('publish-releases', ['POST /publish'], { RELEASES_TABLE }, [
      allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
      ...useKey(key, 'dynamodb'),
    ])

    serve('pause-journeys', ['POST /pause'], { RELEASES_TABLE }, [
      allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:UpdateItem'),
      ...useKey(key, 'dynamodb'),
    ])
  }
}
