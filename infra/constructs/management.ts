import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { allow, changeDrafts, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi, type RouteKey } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

const VENUE = '/venues/{venueId}'
const PARTS = ['floors', 'zones', 'pois', 'beacons', 'gateways', 'signs']

const venueRoutes: RouteKey[] = [
  'GET /venues',
  `GET ${VENUE}`,
  `PUT ${VENUE}`,
  `DELETE ${VENUE}`,
  ...PARTS.flatMap((kind): RouteKey[] => {
    const collection = `${VENUE}/${kind}` as const
    const item = `${collection}/{${kind.slice(0, -1)}Id}` as const
    return [`GET ${collection}`, `GET ${item}`, `PUT ${item}`, `DELETE ${item}`]
  }),
]

const marketingRoutes: RouteKey[] = [
  ...['journey', 'segment', 'offer', 'template', 'persona'].flatMap((one): RouteKey[] => {
    const collection = `/${one}s` as const
    const item = `${collection}/{${one}Id}` as const
    return [`GET ${collection}`, `GET ${item}`, `PUT ${item}`, `DELETE ${item}`]
  }),
  'GET /settings',
  'PUT /settings',
  'DELETE /settings',
]

const steeringRoutes: RouteKey[] = [
  'GET /pauses',
  'POST /pause',
  'GET /feeds',
  'PUT /feeds/{feedName}',
  'DELETE /feeds/{feedName}',
  'POST /journeys/{journeyId}/runs',
]

const releaseRoutes: RouteKey[] = [
  'POST /publish',
  'POST /rollback',
  'POST /validate',
  `POST ${VENUE}/validate`,
  'GET /releases',
  'GET /releases/{version}',
  'GET /releases/{version}/diff',
  'GET /diff',
  'GET /audit',
]

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

    // Drafts are replaced part by part and named last; the audit trail is written in batches.
    const drafts = changeDrafts(tables.releases.tableArn)
    serve('manage-venues', venueRoutes, { RELEASES_TABLE }, [drafts, ...useKey(key, 'dynamodb')])

    serve('locate-zones', ['GET /venues/{venueId}/zones/at'], { RELEASES_TABLE }, [
      allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
      ...useKey(key, 'dynamodb'),
    ])

    // What is paused and told stands beside the live pointer, and is changed where it stands.
    serve('manage-journeys', [...marketingRoutes, ...steeringRoutes], { RELEASES_TABLE }, [
      drafts,
      allow(tables.releases.tableArn, 'dynamodb:UpdateItem'),
      ...useKey(key, 'dynamodb'),
    ])

    serve(
      'manage-customers',
      ['GET /customers/{customerId}', 'PUT /customers/{customerId}'],
      { DIRECTORY_TABLE, LEDGERS_TABLE, EVENT_STREAM },
      [
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        // Journeys react to what is known of her.
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        ...useKey(key, 'dynamodb', 'kinesis'),
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

    serve('publish-releases', releaseRoutes, { RELEASES_TABLE, DIRECTORY_TABLE }, [
      allow(
        tables.releases.tableArn,
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:BatchWriteItem',
      ),
      // customers for test sends, whom publishing asks about
      allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
      ...useKey(key, 'dynamodb'),
    ])

    const describe = new UsherFunction(this, 'describe-api', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: {},
      permissions: [],
    })
    http.publicRoute(
      describe,
      'GET /openapi.json',
      'It says what may be asked, and nothing of anybody. It is throttled.',
    )
  }
}
