import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** Why somebody got something or nothing, for whoever may ask. */
export class Explaining extends Construct {
  constructor(scope: Construct, id: string, { key, tables, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const explain = new UsherFunction(this, 'explain-decisions', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: {
        EXPLANATIONS_TABLE: tables.explanations.tableName,
        DIRECTORY_TABLE: tables.directory.tableName,
        LEDGERS_TABLE: tables.ledgers.tableName,
        RELEASES_TABLE: tables.releases.tableName,
      },
      permissions: [
        allow(tables.explanations.tableArn, 'dynamodb:Query', 'dynamodb:BatchGetItem'),
        // A decision is computed of a release and of what is known of her; who looks somebody up is written down.
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'),
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem'),
        ...useKey(key, 'dynamodb'),
      ],
    })
    http.route(explain, 'GET /explanations', 'POST /explanations/compute')
  }
}
