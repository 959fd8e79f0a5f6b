import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const COUNTS = '<TablesCounts.Arn>'

test('salts of days that have ended are looked for every five minutes', () => {
  const { ScheduleExpression, State, Targets } = template.the('Events::Rule', 'CountingEveryFiveMinutes').properties
  expect([ScheduleExpression, State]).toEqual(['rate(5 minutes)', 'ENABLED'])
  expect((Targets as { Arn: string }[]).map(({ Arn }) => Arn)).toEqual([
    `<${template.functionOf('destroy-salts').id}.Arn>`,
  ])
})

test('each function may do to the counts what it needs and no more', () => {
  const allowed = (name: string) => template.permissionsOf(name)[COUNTS]?.toSorted()
  expect({
    engage: allowed('engage-visitors'),
    ingest: allowed('ingest-gateways'),
    count: allowed('count-visitors'),
    destroy: allowed('destroy-salts'),
    manage: allowed('manage-venues'),
  }).toEqual({
    engage: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ingest: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    count: ['dynamodb:Query'],
    destroy: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    manage: undefined,
  })
})
