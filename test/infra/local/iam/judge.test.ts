import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { expect, onTestFinished, test } from 'vitest'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { createJudge } from '#infra/local/iam/judge.ts'
import { aTemplate, closing } from '../cloud-fixture.ts'
import { sdkOptions } from '../sdk-options.ts'

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
const allow = (Resource: unknown, ...Action: string[]) => ({ Effect: 'Allow', Action, Resource })
const useKey = (service: string, ...Action: string[]) => ({
  ...allow(arn('Key'), ...Action),
  Condition: { StringEquals: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com` } },
})

/** A function `engage` with these statements, and one encrypted resource of each service. */
const aTown = (statements: object[], role: object = {}) => {
  const keyPolicy = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*' }
  return aTemplate({
    resources: {
      Engage: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'engage', Role: arn('EngageRole') } },
      EngageRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [{ PolicyName: 'Access', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
          ...role,
        },
      },
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [{ ...keyPolicy, Resource: '*' }] } },
      },
      Presence: { Type: 'AWS::DynamoDB::Table', Properties: { SSESpecification: { KMSMasterKeyId: arn('Key') } } },
      Plain: { Type: 'AWS::DynamoDB::Table' },
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { StreamEncryption: { KeyId: arn('Key') } } },
      Timers: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: arn('Key') } },
      Journal: { Type: 'AWS::KinesisFirehose::DeliveryStream' },
      Pepper: { Type: 'AWS::SecretsManager::Secret', Properties: { KmsKeyId: arn('Key') } },
    },
  })
}

/** The SDK as `engage` (or somebody else) speaks to services that answer everything with `{}`. */
const speak = async (template: ReturnType<typeof aTown>, accessKey = 'LOCALengage') => {
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.judgeBy(createJudge(template))
  for (const service of ['dynamodb', 'kinesis', 'sqs', 'firehose', 'secretsmanager']) {
    endpoint.serveJson(service, () => ({ Failed: [], Successful: [] }))
  }
  endpoint.serveRaw('iotdata', async () => ({ status: 200, body: '{}' }), 'Publish')
  const options = sdkOptions(endpoint.url, accessKey)
  const dynamodb = closeAfter(new DynamoDBClient(options))
  const kinesis = closeAfter(new KinesisClient({ ...options, requestHandler: new NodeHttpHandler() }))
  const sqs = closeAfter(new SQSClient({ ...options, md5: false }))
  const firehose = closeAfter(new FirehoseClient(options))
  const secrets = closeAfter(new SecretsManagerClient(options))
  const iot = closeAfter(new IoTDataPlaneClient(options))
  const Data = new Uint8Array([1])
  const keys = { Keys: [{ pk: { S: 'a' } }] }
  return {
    read: (...tables: string[]) =>
      dynamodb.send(new BatchGetItemCommand({ RequestItems: Object.fromEntries(tables.map((name) => [name, keys])) })),
    query: (IndexName: string) => dynamodb.send(new QueryCommand({ TableName: 'Plain', IndexName })),
    put: () =>
      kinesis.send(new PutRecordsCommand({ StreamName: 'Events', Records: [{ Data, PartitionKey: 'device:a' }] })),
    arm: () =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: `${endpoint.url}/000000000000/Timers`,
          Entries: [{ Id: '1', MessageBody: 'x' }],
        }),
      ),
    write: () => firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 'Journal', Records: [{ Data }] })),
    secret: (SecretId: string) => secrets.send(new GetSecretValueCommand({ SecretId })),
    publish: (topic: string) => iot.send(new PublishCommand({ topic, payload: Data })),
  }
}

const closeAfter = <T extends { destroy(): void }>(client: T): T => {
  onTestFinished(() => client.destroy())
  return client
}

const messages = 'arn:aws:iot:eu-central-1:000000000000:topic/usher/devices/*/messages'

test('what the policies allow goes through, on any of the ways to name it', async () => {
  const { read, query, put, arm, write, secret, publish } = await speak(
    aTown([
      allow(arn('Presence'), 'dynamodb:BatchGetItem'),
      allow(arn('Plain'), 'dynamodb:BatchGetItem'),
      allow({ 'Fn::Join': ['', [arn('Plain'), '/index/*']] }, 'dynamodb:Query'),
      allow(arn('Events'), 'kinesis:PutRecords'),
      allow(arn('Timers'), 'sqs:SendMessage'),
      allow(arn('Journal'), 'firehose:PutRecordBatch'),
      allow({ Ref: 'Pepper' }, 'secretsmanager:GetSecretValue'),
      allow(messages, 'iot:Publish'),
      useKey('dynamodb', 'kms:Decrypt'),
      useKey('kinesis', 'kms:GenerateDataKey'),
      useKey('sqs', 'kms:GenerateDataKey', 'kms:Decrypt'),
      useKey('secretsmanager', 'kms:Decrypt'),
    ]),
  )
  const pepper = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:Pepper-laptop'
  await Promise.all([read('Presence', 'Plain'), query('byZone'), put(), arm(), write(), secret('Pepper')])
  await Promise.all([secret(pepper), publish('usher/devices/a/messages'), publish('usher/devices/b%2F/messages')])
})

test('a call that no policy allows fails with the code of its service', async () => {
  const { read, query, put, arm, write, secret, publish } = await speak(aTown([allow(messages, 'iot:Publish')]))
  const denied = { name: 'AccessDeniedException', $metadata: expect.objectContaining({ httpStatusCode: 400 }) }
  const calls = [() => read('Plain'), () => query('byZone'), put, write, () => secret('Pepper')]
  for (const call of calls) await expect(call()).rejects.toMatchObject(denied)
  await expect(arm()).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
  await expect(publish('usher/devices/a/receipts')).rejects.toMatchObject({
    name: 'ForbiddenException',
    $metadata: { httpStatusCode: 403 },
  })
  await publish('usher/devices/a/messages')
})

test('the refusal says who asked for what, and which statement is missing', async () => {
  const { read } = await speak(aTown([allow(arn('Plain'), 'dynamodb:BatchGetItem')]))
  const resource = 'arn:aws:dynamodb:eu-central-1:000000000000:table/Presence'
  await expect(read('Plain', 'Presence')).rejects.toThrow(
    `User: arn:aws:sts::000000000000:assumed-role/EngageRole/engage is not authorized to perform: dynamodb:BatchGetItem on resource: ${resource} because no policy allows the dynamodb:BatchGetItem action. The role EngageRole lacks {"Effect":"Allow","Action":"dynamodb:BatchGetItem","Resource":"${resource}"}`,
  )
})

test('whoever may call but not use the key is refused as each service puts it', async () => {
  const { read, put, arm, secret } = await speak(
    aTown([
      allow('*', 'dynamodb:*', 'kinesis:*', 'sqs:*', 'secretsmanager:*'),
      useKey('s3', 'kms:Decrypt', 'kms:GenerateDataKey'),
    ]),
  )
  await read('Plain')
  await expect(read('Presence')).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(read('Presence')).rejects.toThrow(
    '{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:eu-central-1:000000000000:key/Key","Condition":{"StringEquals":{"kms:ViaService":"dynamodb.eu-central-1.amazonaws.com"}}}',
  )
  await expect(put()).rejects.toMatchObject({ name: 'KMSAccessDeniedException' })
  await expect(arm()).rejects.toMatchObject({ name: 'KmsAccessDenied' })
  await expect(secret('Pepper')).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

test('an explicit deny wins over what is allowed', async () => {
  const { read } = await speak(
    aTown([allow('*', 'dynamodb:*'), { Effect: 'Deny', Action: 'dynamodb:*', Resource: arn('Plain') }]),
  )
  await expect(read('Plain')).rejects.toThrow('with an explicit deny in a policy')
})

test('a verdict holds for its own action and resource only', async () => {
  const { publish, read } = await speak(aTown([allow(messages, 'iot:Publish'), allow('*', 'dynamodb:Query')]))
  await publish('usher/devices/a/messages')
  await expect(publish('usher/devices/a/messages/more')).rejects.toMatchObject({ name: 'ForbiddenException' })
  await publish('usher/devices/b/messages')
  await expect(read('Plain')).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

test('a caller that is no function of the template may do everything', async () => {
  const { read, publish } = await speak(aTown([]), 'LOCALnobody')
  await Promise.all([read('Presence'), publish('anything')])
})

test('a role that the laptop can not judge is an error at start', () => {
  expect(() => createJudge(aTown([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }))).toThrow(
    "EngageRole: the laptop can't judge ManagedPolicyArns. Write inline policies that name their resources.",
  )
  expect(() => createJudge(aTown([{ Effect: 'Allow', Action: '*', NotResource: 'x' }]))).toThrow(
    "the laptop can't judge a statement without Resource",
  )
  const own = 'arn:aws:iot:eu-central-1:000000000000:topic/$' + '{aws:userid}'
  expect(() => createJudge(aTown([allow(own, 'iot:Publish')]))).toThrow('the policy variable in')
})
