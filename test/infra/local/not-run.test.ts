import { expect, test } from 'vitest'
import { httpApiNotes } from '#infra/local/http-api/routes.ts'
import { iamNotes } from '#infra/local/iam/judge.ts'
import { brokerNotes } from '#infra/local/mqtt/broker.ts'
import { notRun } from '#infra/local/not-run.ts'
import { readTemplate } from '#infra/local/template.ts'
import { aTemplate } from './cloud-fixture.ts'
import { currentTemplate } from './system/template.ts'

test('each type that is not run has one line, with what stands in for it, and what is run has its limits', () => {
  const template = aTemplate({
    resources: {
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      KeyA: { Type: 'AWS::KMS::Key' },
      KeyB: { Type: 'AWS::KMS::Key' },
      Role: { Type: 'AWS::IAM::Role' },
    },
  })
  expect(notRun(template)).toEqual([
    'AWS::KMS::Key × 2: files are not encrypted',
    ...iamNotes,
    ...brokerNotes,
    ...httpApiNotes,
  ])
})

test('for every type of our own template somebody has said what stands in for it', async () => {
  const template = readTemplate(await currentTemplate(), { endpointPort: 1 })
  expect(notRun(template).filter((line) => line.includes('nothing stands in for it'))).toEqual([])
})
