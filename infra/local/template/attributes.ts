import { account, arnOf, region } from '../aws.ts'

/** What CloudFormation would answer for a resource: `Ref`, and `Fn::GetAtt` by name. Every value is text. */
export type Identity = { name: string; ref: string; attributes: Readonly<Record<string, string>> }

type Named = { logicalId: string; type: string; properties: Readonly<Record<string, unknown>> }
type Identify = (name: string, properties: Named['properties'], endpointPort: number) => Omit<Identity, 'name'>

const arnAttribute =
  (service: string, resource: (name: string) => string): Identify =>
  (name) => ({
    ref: name,
    attributes: { Arn: arnOf(service, resource(name)) },
  })

/** Resources whose `Ref` is their ARN. */
const arnRef =
  (service: string, resource: (name: string) => string, ...attributes: string[]): Identify =>
  (name) => {
    const arn = arnOf(service, resource(name))
    return { ref: arn, attributes: Object.fromEntries(attributes.map((attribute) => [attribute, arn])) }
  }

const identities: Readonly<Record<string, Identify>> = {
  'AWS::Lambda::Function': arnAttribute('lambda', (name) => `function:${name}`),
  'AWS::DynamoDB::Table': arnAttribute('dynamodb', (name) => `table/${name}`),
  'AWS::DynamoDB::GlobalTable': arnAttribute('dynamodb', (name) => `table/${name}`),
  'AWS::Kinesis::Stream': arnAttribute('kinesis', (name) => `stream/${name}`),
  'AWS::Kinesis::StreamConsumer': (name, properties) => {
    const arn = `${properties.StreamARN}/consumer/${name}:1`
    return { ref: arn, attributes: { ConsumerARN: arn, ConsumerName: name, StreamARN: `${properties.StreamARN}` } }
  },
  'AWS::KinesisFirehose::DeliveryStream': arnAttribute('firehose', (name) => `deliverystream/${name}`),
  'AWS::SQS::Queue': (name, _, endpointPort) => ({
    ref: queueUrl(name, endpointPort),
    attributes: { Arn: arnOf('sqs', name), QueueName: name, QueueUrl: queueUrl(name, endpointPort) },
  }),
  'AWS::S3::Bucket': (name) => ({
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    },
  }),
  'AWS::SecretsManager::Secret': arnRef('secretsmanager', (name) => `secret:${name}-laptop`, 'Id'),
  'AWS::KMS::Key': (name) => ({ ref: name, attributes: { Arn: arnOf('kms', `key/${name}`), KeyId: name } }),
  'AWS::IAM::Role': (name) => ({
    ref: name,
    attributes: { Arn: `arn:aws:iam::${account}:role/${name}`, RoleId: name },
  }),
  'AWS::Logs::LogGroup': arnAttribute('logs', (name) => `log-group:${name}:*`),
  'AWS::Events::Rule': arnAttribute('events', (name) => `rule/${name}`),
  'AWS::SNS::Topic': arnRef('sns', (name) => name, 'TopicArn'),
  'AWS::IoT::TopicRule': arnAttribute('iot', (name) => `rule/${name}`),
  'AWS::IoT::Authorizer': arnAttribute('iot', (name) => `authorizer/${name}`),
  'AWS::IoT::Policy': (name) => ({ ref: name, attributes: { Arn: arnOf('iot', `policy/${name}`), Id: name } }),
  'AWS::Cognito::UserPool': (name) => {
    const id = `${region}_${name}`
    const provider = `cognito-idp.${region}.amazonaws.com/${id}`
    return {
      ref: id,
      attributes: {
        Arn: arnOf('cognito-idp', `userpool/${id}`),
        UserPoolId: id,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      },
    }
  },
  'AWS::Cognito::UserPoolClient': (name) => ({ ref: name, attributes: { ClientId: name, Name: name } }),
  'AWS::ApiGatewayV2::Api': (name) => ({
    ref: name,
    attributes: { ApiId: name, ApiEndpoint: `https://${name}.execute-api.${region}.amazonaws.com` },
  }),
  'AWS::ApiGatewayV2::Authorizer': (name) => ({ ref: name, attributes: { AuthorizerId: name } }),
}

/** The property that names a resource, where a template gives it a name of its own. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Kinesis::StreamConsumer': 'ConsumerName',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::IoT::TopicRule': 'RuleName',
  'AWS::IoT::Authorizer': 'AuthorizerName',
  'AWS::IoT::Policy': 'PolicyName',
  'AWS::ApiGatewayV2::Stage': 'StageName',
}
const usualNames = [
  'AWS::Kinesis::Stream',
  'AWS::SecretsManager::Secret',
  'AWS::Events::Rule',
  'AWS::Cognito::UserPoolGroup',
]

/** Names a resource: by its own property where that is text, else by its logical id, which a deployment would only decorate. */
export const identify = (resource: Named, endpointPort: number): Identity => {
  const { logicalId, type, properties } = resource
  const property = nameProperties[type] ?? (usualNames.includes(type) ? 'Name' : undefined)
  const given = property === undefined ? undefined : properties[property]
  const name = typeof given === 'string' ? given : logicalId
  const identity = identities[type] ?? ((): Omit<Identity, 'name'> => ({ ref: name, attributes: {} }))
  return { name, ...identity(name, properties, endpointPort) }
}

/** What the account calls a resource whose properties are resolved. */
export const nameOf = (resource: Named) => identify(resource, 0).name

/** A resource's ARN. Throws for a type that has none. */
export const arnOfResource = (resource: Named): string => {
  const { ref, attributes } = identify(resource, 0)
  const arn = attributes.Arn ?? attributes.ConsumerARN ?? (ref.startsWith('arn:') ? ref : undefined)
  if (arn === undefined) throw new Error(`${resource.logicalId}: the laptop knows no ARN for ${resource.type}.`)
  return arn
}

const queueUrl = (name: string, endpointPort: number) => `http://127.0.0.1:${endpointPort}/${account}/${name}`
