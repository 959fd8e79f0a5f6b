import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, statements, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const SELECT =
  "SELECT encode(*, 'base64') AS body, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt FROM "

const intoStream = (partitionKey: string) => ({
  Kinesis: { StreamName: '<EventStreamEvents>', PartitionKey: partitionKey, RoleArn: '<IngestionRuleRole.Arn>' },
})

test.each([
  ['device_reports', "'usher/+/devices/#'", intoStream(`device:\${topic(4)}`)],
  ['device_receipts', "'usher/devices/+/receipts'", intoStream(`device:\${topic(3)}`)],
  ['gateway_reports', "'usher/+/gateways/#'", { Lambda: { FunctionArn: '<IngestioningestgatewaysFunction.Arn>' } }],
])('%s takes payloads as bytes, and what its action refuses is kept', (name, filter, action) => {
  const rule = template.ofType('IoT::TopicRule').find(({ properties }) => properties.RuleName === name)
  expect(rule?.properties).toEqual({
    RuleName: name,
    TopicRulePayload: {
      AwsIotSqlVersion: '2016-03-23',
      Sql: SELECT + filter,
      Actions: [action],
      ErrorAction: {
        Sqs: { QueueUrl: '<IngestionRuleErrors>', RoleArn: '<IngestionRuleRole.Arn>', UseBase64: true },
      },
    },
  })
})

test('there are no other rules', () => {
  expect(template.ofType('IoT::TopicRule')).toHaveLength(3)
})

test('the rules may append to the stream and report errors, and nothing else', () => {
  expect(
    statements(template.the('IAM::Role', 'IngestionRuleRole')).map(({ Action, Resource }) => [Action, Resource]),
  ).toEqual([
    [['kinesis:PutRecord'], ['<EventStreamEvents.Arn>']],
    [['sqs:SendMessage'], ['<IngestionRuleErrors.Arn>']],
    [['kms:Decrypt', 'kms:GenerateDataKey'], ['<DataKey.Arn>']],
    [['kms:Decrypt', 'kms:GenerateDataKey'], ['<DataKey.Arn>']],
  ])
})

test('a gateway report is retried twice, for at most six hours, and then kept', () => {
  expect(template.the('Lambda::EventInvokeConfig', 'IngestionIngestRetries').properties).toEqual({
    FunctionName: '<IngestioningestgatewaysFunction>',
    Qualifier: '$LATEST',
    MaximumEventAgeInSeconds: 21_600,
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: '<IngestionFailures.Arn>' } },
  })
})

test('only its own rule may invoke ingest-gateways', () => {
  const permissions = template
    .ofType('Lambda::Permission')
    .filter(({ properties }) => properties.FunctionName === '<IngestioningestgatewaysFunction>')
  expect(permissions.map(({ properties }) => properties)).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: '<IngestioningestgatewaysFunction>',
      Principal: 'iot.amazonaws.com',
      SourceAccount: '<AWS::AccountId>',
      SourceArn: '<Ingestiongatewayreports.Arn>',
    },
  ])
})
