import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { arnOfResource, nameOf } from '#infra/local/template/attributes.ts'
import { aTemplate } from './cloud-fixture.ts'

const resolved = (value: unknown) => {
  const template = aTemplate({
    endpointPort: 1234,
    handlers: { Engage: 'export const handler = 1' },
    resources: {
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'events' } },
      Consumer: {
        Type: 'AWS::Kinesis::StreamConsumer',
        Properties: { ConsumerName: 'engage', StreamARN: { 'Fn::GetAtt': ['Events', 'Arn'] } },
      },
      Timers: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'timers']] } },
      },
      Pool: { Type: 'AWS::Cognito::UserPool' },
      Here: { Type: 'Custom::Thing', Properties: { value } },
    },
  })
  return template.find('Here')?.properties.value
}

/** A place in the text of Fn::Sub. */
const slot = (name: string) => `\${${name}}`

test.each([
  [{ Ref: 'AWS::Region' }, 'eu-central-1'],
  [{ Ref: 'Events' }, 'events'],
  [{ Ref: 'Engage' }, 'Engage'],
  [{ 'Fn::GetAtt': ['Engage', 'Arn'] }, 'arn:aws:lambda:eu-central-1:000000000000:function:Engage'],
  [{ 'Fn::GetAtt': 'Events.Arn' }, 'arn:aws:kinesis:eu-central-1:000000000000:stream/events'],
  [
    { 'Fn::GetAtt': ['Consumer', 'ConsumerARN'] },
    'arn:aws:kinesis:eu-central-1:000000000000:stream/events/consumer/engage:1',
  ],
  [{ Ref: 'Timers' }, 'http://127.0.0.1:1234/000000000000/Usher-timers'],
  [{ 'Fn::GetAtt': ['Timers', 'Arn'] }, 'arn:aws:sqs:eu-central-1:000000000000:Usher-timers'],
  [
    { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Pool', 'ProviderName'] }]] },
    'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool',
  ],
  [{ 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Engage', 'Arn'] }] }] }, 'function'],
  [
    { 'Fn::Sub': [slot('!Kept'), slot('AWS::Partition'), slot('Events'), slot('Events.Arn')].join(' ') },
    `${slot('Kept')} aws events arn:aws:kinesis:eu-central-1:000000000000:stream/events`,
  ],
  [{ 'Fn::Sub': [`${slot('a')}/${slot('AWS::AccountId')}`, { a: { Ref: 'Events' } }] }, 'events/000000000000'],
  [
    { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1], c: null },
    { b: [1], c: null },
  ],
])('%j is %j', (value, expected) => {
  expect(resolved(value)).toEqual(expected)
})

test.each([
  [
    { 'Fn::GetAtt': ['Events', 'Colour'] },
    'asks for Events.Colour, and the laptop has no such attribute for AWS::Kinesis::Stream',
  ],
  [{ Ref: 'Nobody' }, 'refers to Nobody, which is neither a resource nor a parameter'],
  [{ 'Fn::ImportValue': 'x' }, 'Resources/Here/Properties/value: the laptop does not understand Fn::ImportValue'],
  [{ 'Fn::Select': [9, ['a']] }, 'Fn::Select asks for item 9'],
  [{ 'Fn::Join': ['', 'abc'] }, 'expected a list, got "abc"'],
])('%j is refused with where and why', (value, message) => {
  expect(() => resolved(value)).toThrow(message)
})

test('a resource is found by logical id, name, URL and ARN, and its code on this machine', () => {
  const template = aTemplate({
    handlers: { Engage: 'export const handler = 1' },
    functions: { Engage: { FunctionName: 'engage-visitors' } },
    resources: { Timers: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'timers' } } },
  })
  const engage = template.find('Engage')
  if (engage === undefined) throw new Error('no function')
  expect([nameOf(engage), arnOfResource(engage)]).toEqual([
    'engage-visitors',
    'arn:aws:lambda:eu-central-1:000000000000:function:engage-visitors',
  ])
  expect(template.find('engage-visitors')).toBe(engage)
  expect(template.find(arnOfResource(engage))).toBe(engage)
  expect(template.find('http://127.0.0.1:4566/000000000000/timers')?.logicalId).toBe('Timers')
  expect(template.find('nobody')).toBeUndefined()
  const { Folder } = engage.properties.Code as { Folder: string }
  expect(existsSync(`${Folder}/index.mjs`)).toBe(true)
  expect(template.ofType('AWS::SQS::Queue').map(({ logicalId }) => logicalId)).toEqual(['Timers'])
})
