import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { runEvery } from './run-every.ts'
import { UsherFunction } from './usher-function.ts'

/** How many are where, for whoever asks, and the end of the salts that nobody must have after their day. */
export class Counting extends Construct {
  constructor(scope: Construct, id: string, { key, tables, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const count = new UsherFunction(this, 'count-visitors', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: { RELEASES_TABLE: tables.releases.tableName, COUNTS_TABLE: tables.counts.tableName },
      permissions: [
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        allow(tables.counts.tableArn, 'dynamodb:Query'),
        ...useKey(key, 'dynamodb'),
      ],
    })
    http.route(count, 'GET /venues/{venueId}/occupancy', 'GET /venues/{venueId}/visitors')

    const destroy = new UsherFunction(this, 'destroy-salts', {
      bundles,
      key,
      timeoutSeconds: 55,
      environment: { COUNTS_TABLE: tables.counts.tableName },
      permissions: [
        allow(tables.counts.tableArn, 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'),
        ...useKey(key, 'dynamodb'),
      ],
    })
    // Days end at midnight of many time zones: each on a quarter of an hour.
    runEvery(this, destroy, { minutes: 5, once: 'DestroyOnce', every: 'EveryFiveMinutes' })
  }
}
