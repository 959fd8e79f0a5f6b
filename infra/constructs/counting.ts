import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
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
    // One that failed is not tried again: the next one finds what is left.
    new CfnEventInvokeConfig(this, 'DestroyOnce', {
      functionName: destroy.fn.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    })
    // Days end at midnight of many time zones: each on a quarter of an hour.
    new Rule(this, 'EveryFiveMinutes', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new InvokeFunction(destroy.fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    })
  }
}
