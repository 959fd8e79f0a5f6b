import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** How many customers a condition is about, and which; and what would happen to one of them. */
export class Audiences extends Construct {
  constructor(scope: Construct, id: string, { key, tables, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const find = new UsherFunction(this, 'find-audiences', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: {
        DIRECTORY_TABLE: tables.directory.tableName,
        LEDGERS_TABLE: tables.ledgers.tableName,
        RELEASES_TABLE: tables.releases.tableName,
      },
      permissions: [
        allow(tables.directory.tableArn, 'dynamodb:Scan', 'dynamodb:BatchGetItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem'),
        // Drafts and feeds are read; who looked customers up is written down.
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'),
        ...useKey(key, 'dynamodb'),
      ],
    })
    http.route(find, 'POST /segments/estimate', 'POST /customers/search', 'POST /dry-runs')
  }
}
