import { BatchGetItemCommand, BatchWriteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { getItems } from '#shared/adapters/aws/items.ts'
import { aStore, type Item, invalid } from './a-store.ts'

/** The requests that our adapters send, with the answers that DynamoDB documents. */
const { client, ask, get, put, aKey } = await aStore()

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
