import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

test('a new upload, and no other file, starts its job', () => {
  expect(template.the('S3::Bucket', 'ImportsFiles').properties.NotificationConfiguration).toEqual({
    EventBridgeConfiguration: { EventBridgeEnabled: true },
  })
  expect(template.the('Events::Rule', 'ImportsUploaded').properties).toEqual({
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['<ImportsFiles>'] }, object: { key: [{ prefix: 'uploads/' }] } },
    },
    State: 'ENABLED',
    Targets: [
      {
        Arn: '<ImportsrunimportsFunction.Arn>',
        Id: 'Target0',
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      },
    ],
  })
})

test('a run has five minutes, and is tried three times', () => {
  expect(template.functionOf('run-imports').properties.Timeout).toBe(300)
  expect(template.the('Lambda::EventInvokeConfig', 'ImportsThreeTries').properties).toEqual({
    FunctionName: '<ImportsrunimportsFunction>',
    Qualifier: '$LATEST',
    MaximumEventAgeInSeconds: 3600,
    MaximumRetryAttempts: 2,
  })
})

test('who runs imports reads uploads and writes reports, jobs and drafts; who manages them may sign for the rest', () => {
  const sorted = (name: string) =>
    Object.fromEntries(Object.entries(template.permissionsOf(name)).map(([on, may]) => [on, may.toSorted()]))
  expect(sorted('run-imports')).toEqual({
    '<TablesJobs.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    '<TablesReleases.Arn>': [
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ],
    '<ImportsFiles.Arn>/uploads/*': ['s3:GetObject'],
    '<ImportsFiles.Arn>/reports/*': ['s3:PutObject'],
    '<ImportsFiles.Arn>': ['s3:ListBucket'],
  })
  expect(sorted('manage-imports')).toEqual({
    '<TablesJobs.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    '<TablesReleases.Arn>': ['dynamodb:GetItem', 'dynamodb:Query'],
    '<ImportsFiles.Arn>/uploads/*': ['s3:PutObject'],
    '<ImportsFiles.Arn>/reports/*': ['s3:GetObject'],
    '<ImportsFiles.Arn>/exports/*': ['s3:GetObject', 's3:PutObject'],
  })
})
