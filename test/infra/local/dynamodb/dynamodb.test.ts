import { join } from 'node:path'
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { startDynamoDb } from '#infra/local/dynamodb/dynamodb.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'
import { sdkOptions } from '../sdk-options.ts'

const aTable = async (path = join(tempFolder(), 'dynamodb'), keyName = 'pk') => {
  const key = [
    { AttributeName: keyName, KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ]
  const attributes = [keyName, 'sk', 'zone'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
  const byZone = {
    IndexName: 'byZone',
    KeySchema: [{ AttributeName: 'zone', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  }
  const template = aTemplate({
    resources: {
      Due: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: key,
          AttributeDefinitions: attributes,
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [byZone],
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      },
    },
  })
  const dynamodb = closing(await startDynamoDb({ template, path }))
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.serveRaw('dynamodb', dynamodb.service)
  const client = new DynamoDBClient(sdkOptions(endpoint.url))
  onTestFinished(() => client.destroy())
  return { client, endpoint, dynamodb }
}

const item = (pk: string, sk: string, zone = 'shoes') => ({ pk: { S: pk }, sk: { S: sk }, zone: { S: zone } })

test('the SDK writes, reads and queries the tables of the template, and each call is counted', async () => {
  const { client, endpoint } = await aTable()
  await client.send(new PutItemCommand({ TableName: 'Due', Item: item('a', '1') }))
  await client.send(new PutItemCommand({ TableName: 'Due', Item: item('a', '2', 'boots') }))
  const found = await client.send(
    new GetItemCommand({ TableName: 'Due', Key: { pk: { S: 'a' }, sk: { S: '1' } }, ConsistentRead: true }),
  )
  expect(found.Item).toEqual(item('a', '1'))
  const many = await client.send(
    new BatchGetItemCommand({ RequestItems: { Due: { Keys: [{ pk: { S: 'a' }, sk: { S: '2' } }] } } }),
  )
  expect(many.Responses).toEqual({ Due: [item('a', '2', 'boots')] })
  const queried = await client.send(
    new QueryCommand({
      TableName: 'Due',
      IndexName: 'byZone',
      KeyConditionExpression: '#zone = :zone',
      ExpressionAttributeNames: { '#zone': 'zone' },
      ExpressionAttributeValues: { ':zone': { S: 'boots' } },
    }),
  )
  expect(queried.Items).toEqual([item('a', '2', 'boots')])
  expect(endpoint.calls()).toEqual({
    'dynamodb.PutItem': 2,
    'dynamodb.GetItem': 1,
    'dynamodb.BatchGetItem': 1,
    'dynamodb.Query': 1,
  })
})

test('a condition that fails and a table that is not there are told by name', async () => {
  const { client } = await aTable()
  const put = () =>
    client.send(
      new PutItemCommand({ TableName: 'Due', Item: item('a', '1'), ConditionExpression: 'attribute_not_exists(pk)' }),
    )
  await put()
  await expect(put()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
  await expect(client.send(new PutItemCommand({ TableName: 'Nobody', Item: item('a', '1') }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('items, batches and requests that are too large are refused as DynamoDB refuses them', async () => {
  const { client } = await aTable()
  const put = (bytes: number) =>
    client.send(new PutItemCommand({ TableName: 'Due', Item: { ...item('a', '1'), body: { S: 'x'.repeat(bytes) } } }))
  // names count too: pk a, sk 1, zone shoes, body
  const rest = 'pka'.length + 'sk1'.length + 'zoneshoes'.length + 'body'.length
  await put(400 * 1024 - rest)
  const refused = { name: 'ValidationException' }
  await expect(put(400 * 1024 - rest + 1)).rejects.toMatchObject({
    ...refused,
    message: 'Item size has exceeded the maximum allowed size',
  })
  const write = (count: number, bytes = 1) => {
    const body = { S: 'x'.repeat(bytes) }
    const requests = Array.from({ length: count }, (_, i) => ({ PutRequest: { Item: { ...item('b', `${i}`), body } } }))
    return client.send(new BatchWriteItemCommand({ RequestItems: { Due: requests } }))
  }
  const read = (count: number) => {
    const Keys = Array.from({ length: count }, (_, i) => ({ pk: { S: 'b' }, sk: { S: `${i}` } }))
    return client.send(new BatchGetItemCommand({ RequestItems: { Due: { Keys } } }))
  }
  await write(25)
  await expect(write(26)).rejects.toMatchObject(refused)
  await expect(write(1, 400 * 1024)).rejects.toMatchObject(refused)
  expect((await read(100)).Responses?.Due?.length).toBe(25)
  await expect(read(101)).rejects.toMatchObject(refused)
})

test('a restart keeps what was written, and refuses a table with another key', async () => {
  const path = join(tempFolder(), 'dynamodb')
  const before = await aTable(path)
  await before.client.send(new PutItemCommand({ TableName: 'Due', Item: item('a', '1') }))
  await before.dynamodb.close()
  await expect(
    before.client.send(new GetItemCommand({ TableName: 'Due', Key: { pk: { S: 'a' }, sk: { S: '1' } } })),
  ).rejects.toThrow('DynamoDB is closed')
  const after = await aTable(path)
  const found = await after.client.send(
    new GetItemCommand({ TableName: 'Due', Key: { pk: { S: 'a' }, sk: { S: '1' } } }),
  )
  expect(found.Item).toEqual(item('a', '1'))
  await after.dynamodb.close()
  await expect(aTable(path, 'id')).rejects.toThrow('Table Due is kept with the key')
})
