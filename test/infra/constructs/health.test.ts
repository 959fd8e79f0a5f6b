import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

test('venues are looked at every minute, and a look that failed is left to the next', () => {
  expect(template.the('Events::Rule', 'HealthEveryMinute').properties).toEqual({
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [
      {
        Arn: '<HealthwatchhealthFunction.Arn>',
        Id: 'Target0',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    ],
  })
  expect(template.the('Lambda::EventInvokeConfig', 'HealthLookOnce').properties).toEqual({
    FunctionName: '<HealthwatchhealthFunction>',
    Qualifier: '$LATEST',
    MaximumEventAgeInSeconds: 60,
    MaximumRetryAttempts: 0,
  })
  expect(template.functionOf('watch-health').properties.Timeout).toBeLessThan(60)
})

test('the look may keep boards and tell the journal, and who shows them may only read', () => {
  expect(template.permissionsOf('watch-health')).toEqual({
    '<TablesHealth.Arn>': ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    '<TablesReleases.Arn>': ['dynamodb:GetItem', 'dynamodb:Query'],
    '<JournalStream.Arn>': ['firehose:PutRecordBatch'],
    '<SecretsHardwareKey>': ['secretsmanager:GetSecretValue'],
  })
  expect(template.permissionsOf('show-health')).toEqual({
    '<TablesHealth.Arn>': ['dynamodb:GetItem'],
    '<TablesReleases.Arn>': ['dynamodb:GetItem', 'dynamodb:Query'],
  })
})

test('whoever hears may write notes down and read none', () => {
  for (const name of ['engage-visitors', 'ingest-gateways', 'receive-webhooks'])
    expect([name, template.permissionsOf(name)['<TablesHealth.Arn>']]).toEqual([name, ['dynamodb:PutItem']])
})

test.each([
  ['gateway-silent', 'Unhealthy.gateway_silent'],
  ['beacon-silent', 'Unhealthy.beacon_silent'],
  ['venue-silent', 'Unhealthy.venue_silent'],
  ['battery-low', 'Unhealthy.battery_low'],
  ['clock-skewed', 'Unhealthy.clock_skewed'],
  ['unknown-ids', 'Unhealthy.unknown_ids'],
])('the alarm %s rings while one is so, and rests when none is', (name, metric) => {
  const [alarm] = template
    .ofType('CloudWatch::Alarm')
    .filter(({ properties }) => properties.AlarmName === `usher-${name}`)
  expect(alarm?.properties).toMatchObject({
    MetricName: metric,
    Statistic: 'Maximum',
    Period: 300,
    Threshold: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: ['<AlarmsTopic>'],
  })
})
