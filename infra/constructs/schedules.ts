import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { UsherFunction } from './usher-function.ts'

/** Journeys that start by themselves: every minute it is looked which are due, and they start for whoever is in their segment. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, { key, tables, events, bundles }: Foundations) {
    super(scope, id)
    const start = new UsherFunction(this, 'start-schedules', {
      bundles,
      key,
      // Longer than the minute between two of them would have both do the same work.
      timeoutSeconds: 55,
      environment: {
        RELEASES_TABLE: tables.releases.tableName,
        DUE_TABLE: tables.due.tableName,
        DIRECTORY_TABLE: tables.directory.tableName,
        LEDGERS_TABLE: tables.ledgers.tableName,
        EVENT_STREAM: events.stream.streamName,
      },
      permissions: [
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        allow(tables.due.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem'),
        allow(tables.directory.tableArn, 'dynamodb:Scan'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        ...useKey(key, 'dynamodb', 'kinesis'),
      ],
    })
    // One that failed is not tried again: the next one, a minute later, goes on where it ended.
    new CfnEventInvokeConfig(this, 'StartOnce', {
      functionName: start.fn.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    })
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new InvokeFunction(start.fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    })
  }
}
