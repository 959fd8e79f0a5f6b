import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Aws, Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acceptWildcard, allow, nagArn, useKey } from './access.ts'
import { UsherBucket } from './bucket.ts'
import type { Foundations } from './foundations.ts'
import { countOffers } from './offers.ts'
import type { Timers } from './timers.ts'
import { UsherFunction } from './usher-function.ts'

export const MESSAGES_TOPIC = 'topic/usher/devices/*/messages'
// Lambda names the objects of a failure destination itself: aws/lambda/<mapping>/<shard>/yyyy/MM/dd/….
export const FAILED_BATCHES = 'aws/lambda/*'

/** `engage-visitors`, fed by the stream's consumer, and the bucket for batches that six hours of retries did not save. */
export class Engagement extends Construct {
  readonly failedBatches: UsherBucket
  readonly engage: UsherFunction
  readonly mapping: CfnEventSourceMapping

  constructor(
    scope: Construct,
    id: string,
    { key, accessLogs, secrets, tables, events, journal, bundles, timers }: Foundations & { timers: Timers },
  ) {
    super(scope, id)
    // Versioned: a purchase may be in here, and nobody deletes it by mistake.
    const failures = new UsherBucket(this, 'FailedBatches', {
      key,
      logs: accessLogs,
      expireAfter: Duration.days(90),
      versioned: true,
    })
    this.failedBatches = failures
    const messages = `arn:${Aws.PARTITION}:iot:${Aws.REGION}:${Aws.ACCOUNT_ID}:${MESSAGES_TOPIC}`

    this.engage = new UsherFunction(this, 'engage-visitors', {
      bundles,
      key,
      timeoutSeconds: 30,
      environment: {
        PRESENCE_TABLE: tables.presence.tableName,
        LEDGERS_TABLE: tables.ledgers.tableName,
        DIRECTORY_TABLE: tables.directory.tableName,
        RELEASES_TABLE: tables.releases.tableName,
        DUE_TABLE: tables.due.tableName,
        PARKED_TABLE: tables.parked.tableName,
        CALIBRATION_TABLE: tables.calibration.tableName,
        COUNTS_TABLE: tables.counts.tableName,
        TIMER_QUEUE_URL: timers.queue.queueUrl,
        HEALTH_TABLE: tables.health.tableName,
        JOURNAL_STREAM: journal.stream.ref,
        PSEUDONYM_KEY_SECRET: secrets.pseudonymKey.ref,
        CODE_KEY_SECRET: secrets.codeKey.ref,
        OFFERS_TABLE: tables.offers.tableName,
        EXPLANATIONS_TABLE: tables.explanations.tableName,
        TASKS_TABLE: tables.tasks.tableName,
      },
      permissions: [
        allow(
          events.stream.streamArn,
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
          'kinesis:SubscribeToShard',
        ),
        allow(events.consumer.streamConsumerArn, 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'),
        allow(tables.presence.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        allow(tables.ledgers.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'),
        allow(tables.directory.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem'),
        countOffers(tables),
        allow(tables.explanations.tableArn, 'dynamodb:BatchWriteItem'),
        allow(tables.tasks.tableArn, 'dynamodb:PutItem'),
        allow(tables.releases.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'),
        allow(tables.due.tableArn, 'dynamodb:BatchWriteItem'),
        allow(tables.parked.tableArn, 'dynamodb:BatchWriteItem'),
        allow(tables.calibration.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem'),
        allow(tables.counts.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
        allow(tables.health.tableArn, 'dynamodb:PutItem'),
        allow(timers.queue.queueArn, 'sqs:SendMessage'),
        allow(journal.stream.attrArn, 'firehose:PutRecordBatch'),
        allow(secrets.pseudonymKey.ref, 'secretsmanager:GetSecretValue'),
        allow(secrets.codeKey.ref, 'secretsmanager:GetSecretValue'),
        allow(messages, 'iot:Publish'),
        allow(failures.bucketArn, 's3:ListBucket'),
        allow(failures.arnForObjects(FAILED_BATCHES), 's3:PutObject'),
        ...useKey(key, 'kinesis', 'dynamodb', 'sqs', 's3', 'secretsmanager'),
      ],
    })
    const { fn, role } = this.engage
    acceptWildcard(
      role,
      `arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:${MESSAGES_TOPIC}`,
      'Any phone may get a message, and phones are minted at enrolment: their topics can only be named by a pattern.',
    )
    acceptWildcard(
      role,
      `${nagArn(failures)}/${FAILED_BATCHES}`,
      'Lambda names the objects of failed batches itself, below aws/lambda/.',
    )

    this.mapping = new CfnEventSourceMapping(this, 'Mapping', {
      functionName: fn.functionName,
      eventSourceArn: events.consumer.streamConsumerArn,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      maximumBatchingWindowInSeconds: 0,
      parallelizationFactor: 4,
      maximumRecordAgeInSeconds: Duration.hours(6).toSeconds(),
      // Until the record age: only an outage fails a record, and an outage ends.
      maximumRetryAttempts: -1,
      // Failed records are named one by one, so that halving a batch finds nothing new.
      bisectBatchOnFunctionError: false,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: failures.bucketArn } },
      // How many records were given up on: S3 itself says that only once a day.
      metricsConfig: { metrics: ['EventCount'] },
    })
  }
}
