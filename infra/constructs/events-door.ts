import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** The one door for what happens elsewhere: tills, CRM, stock and apps tell of it as CloudEvents. */
export class EventsDoor extends Construct {
  constructor(scope: Construct, id: string, { key, tables, events, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const receive = new UsherFunction(this, 'receive-events', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: {
        DIRECTORY_TABLE: tables.directory.tableName,
        LEDGERS_TABLE: tables.ledgers.tableName,
        EVENT_STREAM: events.stream.streamName,
      },
      permissions: [
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        ...useKey(key, 'dynamodb', 'kinesis'),
      ],
    })
    http.route(receive, 'POST /events')
  }
}
