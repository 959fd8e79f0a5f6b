import type { Template } from './contracts.ts'
import { httpApiNotes } from './http-api/routes.ts'
import { iamNotes } from './iam/judge.ts'
import { brokerNotes } from './mqtt/broker.ts'

/** Types that the laptop runs, wholly or for what counts. */
const run = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::IoT::Authorizer',
  'AWS::IoT::TopicRule',
  'AWS::Kinesis::Stream',
  'AWS::Kinesis::StreamConsumer',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
])

/** Whether the laptop runs resources of this type, wholly or for what counts. */
export const runsHere = (type: string): boolean => run.has(type)

/** What stands in for a type, or why it makes no difference here. */
const instead: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'nobody is woken; the counters and the functions’ log tell',
  'AWS::CloudWatch::Dashboard': 'the counters tell how much of what',
  'AWS::Cognito::UserPool': 'a local issuer signs tokens for any role',
  'AWS::Cognito::UserPoolClient': 'a local issuer signs tokens for any role',
  'AWS::Cognito::UserPoolGroup': 'a local issuer signs tokens for any role',
  'AWS::IoT::Policy': 'there are no certificates; tokens sign gateways in',
  'AWS::KMS::Alias': 'files are not encrypted',
  'AWS::KMS::Key': 'files are not encrypted',
  'AWS::Lambda::Permission': 'whoever the template connects may call',
  'AWS::Logs::LogGroup': 'logs go to a file',
  'AWS::Logs::LogStream': 'logs go to a file',
  'AWS::S3::Bucket': 'buckets are folders without access logs; of lifecycles only the archive’s is kept',
  'AWS::SNS::Topic': 'nobody is woken; the counters and the functions’ log tell',
  'AWS::SNS::TopicPolicy': 'nobody is woken; the counters and the functions’ log tell',
  'AWS::S3::BucketPolicy': 'buckets are folders without access logs; of lifecycles only the archive’s is kept',
  'AWS::SQS::QueuePolicy': 'only this machine reaches the queues',
}

/** What the template holds and the laptop does not run: one line a type, and the limits of what it runs. */
export const notRun = (template: Template): string[] => {
  const types = Map.groupBy(
    template.resources.filter(({ type }) => !run.has(type)),
    ({ type }) => type,
  )
  return [
    ...[...types].map(([type, of]) => `${type} × ${of.length}: ${instead[type] ?? 'nothing stands in for it'}`).sort(),
    ...iamNotes,
    ...brokerNotes,
    ...httpApiNotes,
  ]
}
