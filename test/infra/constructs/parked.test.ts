import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const ends = ['IngestionRuleErrors', 'IngestionFailures', 'TimersDeadLetters']

test('every queue at the end of a line is emptied into the parked table', () => {
  const mappings = template
    .ofType('Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.FunctionName === '<ParkedparkdeadlettersFunction>')
  expect(mappings.map(({ properties }) => properties)).toEqual(
    ends.map((queue) => ({
      FunctionName: '<ParkedparkdeadlettersFunction>',
      EventSourceArn: `<${queue}.Arn>`,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
    })),
  )
})

test('a dead letter stays hidden for six times as long as its function may run', () => {
  const { Timeout } = template.functionOf('park-dead-letters').properties
  for (const queue of ends)
    expect([queue, template.the('SQS::Queue', queue).properties.VisibilityTimeout]).toEqual([
      queue,
      6 * Number(Timeout),
    ])
})

test('park-dead-letters reads those queues and writes what it parks, and nothing else', () => {
  const read = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']
  const sorted = Object.entries(template.permissionsOf('park-dead-letters')).map(([on, may]) => [on, may.toSorted()])
  expect(Object.fromEntries(sorted)).toEqual({
    ...Object.fromEntries(ends.map((queue) => [`<${queue}.Arn>`, read])),
    '<TablesParked.Arn>': ['dynamodb:BatchWriteItem'],
    '<SecretsHardwareKey>': ['secretsmanager:GetSecretValue'],
  })
})

test('who manages what was parked may read it by arrival, forget it, and take it in again', () => {
  const sorted = Object.entries(template.permissionsOf('manage-parked')).map(([on, may]) => [on, may.toSorted()])
  expect(Object.fromEntries(sorted)).toEqual({
    '<TablesParked.Arn>': ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
    '<TablesParked.Arn>/index/byDay': ['dynamodb:Query'],
    '<TablesDirectory.Arn>': ['dynamodb:BatchGetItem'],
    '<EventStreamEvents.Arn>': ['kinesis:PutRecords'],
    '<JournalStream.Arn>': ['firehose:PutRecordBatch'],
    '<SecretsHardwareKey>': ['secretsmanager:GetSecretValue'],
  })
})

test('who manages failed batches may read and delete them, and append to the stream', () => {
  const sorted = Object.entries(template.permissionsOf('manage-failed-batches')).map(([on, may]) => [
    on,
    may.toSorted(),
  ])
  expect(Object.fromEntries(sorted)).toEqual({
    '<EngagementFailedBatches.Arn>': ['s3:ListBucket'],
    '<EngagementFailedBatches.Arn>/aws/lambda/*': ['s3:DeleteObject', 's3:GetObject'],
    '<EventStreamEvents.Arn>': ['kinesis:PutRecords'],
  })
})

test('parked records are listed by day and shard, without their bytes', () => {
  expect(template.the('DynamoDB::Table', 'TablesParked').properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'byDay',
      KeySchema: [
        { AttributeName: 'day', KeyType: 'HASH' },
        { AttributeName: 'arrived', KeyType: 'RANGE' },
      ],
      Projection: {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['at', 'detail', 'topic', 'mailbox', 'attempts', 'cutFromBytes'],
      },
    },
  ])
})
