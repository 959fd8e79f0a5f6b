import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { UsherFunction } from './usher-function.ts'

/** What journeys ask associates to do: they look it up, take it on, and say that it is done. */
export class Associates extends Construct {
  constructor(scope: Construct, id: string, { key, tables, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const tasks = new UsherFunction(this, 'manage-tasks', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: { TASKS_TABLE: tables.tasks.tableName },
      permissions: [
        allow(tables.tasks.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        allow(`${tables.tasks.tableArn}/index/byState`, 'dynamodb:Query'),
        ...useKey(key, 'dynamodb'),
      ],
    })
    http.route(
      tasks,
      'GET /venues/{venueId}/tasks',
      'POST /venues/{venueId}/tasks/{taskId}/claim',
      'POST /venues/{venueId}/tasks/{taskId}/done',
    )
  }
}
