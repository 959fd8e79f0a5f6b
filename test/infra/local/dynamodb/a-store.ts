import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll } from 'vitest'
import type { Resource } from '#infra/local/contracts.ts'
import { startDynamoDb } from '#infra/local/dynamodb/dynamodb.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { sdkOptions } from '../sdk-options.ts'

export type Item = Record<string, AttributeValue>

const key = (name: string, KeyType: string) => ({ AttributeName: name, KeyType })
const table = (logicalId: string, ...keys: ReturnType<typeof key>[]): Resource => ({
  logicalId,
  type: 'AWS::DynamoDB::Table',
  properties: {
    KeySchema: keys,
    AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
  },
})
const tables = [table('Ledgers', key('pk', 'HASH')), table('Due', key('pk', 'HASH'), key('sk', 'RANGE'))]

/** A store with a table by one key and one by two, until the tests of its file have ended. */
export const aStore = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-test-'))
  const template = {
    resources: tables,
    ofType: (wanted: string) => tables.filter(({ type }) => type === wanted),
    find: () => undefined,
  }
  const dynamodb = await startDynamoDb({ template, path: join(folder, 'dynamodb') })
  const endpoint = await startEndpoint({ port: 0 })
  endpoint.serveRaw('dynamodb', dynamodb.service)
  const client = new DynamoDBClient(sdkOptions(endpoint.url))
  afterAll(async () => {
    client.destroy()
    await endpoint.close()
    await dynamodb.close()
    rmSync(folder, { recursive: true, force: true })
  })

  let names = 0
  /** A partition key that no other test has. */
  const aKey = () => `key-${++names}`

  const ask = (command: { readonly input: object }): Promise<Record<string, unknown>> =>
    client.send(command as never).then(
      ({ $metadata: _, ...answer }: { $metadata: unknown }) => answer,
      ({ name, message }: Error) => ({ name, message }),
    )

  const get = async (pk: string): Promise<unknown> =>
    (await ask(new GetItemCommand({ TableName: 'Ledgers', Key: { pk: { S: pk } }, ConsistentRead: true }))).Item
  const put = (Item: Item, more: object = {}, TableName = 'Ledgers') =>
    ask(new PutItemCommand({ TableName, Item, ...more }))
  const update = (pk: string, UpdateExpression: string, values: Item = {}, more: object = {}) =>
    ask(
      new UpdateItemCommand({
        TableName: 'Ledgers',
        Key: { pk: { S: pk } },
        UpdateExpression,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
        ...more,
      }),
    )

  return { client, ask, get, put, update, aKey }
}

/** A refusal of what no retry mends. */
export const invalid = (message: unknown) => ({ name: 'ValidationException', message })
