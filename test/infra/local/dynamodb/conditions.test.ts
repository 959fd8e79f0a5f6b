import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { beforeAll, expect, test } from 'vitest'
import type { Resource } from '#infra/local/contracts.ts'
import { startDynamoDb } from '#infra/local/dynamodb/dynamodb.ts'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { getItems, onlyVersion } from '#shared/adapters/aws/items.ts'
import { sdkOptions } from '../sdk-options.ts'

/** The requests that our adapters send, with the answers that DynamoDB documents. */

type Item = Record<string, AttributeValue>

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

let client: DynamoDBClient
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

const conflict = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' }
const invalid = (message: unknown) => ({ name: 'ValidationException', message })
const done = {}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-test-'))
  const template = {
    resources: tables,
    ofType: (wanted: string) => tables.filter(({ type }) => type === wanted),
    find: () => undefined,
  }
  const dynamodb = await startDynamoDb({ template, path: join(folder, 'dynamodb') })
  const endpoint = await startEndpoint({ port: 0 })
  endpoint.serveRaw('dynamodb', dynamodb.service)
  client = new DynamoDBClient(sdkOptions(endpoint.url))
  return async () => {
    client.destroy()
    await endpoint.close()
    await dynamodb.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const versioned = (pk: string, version: number) =>
  put({ pk: { S: pk }, version: { N: `${version + 1}` } }, onlyVersion(version))

test('version 0 may be written where nothing is, each later one over its predecessor only', async () => {
  const pk = aKey()
  expect(await versioned(pk, 1)).toEqual(conflict)
  expect(await versioned(pk, 0)).toEqual(done)
  expect(await versioned(pk, 0)).toEqual(conflict)
  expect(await versioned(pk, 2)).toEqual(conflict)
  expect(await versioned(pk, 1)).toEqual(done)
  expect(await versioned(pk, 1)).toEqual(conflict)
  expect(await get(pk)).toEqual({ pk: { S: pk }, version: { N: '2' } })
})

test('of a hundred claims of one version exactly one is written', async () => {
  const pk = aKey()
  for (const version of [0, 1]) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => versioned(pk, version)))
    expect(answers.filter(({ name }) => name === undefined).length).toBe(1)
    expect(answers.filter(({ name }) => name === conflict.name).length).toBe(99)
  }
})

test('a part of a release is written once, or again if it is the same', async () => {
  const pk = aKey()
  const part = (digest: string) =>
    put(
      { pk: { S: pk }, digest: { S: digest } },
      {
        ConditionExpression: 'attribute_not_exists(pk) OR digest = :digest',
        ExpressionAttributeValues: { ':digest': { S: digest } },
      },
    )
  expect([await part('a'), await part('a'), await part('b')]).toEqual([done, done, conflict])
})

test('the pointer to a release moves from where it was thought to be', async () => {
  const pk = aKey()
  const move = (next: number, previous?: number) =>
    update(
      pk,
      'SET #version = :next',
      { ':next': { N: `${next}` }, ...(previous !== undefined && { ':previous': { N: `${previous}` } }) },
      {
        ConditionExpression: previous === undefined ? 'attribute_not_exists(#version)' : '#version = :previous',
        ExpressionAttributeNames: { '#version': 'version' },
      },
    )
  expect([await move(1, 0), await move(1), await move(2), await move(2, 1), await move(2, 1)]).toEqual([
    conflict,
    done,
    conflict,
    done,
    conflict,
  ])
  expect(await get(pk)).toEqual({ pk: { S: pk }, version: { N: '2' } })
})

test('what is under a hardware key is deleted as long as it is the device that was meant', async () => {
  const pk = aKey()
  const forget = (device: string) =>
    ask(
      new DeleteItemCommand({
        TableName: 'Ledgers',
        Key: { pk: { S: pk } },
        ConditionExpression: 'deviceId = :device',
        ExpressionAttributeValues: { ':device': { S: device } },
      }),
    )
  expect(await forget('a')).toEqual(conflict)
  await put({ pk: { S: pk }, deviceId: { S: 'a' } })
  expect([await forget('b'), await forget('a'), await forget('a')]).toEqual([conflict, done, conflict])
})

