import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const OFFERS = '<TablesOffers.Arn>'
const allowed = (name: string, resource: string) => template.permissionsOf(name)[resource]?.toSorted()

test('tills may read and replace codes and nothing else of an offer, and only they may sign', () => {
  expect(allowed('redeem-offers', OFFERS)).toEqual(['dynamodb:BatchGetItem', 'dynamodb:PutItem'])
  expect(allowed('redeem-offers', `${OFFERS}/index/byGroup`)).toBeUndefined()
  expect(allowed('redeem-offers', '<SecretsCodeKey>')).toEqual(['secretsmanager:GetSecretValue'])
  for (const name of ['stock-offers', 'withdraw-offers']) expect(allowed(name, '<SecretsCodeKey>')).toBeUndefined()
})

test('who sets stock counts, and who takes back finds the holders, both by the index', () => {
  expect(allowed('stock-offers', OFFERS)).toEqual(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'])
  expect(allowed('withdraw-offers', OFFERS)).toEqual(['dynamodb:BatchGetItem', 'dynamodb:PutItem'])
  for (const name of ['stock-offers', 'withdraw-offers'])
    expect(allowed(name, `${OFFERS}/index/byGroup`)).toEqual(['dynamodb:Query'])
})

test('what is gone is taken back every minute, and acceptance is learned every five', () => {
  for (const [rule, rate, name] of [
    ['OffersEveryMinute', 'rate(1 minute)', 'withdraw-offers'],
    ['AcceptanceEveryFiveMinutes', 'rate(5 minutes)', 'learn-acceptance'],
  ] as const) {
    const { ScheduleExpression, Targets } = template.the('Events::Rule', rule).properties
    expect([ScheduleExpression, (Targets as { Arn: string }[]).map(({ Arn }) => Arn)]).toEqual([
      rate,
      [`<${template.functionOf(name).id}.Arn>`],
    ])
  }
})

test('learning may read and fold notes, and lay what it learned beside the pointer', () => {
  expect(allowed('learn-acceptance', '<TablesCounts.Arn>')).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
  ])
  expect(allowed('learn-acceptance', '<TablesReleases.Arn>')).toEqual(['dynamodb:PutItem'])
})
