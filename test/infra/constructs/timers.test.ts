import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

test('wake-mailboxes takes ten timers at a time, without waiting for more, and names the ones that failed', () => {
  expect(template.the('Lambda::EventSourceMapping', 'TimersMapping').properties).toEqual({
    FunctionName: '<TimerswakemailboxesFunction>',
    EventSourceArn: '<TimersQueue.Arn>',
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
})

test('a timer stays hidden for six times as long as its function may run', () => {
  const { Timeout } = template.functionOf('wake-mailboxes').properties
  expect(template.the('SQS::Queue', 'TimersQueue').properties.VisibilityTimeout).toBe(6 * Number(Timeout))
})

test('the due table is swept every minute, and a sweep that failed is left to the next', () => {
  expect([template.the('Events::Rule', 'TimersEveryMinute').properties]).toEqual([
    {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: '<TimerssweeptimersFunction.Arn>',
          Id: 'Target0',
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
        },
      ],
    },
  ])
  expect(template.the('Lambda::EventInvokeConfig', 'TimersSweepOnce').properties).toEqual({
    FunctionName: '<TimerssweeptimersFunction>',
    Qualifier: '$LATEST',
    MaximumEventAgeInSeconds: 60,
    MaximumRetryAttempts: 0,
  })
  expect(template.functionOf('sweep-timers').properties.Timeout).toBeLessThan(60)
})