test('a set grows and shrinks beside the rest of its item, and is gone when it is empty', async () => {
  const pk = aKey()
  const phone = (act: string, ...phones: string[]) => update(pk, `${act} phones :phone`, { ':phone': { SS: phones } })
  const phones = async () => ((await get(pk)) as Item | undefined)?.phones?.SS?.toSorted()
  expect(await phone('DELETE', 'a')).toEqual(done)
  expect(await phone('ADD', 'b')).toEqual(done)
  await phone('ADD', 'a')
  await phone('ADD', 'a')
  expect(await phones()).toEqual(['a', 'b'])
  await update(
    pk,
    'SET #state = :state',
    { ':state': { S: '{}' } },
    { ExpressionAttributeNames: { '#state': 'state' } },
  )
  await phone('DELETE', 'b', 'c')
  expect(await get(pk)).toEqual({ pk: { S: pk }, phones: { SS: ['a'] }, state: { S: '{}' } })
  await phone('DELETE', 'a')
  expect(await get(pk)).toEqual({ pk: { S: pk }, state: { S: '{}' } })
  expect(await phone('ADD')).toEqual(invalid(expect.stringContaining('may not be empty')))
})

test('SET, REMOVE and ADD of one update act together, and a number counts from nothing', async () => {
  const pk = aKey()
  const both = () => update(pk, 'SET a = :one ADD n :one REMOVE b', { ':one': { N: '1' } })
  await put({ pk: { S: pk }, b: { S: 'x' } })
  expect([await both(), await both()]).toEqual([done, done])
  expect(await get(pk)).toEqual({ pk: { S: pk }, a: { N: '1' }, n: { N: '2' } })
  expect(
    await update(pk, 'SET a = if_not_exists(a, :zero) + :five', { ':zero': { N: '0' }, ':five': { N: '5' } }),
  ).toEqual(done)
  expect(await get(pk)).toEqual({ pk: { S: pk }, a: { N: '6' }, n: { N: '2' } })
})

test('nothing and empty values are kept as they are', async () => {
  const item = {
    pk: { S: aKey() },
    none: { B: new Uint8Array() },
    text: { S: '' },
    yes: { BOOL: true },
    at: { N: '1700000000000' },
  }
  expect(await put(item)).toEqual(done)
  expect(await get(item.pk.S)).toEqual(item)
})

const refused: readonly [string, () => Promise<unknown>, unknown][] = [
  [
    'an item without its key',
    () => put({ a: { S: 'x' } }),
    'One or more parameter values were invalid: Missing the key pk in the item',
  ],
  [
    'a key of another type',
    () => put({ pk: { N: '1' } }),
    'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
  ],
  [
    'an empty key',
    () => put({ pk: { S: '' } }),
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
  [
    'a key of 2,049 bytes',
    () => put({ pk: { S: 'x'.repeat(2049) } }),
    'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
  ],
  [
    'a key with a part too many',
    () => ask(new GetItemCommand({ TableName: 'Ledgers', Key: { pk: { S: 'a' }, sk: { S: 'b' } } })),
    'The provided key element does not match the schema',
  ],
  [
    'a key with a part missing',
    () => ask(new GetItemCommand({ TableName: 'Due', Key: { pk: { S: 'a' } } })),
    'The provided key element does not match the schema',
  ],
  [
    'a number of 39 digits',
    () => put({ pk: { S: 'a' }, n: { N: '1'.repeat(39) } }),
    'Attempting to store more than 38 significant digits in a Number',
  ],
  [
    'an item of more than 400 kB',
    () => put({ pk: { S: 'a' }, body: { S: 'x'.repeat(400 * 1024) } }),
    'Item size has exceeded the maximum allowed size',
  ],
  [
    'a value that no expression uses',
    () =>
      put(
        { pk: { S: 'a' } },
        { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeValues: { ':x': { S: '1' } } },
      ),
    'Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}',
  ],
  [
    'a name that no expression uses',
    () =>
      put(
        { pk: { S: 'a' } },
        { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeNames: { '#x': 'y' } },
      ),
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}',
  ],
  [
    'an expression with a value that is not given',
    () => put({ pk: { S: 'a' } }, { ConditionExpression: 'version = :version' }),
    'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :version',
  ],
  [
    'a reserved word in an expression',
    () => update('a', 'SET state = :state', { ':state': { S: 'x' } }),
    'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: state',
  ],
  [
    'an update of the key itself',
    () => update('a', 'SET pk = :pk', { ':pk': { S: 'b' } }),
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
  [
    'two changes of one attribute',
    () => update('a', 'SET a = :a, a = :a', { ':a': { S: 'b' } }),
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'a query without the partition key',
    () =>
      ask(
        new QueryCommand({
          TableName: 'Due',
          KeyConditionExpression: 'sk = :sk',
          ExpressionAttributeValues: { ':sk': { S: 'a' } },
        }),
      ),
    'Query condition missed key schema element: pk',
  ],
]

test.each(refused)('%s is refused in the words of DynamoDB', async (_, send, message) => {
  expect(await send()).toEqual(invalid(message))
})

test('an update that makes an item too large is refused, and the item stays', async () => {
  const pk = aKey()
  const grow = (bytes: number) => update(pk, 'SET body = :body', { ':body': { S: 'x'.repeat(bytes) } })
  expect(await grow(1000)).toEqual(done)
  expect(await grow(400 * 1024)).toEqual(invalid('Item size to update has exceeded the maximum allowed size'))
  expect(((await get(pk)) as Item).body?.S?.length).toBe(1000)
})

const read = (pks: readonly string[], more: object = {}) =>
  ask(
    new BatchGetItemCommand({
      RequestItems: { Ledgers: { Keys: pks.map((pk) => ({ pk: { S: pk } })), ConsistentRead: true }, ...more },
    }),
  )
const write = (requests: readonly object[], TableName = 'Ledgers') =>
  ask(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests as never } }))
