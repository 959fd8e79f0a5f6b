import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

test('the stream keeps a day of events, encrypted, and grows by itself', () => {
  expect(template.ofType('Kinesis::Stream').map(({ properties }) => properties)).toEqual([
    {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RetentionPeriodHours: 24,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: '<DataKey.Arn>' },
    },
  ])
})

test('engage-visitors reads through a consumer of its own, at once, and gives up on a record only after six hours', () => {
  expect(template.the('Lambda::EventSourceMapping', 'EngagementMapping').properties).toEqual({
    FunctionName: '<EngagementengagevisitorsFunction>',
    EventSourceArn: '<EventStreamEngagement.ConsumerARN>',
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    ParallelizationFactor: 4,
    MaximumRecordAgeInSeconds: 21_600,
    MaximumRetryAttempts: -1,
    BisectBatchOnFunctionError: false,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: '<EngagementFailedBatches.Arn>' } },
    MetricsConfig: { Metrics: ['EventCount'] },
  })
  expect(template.the('Kinesis::StreamConsumer', 'EventStreamEngagement').properties).toEqual({
    ConsumerName: 'engage-visitors',
    StreamARN: '<EventStreamEvents.Arn>',
  })
  expect(template.functionOf('engage-visitors').properties.Timeout).toBe(30)
})

test('engage-visitors may do what a batch needs, and nothing else', () => {
  expect(template.permissionsOf('engage-visitors')).toEqual({
    '<EventStreamEvents.Arn>': [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
      'kinesis:SubscribeToShard',
    ],
    '<EventStreamEngagement.ConsumerARN>': ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
    '<TablesPresence.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    '<TablesLedgers.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    '<TablesDirectory.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
    '<TablesOffers.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    '<TablesExplanations.Arn>': ['dynamodb:BatchWriteItem'],
    '<TablesTasks.Arn>': ['dynamodb:PutItem'],
    '<TablesReleases.Arn>': ['dynamodb:GetItem', 'dynamodb:Query'],
    '<TablesDue.Arn>': ['dynamodb:BatchWriteItem'],
    '<TablesParked.Arn>': ['dynamodb:BatchWriteItem'],
    '<TablesCalibration.Arn>': ['dynamodb:GetItem', 'dynamodb:PutItem'],
    '<TablesCounts.Arn>': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    '<TablesHealth.Arn>': ['dynamodb:PutItem'],
    '<TimersQueue.Arn>': ['sqs:SendMessage'],
    '<JournalStream.Arn>': ['firehose:PutRecordBatch'],
    '<SecretsPseudonymKey>': ['secretsmanager:GetSecretValue'],
    '<SecretsCodeKey>': ['secretsmanager:GetSecretValue'],
    'arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:topic/usher/devices/*/messages': ['iot:Publish'],
    '<EngagementFailedBatches.Arn>': ['s3:ListBucket'],
    '<EngagementFailedBatches.Arn>/aws/lambda/*': ['s3:PutObject'],
  })
})
