import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startDynamoDb } from '#infra/local/dynamodb/dynamodb.ts'
import { sizeOf } from '#infra/soak/measure.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'

const writes = 600
const bytes = 100_000

test('an item that is written over and over, with a query after each write, does not pile up on disk', async () => {
  const path = join(tempFolder(), 'dynamodb')
  const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }]
  const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' }]
  const table = { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema, AttributeDefinitions } }
  const dynamodb = closing(await startDynamoDb({ template: aTemplate({ resources: { Due: table } }), path }))
  const call = async (action: string, body: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=none',
    }
    const request = { method: 'POST', path: '/', query: new URLSearchParams(), headers, json: () => ({}) }
    const answer = await dynamodb.service(
      { ...request, body: Buffer.from(JSON.stringify(body)) },
      { service: 'dynamodb', action },
    )
    expect(answer.status).toBe(200)
  }

  for (let i = 0; i < writes; i++) {
    const text = randomBytes(bytes / 2).toString('hex')
    await call('PutItem', { TableName: 'Due', Item: { pk: { S: 'one' }, text: { S: text } } })
    await call('Query', {
      TableName: 'Due',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'one' } },
    })
  }
  expect(sizeOf(path)).toBeLessThan((writes * bytes) / 3)
})
