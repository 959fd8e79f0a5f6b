import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { runEvery } from './run-every.ts'
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
    runEvery(this, start, { minutes: 1, once: 'StartOnce', every: 'EveryMinute' })
  }
}