const putRequest = (pk: string, more: Item = {}) => ({ PutRequest: { Item: { pk: { S: pk }, ...more } } })
const deleteRequest = (pk: string) => ({ DeleteRequest: { Key: { pk: { S: pk } } } })

test('a batch reads up to 100 keys of several tables; what is not there is left out', async () => {
  const [one, two] = [aKey(), aKey()]
  await put({ pk: { S: one } })
  await put({ pk: { S: two }, sk: { S: 'a' } }, {}, 'Due')
  expect(
    await read([one, aKey()], { Due: { Keys: [{ pk: { S: two }, sk: { S: 'a' } }], ConsistentRead: true } }),
  ).toEqual({
    Responses: { Ledgers: [{ pk: { S: one } }], Due: [{ pk: { S: two }, sk: { S: 'a' } }] },
    UnprocessedKeys: {},
  })
  expect(await read([one, one])).toEqual(invalid('Provided list of item keys contains duplicates'))
  expect(await read(Array.from({ length: 101 }, aKey))).toMatchObject({ name: 'ValidationException' })
  expect(await read([])).toMatchObject({ name: 'ValidationException' })
  expect((await read([one], { Nobody: { Keys: [{ pk: { S: one } }] } })).name).toBe('ResourceNotFoundException')
})

test('a batch that would be too large comes in part; the keys of the rest come back to be asked again', async () => {
  // DynamoDB answers 16 MB at most, and 1 MB of one partition; dynalite 1 MB of all, which is the stricter of the two
  const pks = Array.from({ length: 12 }, aKey)
  for (const pk of pks) await put({ pk: { S: pk }, body: { S: 'x'.repeat(390 * 1024) } })
  const first = (await read(pks)) as {
    Responses: { Ledgers: Item[] }
    UnprocessedKeys: { Ledgers?: { Keys: Item[]; ConsistentRead: boolean } }
  }
  const { Keys = [], ConsistentRead } = first.UnprocessedKeys.Ledgers ?? {}
  const told = [...first.Responses.Ledgers, ...Keys].map(({ pk }) => pk?.S)
  expect([told.toSorted(), Keys.length > 0, ConsistentRead]).toEqual([pks.toSorted(), true, true])
  const all = await getItems(client, [{ table: 'Ledgers', keys: pks.map((pk) => ({ pk: { S: pk } })) }])
  expect(
    all
      .get('Ledgers')
      ?.map(({ pk }) => pk?.S)
      .toSorted(),
  ).toEqual(pks.toSorted())
})

