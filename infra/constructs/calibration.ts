import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import { deadLetters, UsherQueue } from './queue.ts'
import { UsherFunction } from './usher-function.ts'

// the five floors of a mall take 10 s to learn and a minute to judge on one core
const LEARN_SECONDS = 600
const WHOLE_CORE_MEGABYTES = 1769

/** Operators walk and tap, and Usher learns radio maps from that: the API, and the function that learns, behind a queue. */
export class Calibration extends Construct {
  constructor(scope: Construct, id: string, { key, tables, bundles, http }: Foundations & { http: HttpApi }) {
    super(scope, id)
    const queue = new UsherQueue(this, 'Queue', key, {
      // Lambda's own advice: six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * LEARN_SECONDS),
      deadLetterQueue: deadLetters(this, 'DeadLetters', key),
    })
    const RELEASES_TABLE = tables.releases.tableName
    const CALIBRATION_TABLE = tables.calibration.tableName

    const manage = new UsherFunction(this, 'manage-calibrations', {
      bundles,
      key,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: { RELEASES_TABLE, CALIBRATION_TABLE, RADIO_MAP_QUEUE_URL: queue.queueUrl },
      permissions: [
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        allow(
          tables.calibration.tableArn,
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:Query',
        ),
        allow(queue.queueArn, 'sqs:SendMessage'),
        ...useKey(key, 'dynamodb', 'sqs'),
      ],
    })
    const walks = '/venues/{venueId}/calibrations'
    const maps = '/venues/{venueId}/radio-maps'
    http.route(
      manage,
      `POST ${walks}`,
      `GET ${walks}`,
      `GET ${walks}/{walkId}`,
      `DELETE ${walks}/{walkId}`,
      `POST ${walks}/{walkId}/taps`,
      `POST ${walks}/{walkId}/sightings`,
      `POST ${walks}/{walkId}/finish`,
      `POST ${maps}`,
      `GET ${maps}`,
      `GET ${maps}/{version}`,
    )

    const learn = new UsherFunction(this, 'learn-radio-maps', {
      bundles,
      key,
      timeoutSeconds: LEARN_SECONDS,
      memoryMegabytes: WHOLE_CORE_MEGABYTES,
      environment: { RELEASES_TABLE, CALIBRATION_TABLE },
      permissions: [
        allow(
          queue.queueArn,
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
        ),
        // The map, the draft that names it, part by part, and the audit trail.
        allow(
          tables.releases.tableArn,
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:BatchWriteItem',
        ),
        allow(tables.calibration.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'),
        ...useKey(key, 'dynamodb', 'sqs'),
      ],
    })
    new CfnEventSourceMapping(this, 'Mapping', {
      functionName: learn.fn.functionName,
      eventSourceArn: queue.queueArn,
      // one takes minutes
      batchSize: 1,
      maximumBatchingWindowInSeconds: 0,
    })
  }
}
