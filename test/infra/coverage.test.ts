import { expect, test } from 'vitest'
import { coverOf, testsIn } from '#infra/coverage.ts'

const source = `
import { test } from 'vitest'
const helper = () => each('S3::Bucket')

test('the key rotates', () => {
  expect(template.ofType('KMS::Key')).toEqual(['AWS::Logs::LogGroup'])
})

test('every queue is closed', async () => {
  the('SQS::QueuePolicy', 'Timers')
})
`

test('a test speaks for the types that it names, with or without AWS::, and not for those of its file', () => {
  expect(testsIn(source)).toEqual([
    { title: 'the key rotates', types: ['AWS::KMS::Key', 'AWS::Logs::LogGroup'] },
    { title: 'every queue is closed', types: ['AWS::SQS::QueuePolicy'] },
  ])
})

test('a resource runs here, is asserted by tests, or neither', () => {
  const resources = [
    { logicalId: 'Timers', type: 'AWS::SQS::Queue' },
    { logicalId: 'DataKey', type: 'AWS::KMS::Key' },
    { logicalId: 'Archive', type: 'AWS::S3::Bucket' },
  ]
  expect(coverOf(resources, testsIn(source))).toEqual([
    { logicalId: 'Timers', type: 'AWS::SQS::Queue', by: 'runs here', tests: [] },
    { logicalId: 'DataKey', type: 'AWS::KMS::Key', by: 'asserted', tests: ['the key rotates'] },
    { logicalId: 'Archive', type: 'AWS::S3::Bucket', by: 'neither', tests: [] },
  ])
})