test('a batch writes and deletes up to 25 items, each key once', async () => {
  const [one, two] = [aKey(), aKey()]
  expect(await write([putRequest(one), putRequest(two)])).toEqual({ UnprocessedItems: {} })
  expect(await write([deleteRequest(one), putRequest(two, { a: { S: 'x' } }), deleteRequest(aKey())])).toEqual({
    UnprocessedItems: {},
  })
  expect([await get(one), await get(two)]).toEqual([undefined, { pk: { S: two }, a: { S: 'x' } }])
  const twice = invalid('Provided list of item keys contains duplicates')
  expect(await write([putRequest(one), putRequest(one)])).toEqual(twice)
  expect(await write([putRequest(one), deleteRequest(one)])).toEqual(twice)
  expect(await write(Array.from({ length: 26 }, () => putRequest(aKey())))).toMatchObject({
    name: 'ValidationException',
  })
  expect(await write([])).toMatchObject({ name: 'ValidationException' })
  expect((await write([putRequest(one)], 'Nobody')).name).toBe('ResourceNotFoundException')
  expect(await write([putRequest(one, { body: { S: 'x'.repeat(400 * 1024) } }), putRequest(aKey())])).toEqual(
    invalid('Item size has exceeded the maximum allowed size'),
  )
  expect(await get(one)).toBeUndefined()
})

const query = (pk: string, condition = '', values: Item = {}, more: object = {}) =>
  ask(
    new QueryCommand({
      TableName: 'Due',
      KeyConditionExpression: `pk = :pk${condition}`,
      ExpressionAttributeValues: { ':pk': { S: pk }, ...values },
      ConsistentRead: true,
      ...more,
    }),
  )
const sortKeys = async (answer: Promise<Record<string, unknown>>) =>
  ((await answer).Items as Item[]).map(({ sk }) => sk?.S)

test('a partition is read in the order of its sort keys, whole, by prefix or between two', async () => {
  const pk = aKey()
  const sks = ['venue#b', 'journey#a', 'venue#a', 'venuf', 'venue#', 'Venue#a', 'venue#ü']
  for (const sk of sks) await put({ pk: { S: pk }, sk: { S: sk } }, {}, 'Due')
  expect(await sortKeys(query(pk))).toEqual([
    'Venue#a',
    'journey#a',
    'venue#',
    'venue#a',
    'venue#b',
    'venue#ü',
    'venuf',
  ])
  expect(await sortKeys(query(pk, ' AND begins_with(sk, :prefix)', { ':prefix': { S: 'venue#' } }))).toEqual([
    'venue#',
    'venue#a',
    'venue#b',
    'venue#ü',
  ])
  expect(
    await sortKeys(query(pk, ' AND sk BETWEEN :from AND :to', { ':from': { S: 'venue#' }, ':to': { S: 'venue#b' } })),
  ).toEqual(['venue#', 'venue#a', 'venue#b'])
  expect(await sortKeys(query(pk, '', {}, { ScanIndexForward: false, Limit: 2 }))).toEqual(['venuf', 'venue#ü'])
  expect(await sortKeys(query(aKey()))).toEqual([])
})

test('a query reads a megabyte a page and goes on after its last key', async () => {
  const pk = aKey()
  const sks = ['1', '2', '3', '4', '5']
  for (const sk of sks) await put({ pk: { S: pk }, sk: { S: sk }, body: { S: 'x'.repeat(390 * 1024) } }, {}, 'Due')
  const first = await query(pk)
  expect(first.LastEvaluatedKey).toEqual({ pk: { S: pk }, sk: { S: '3' } })
  const second = query(pk, '', {}, { ExclusiveStartKey: first.LastEvaluatedKey })
  expect(await sortKeys(second)).toEqual(['4', '5'])
  expect((await second).LastEvaluatedKey).toBeUndefined()
})

test('a table that is not there has a name for it', async () => {
  const unknown = { name: 'ResourceNotFoundException', message: 'Requested resource not found' }
  expect(await put({ pk: { S: 'a' } }, {}, 'Nobody')).toEqual(unknown)
  expect(await ask(new GetItemCommand({ TableName: 'Nobody', Key: { pk: { S: 'a' } } }))).toEqual(unknown)
})
