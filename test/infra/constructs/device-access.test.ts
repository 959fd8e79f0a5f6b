import { beforeAll, expect, test } from 'vitest'
import { type Synthesized, statements, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const THING = `\${iot:Connection.Thing.ThingName}`
const IOT = 'arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>'

test('devices are let in by authorize-devices, asked at every connection', () => {
  expect(template.ofType('IoT::Authorizer').map(({ properties }) => properties)).toEqual([
    {
      AuthorizerName: 'usher-devices',
      AuthorizerFunctionArn: '<DeviceAccessauthorizedevicesFunction.Arn>',
      Status: 'ACTIVE',
      SigningDisabled: true,
      EnableCachingForHttp: false,
    },
  ])
  expect(template.the('Lambda::Permission', 'DeviceAccessAuthorizerInvoke').properties).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: '<DeviceAccessauthorizedevicesFunction>',
    Principal: 'iot.amazonaws.com',
    SourceAccount: '<AWS::AccountId>',
    SourceArn: '<DeviceAccessAuthorizer.Arn>',
  })
})

test('authorize-devices may read the key that signs tokens, and nothing else', () => {
  expect(template.permissionsOf('authorize-devices')).toEqual({
    '<SecretsDeviceKey>': ['secretsmanager:GetSecretValue'],
  })
})

test('a gateway with a certificate connects as its own thing and speaks for nobody else', () => {
  const policies = template.ofType('IoT::Policy')
  expect(policies.flatMap(statements)).toEqual([
    {
      Effect: 'Allow',
      Action: ['iot:Connect'],
      Resource: [`${IOT}:client/${THING}`],
      Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
    },
    { Effect: 'Allow', Action: ['iot:Publish'], Resource: [`${IOT}:topic/usher/*/gateways/${THING}/*`] },
  ])
})
