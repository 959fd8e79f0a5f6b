import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { runEvery } from './run-every.ts'
import { UsherFunction } from './usher-function.ts'

/** Are beacons and gateways well? A look at every venue each minute, and the board that tells. */
export class Health extends Construct {
  readonly watch: UsherFunction

  constructor(
    scope: Construct,
    id: string,
    { key, tables, journal, secrets, bundles, http }: Foundations & { http: HttpApi },
  ) {
    super(scope, id)
    const tablesOf = { HEALTH_TABLE: tables.health.tableName, RELEASES_TABLE: tables.releases.tableName }
    const readReleases = allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query')

    this.watch = new UsherFunction(this, 'watch-health', {
      bundles,
      key,
      // Longer than the minute between looks would have two of them at one board.
      timeoutSeconds: 55,
      environment: {
        ...tablesOf,
        JOURNAL_STREAM: journal.stream.ref,
        HARDWARE_KEY_SECRET: secrets.hardwareKey.ref,
      },
      permissions: [
        allow(
          tables.health.tableArn,
          'dynamodb:Query',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:BatchWriteItem',
        ),
        readReleases,
        allow(journal.stream.attrArn, 'firehose:PutRecordBatch'),
        allow(secrets.hardwareKey.ref, 'secretsmanager:GetSecretValue'),
        ...useKey(key, 'dynamodb', 'secretsmanager'),
      ],
    })
    // A look that failed is left to the next, which finds the same notes.
    runEvery(this, this.watch, { minutes: 1, once: 'LookOnce', every: 'EveryMinute' })

    const show = new UsherFunction(this, 'show-health', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: tablesOf,
      permissions: [allow(tables.health.tableArn, 'dynamodb:GetItem'), readReleases, ...useKey(key, 'dynamodb')],
    })
    http.route(show, 'GET /venues/{venueId}/health')
  }
}
