import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { acceptWildcard, allow, nagArn, useKey } from './access.ts'
import { type Engagement, FAILED_BATCHES } from './engagement.ts'
import type { Foundations } from './foundations.ts'
import { HTTP_TIMEOUT_SECONDS, type HttpApi } from './http-api.ts'
import type { Ingestion } from './ingestion.ts'
import { PARKING_SECONDS } from './queue.ts'
import type { Timers } from './timers.ts'
import { UsherFunction } from './usher-function.ts'

type Sources = { http: HttpApi; ingestion: Ingestion; timers: Timers; engagement: Engagement }

/** What was parked or failed: queues at the ends of lines are emptied into the parked table, and people list, look at and re-drive it. */
export class Parked extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { key, tables, events, journal, secrets, bundles, http, ingestion, timers, engagement }: Foundations & Sources,
  ) {
    super(scope, id)
    const HARDWARE_KEY_SECRET = secrets.hardwareKey.ref
    const PARKED_TABLE = tables.parked.tableName
    const EVENT_STREAM = events.stream.streamName
    const readHardwareKey = allow(HARDWARE_KEY_SECRET, 'secretsmanager:GetSecretValue')
    const house = { bundles, key }

    const queues = [ingestion.ruleErrors, ingestion.failures, timers.deadLetters]
    const park = new UsherFunction(this, 'park-dead-letters', {
      ...house,
      timeoutSeconds: PARKING_SECONDS,
      environment: {
        HARDWARE_KEY_SECRET,
        PARKED_TABLE,
        RULE_ERRORS_ARN: ingestion.ruleErrors.queueArn,
        INGEST_FAILURES_ARN: ingestion.failures.queueArn,
        TIMER_DEAD_LETTERS_ARN: timers.deadLetters.queueArn,
      },
      permissions: [
        ...queues.map(({ queueArn }) =>
          allow(
            queueArn,
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:ChangeMessageVisibility',
            'sqs:GetQueueAttributes',
          ),
        ),
        allow(tables.parked.tableArn, 'dynamodb:BatchWriteItem'),
        readHardwareKey,
        ...useKey(key, 'sqs', 'dynamodb', 'secretsmanager'),
      ],
    })
    for (const queue of queues)
      new CfnEventSourceMapping(this, `Mapping${queue.node.id}`, {
        functionName: park.fn.functionName,
        eventSourceArn: queue.queueArn,
        batchSize: 10,
        maximumBatchingWindowInSeconds: 0,
      })

    const parked = new UsherFunction(this, 'manage-parked', {
      ...house,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: {
        DIRECTORY_TABLE: tables.directory.tableName,
        PARKED_TABLE,
        EVENT_STREAM,
        JOURNAL_STREAM: journal.stream.ref,
        HARDWARE_KEY_SECRET,
      },
      permissions: [
        allow(tables.parked.tableArn, 'dynamodb:Query', 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem'),
        allow(`${tables.parked.tableArn}/index/byDay`, 'dynamodb:Query'),
        // A gateway's message is taken in here as ingest-gateways takes it in.
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        allow(journal.stream.attrArn, 'firehose:PutRecordBatch'),
        readHardwareKey,
        ...useKey(key, 'dynamodb', 'kinesis', 'secretsmanager'),
      ],
    })
    http.route(parked, 'GET /parked', 'GET /parked/{parkedId}', 'POST /parked/redrive')

    const bucket = engagement.failedBatches
    const batches = new UsherFunction(this, 'manage-failed-batches', {
      ...house,
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      environment: { FAILED_BATCHES_BUCKET: bucket.bucketName, EVENT_STREAM },
      permissions: [
        allow(bucket.bucketArn, 's3:ListBucket'),
        allow(bucket.arnForObjects(FAILED_BATCHES), 's3:GetObject', 's3:DeleteObject'),
        allow(events.stream.streamArn, 'kinesis:PutRecords'),
        ...useKey(key, 's3', 'kinesis'),
      ],
    })
    acceptWildcard(
      batches.role,
      `${nagArn(bucket)}/${FAILED_BATCHES}`,
      'Lambda names the objects of failed batches itself, below aws/lambda/.',
    )
    http.route(batches, 'GET /failed-batches', 'GET /failed-batches/batch', 'POST /failed-batches/redrive')
  }
}
