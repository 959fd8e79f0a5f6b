import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets'
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { UsherFunction } from './usher-function.ts'

/** What share of each journey's messages is accepted, learned every five minutes for whoever must choose between journeys. */
export class Acceptance extends Construct {
  constructor(scope: Construct, id: string, { key, tables, bundles }: Foundations) {
    super(scope, id)
    const learn = new UsherFunction(this, 'learn-acceptance', {
      bundles,
      key,
      timeoutSeconds: 55,
      environment: { COUNTS_TABLE: tables.counts.tableName, RELEASES_TABLE: tables.releases.tableName },
      permissions: [
        allow(
          tables.counts.tableArn,
          'dynamodb:Query',
          'dynamodb:BatchGetItem',
          'dynamodb:PutItem',
          'dynamodb:BatchWriteItem',
        ),
        allow(tables.releases.tableArn, 'dynamodb:PutItem'),
        ...useKey(key, 'dynamodb'),
      ],
    })
    // One that failed is not tried again: the next one finds the same notes.
    new CfnEventInvokeConfig(this, 'LearnOnce', {
      functionName: learn.fn.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    })
    new Rule(this, 'EveryFiveMinutes', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new InvokeFunction(learn.fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    })
  }
}
