import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { runEvery } from './run-every.ts'
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
    runEvery(this, learn, { minutes: 5, once: 'LearnOnce', every: 'EveryFiveMinutes' })
  }
}
