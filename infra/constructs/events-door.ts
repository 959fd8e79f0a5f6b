import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { countOffers, findHolders } from './offers.ts'
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
        OFFERS_TABLE: tables.offers.tableName,
        RELEASES_TABLE: tables.releases.tableName,
        EVENT_STREAM: events.stream.streamName,
      },
      permissions: [
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem'),
        // what the stock feed says is noted at offers, and whoever has one is told where none is left
        countOffers(tables),
        findHolders(tables),
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        ...useKey(key, 'dynamodb', 'kinesis'),
      ],
    })
    http.route(receive, 'POST /events')
  }
}
