import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

/** What a function may do, apart from its log and the key. */
const allowed = (name: string) =>
  Object.fromEntries(
    Object.entries(template.permissionsOf(name))
      .filter(([resource]) => /Tables|EventStream/.test(resource))
      .map(([resource, actions]) => [resource, actions.toSorted()]),
  )

const read = ['dynamodb:BatchGetItem']

test('events are put into mailboxes and told to offers, and nobody is changed by them', () => {
  expect(allowed('receive-events')).toEqual({
    '<TablesDirectory.Arn>': read,
    '<TablesLedgers.Arn>': read,
    '<TablesReleases.Arn>': ['dynamodb:GetItem', 'dynamodb:Query'],
    '<TablesOffers.Arn>': [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    '<TablesOffers.Arn>/index/byGroup': ['dynamodb:Query'],
    '<EventStreamEvents.Arn>': ['kinesis:PutRecords'],
  })
})

test('explanations are only read where they are shown, and who looks is written down', () => {
  expect(allowed('explain-decisions')).toEqual({
    '<TablesExplanations.Arn>': [...read, 'dynamodb:Query'],
    '<TablesDirectory.Arn>': read,
    '<TablesLedgers.Arn>': read,
    '<TablesReleases.Arn>': ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  })
})

test('tasks are found by their state, and changed one by one', () => {
  expect(allowed('manage-tasks')).toEqual({
    '<TablesTasks.Arn>': [...read, 'dynamodb:PutItem'],
    '<TablesTasks.Arn>/index/byState': ['dynamodb:Query'],
  })
  expect(template.the('DynamoDB::Table', 'TablesTasks').properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'byState',
      KeySchema: [
        { AttributeName: 'stateOfVenue', KeyType: 'HASH' },
        { AttributeName: 'place', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ])
})

test('audiences are looked up and not changed', () => {
  expect(allowed('find-audiences')).toEqual({
    '<TablesDirectory.Arn>': ['dynamodb:BatchGetItem', 'dynamodb:Scan'],
    '<TablesLedgers.Arn>': read,
    '<TablesReleases.Arn>': ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  })
})

test('every minute it is looked which journeys are due; a look that failed is not tried again', () => {
  expect(allowed('start-schedules')).toEqual({
    '<TablesReleases.Arn>': ['dynamodb:GetItem', 'dynamodb:Query'],
    '<TablesDue.Arn>': ['dynamodb:GetItem', 'dynamodb:PutItem'],
    '<TablesDirectory.Arn>': ['dynamodb:Scan'],
    '<TablesLedgers.Arn>': read,
    '<EventStreamEvents.Arn>': ['kinesis:PutRecords'],
  })
  const { ScheduleExpression, State, Targets } = template.the('Events::Rule', 'SchedulesEveryMinute').properties
  const { id } = template.functionOf('start-schedules')
  expect([ScheduleExpression, State]).toEqual(['rate(1 minute)', 'ENABLED'])
  expect((Targets as { Arn: string }[]).map(({ Arn }) => Arn)).toEqual([`<${id}.Arn>`])
  expect(template.the('Lambda::EventInvokeConfig', 'SchedulesStartOnce').properties).toEqual({
    FunctionName: `<${id}>`,
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  })
})
