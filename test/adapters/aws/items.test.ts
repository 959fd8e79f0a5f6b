import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, test } from 'vitest'
import { getItems, type Item, queryItems, writeItems } from '#shared/adapters/aws/items.ts'

const client = new DynamoDBClient({ region: 'local' })

const keyOf = (pk: string): Item => ({ pk: { S: pk } })
const put = (pk: string, sk: string, note = ''): WriteRequest => ({
  PutRequest: { Item: { pk: { S: pk }, sk: { S: sk }, note: { S: note } } },
})
const remove = (pk: string, sk: string): WriteRequest => ({ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } })

describe('reading items', () => {
  test('no keys is no call', async () => {
    const mock = mockClient(client)
    expect(await getItems(client, [{ table: 'a', keys: [] }])).toEqual(new Map([['a', []]]))
    expect(mock.calls()).toHaveLength(0)
  })

  test('keys that the store left out are asked again, consistently, table by table', async () => {
    const mock = mockClient(client)
    mock
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { a: [keyOf('1')] },
        UnprocessedKeys: { a: { Keys: [keyOf('2')] }, b: { Keys: [keyOf('3')] } },
      })
      .resolvesOnce({ Responses: { a: [keyOf('2')], b: [keyOf('3')] } })
    const found = await getItems(client, [
      { table: 'a', keys: [keyOf('1'), keyOf('2')] },
      { table: 'b', keys: [keyOf('3')] },
    ])
    expect(found).toEqual(
      new Map([
        ['a', [keyOf('1'), keyOf('2')]],
        ['b', [keyOf('3')]],
      ]),
    )
    expect(mock.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems)).toEqual([
      {
        a: { Keys: [keyOf('1'), keyOf('2')], ConsistentRead: true },
        b: { Keys: [keyOf('3')], ConsistentRead: true },
      },
      { a: { Keys: [keyOf('2')], ConsistentRead: true }, b: { Keys: [keyOf('3')], ConsistentRead: true } },
    ])
  })

  test('a store that answers nothing five times is an outage', async () => {
    const mock = mockClient(client)
    mock.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { a: { Keys: [keyOf('1')] } } })
    await expect(getItems(client, [{ table: 'a', keys: [keyOf('1')] }])).rejects.toThrow(
      new Error('keys of BatchGetItem: refused 5 times in a row'),
    )
  })

  test('a hundred keys a call, each once', async () => {
    const mock = mockClient(client)
    mock.on(BatchGetItemCommand).resolves({})
    const keys = Array.from({ length: 250 }, (_, i) => keyOf(String(i)))
    await getItems(client, [{ table: 'a', keys: [...keys, ...keys.slice(0, 40)] }])
    const asked = mock.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.a?.Keys ?? [])
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(asked.flat()).toEqual(keys)
  })
})

describe('writing items', () => {
  test('no items is no call', async () => {
    const mock = mockClient(client)
    await writeItems(client, 'a', [])
    expect(mock.calls()).toHaveLength(0)
  })

  test('items that the store left out are sent again', async () => {
    const mock = mockClient(client)
    mock
      .on(BatchWriteItemCommand)
      .resolvesOnce({ UnprocessedItems: { a: [put('1', 'y')] } })
      .resolvesOnce({})
    await writeItems(client, 'a', [put('1', 'x'), put('1', 'y')])
    expect(mock.commandCalls(BatchWriteItemCommand).map(({ args }) => args[0].input.RequestItems)).toEqual([
      { a: [put('1', 'x'), put('1', 'y')] },
      { a: [put('1', 'y')] },
    ])
  })

  test('a store that takes nothing five times is an outage', async () => {
    const mock = mockClient(client)
    mock.on(BatchWriteItemCommand).resolves({ UnprocessedItems: { a: [put('1', 'x')] } })
    await expect(writeItems(client, 'a', [put('1', 'x')])).rejects.toThrow(
      new Error('items of BatchWriteItem to a: refused 5 times in a row'),
    )
  })

  test('twenty-five items a call; of two requests for one key the last one is sent', async () => {
    const mock = mockClient(client)
    mock.on(BatchWriteItemCommand).resolves({})
    const many = Array.from({ length: 60 }, (_, i) => put('1', String(i)))
    await writeItems(client, 'a', [put('1', '7', 'early'), ...many, remove('1', '8')])
    const sent = mock.commandCalls(BatchWriteItemCommand).map(({ args }) => args[0].input.RequestItems?.a ?? [])
    expect(sent.map(({ length }) => length)).toEqual([25, 25, 10])
    expect(sent.flat()).toHaveLength(60)
    expect(sent.flat()).toEqual(expect.arrayContaining([put('1', '7'), remove('1', '8')]))
    expect(sent.flat()).not.toContainEqual(put('1', '8'))
  })
})

test('a query goes on until the last page', async () => {
  const mock = mockClient(client)
  mock
    .on(QueryCommand)
    .resolvesOnce({ Items: [keyOf('1')], LastEvaluatedKey: keyOf('1') })
    .resolvesOnce({ Items: [], LastEvaluatedKey: keyOf('2') })
    .resolvesOnce({ Items: [keyOf('3')] })
  expect(await queryItems(client, 'a', 'p')).toEqual([keyOf('1'), keyOf('3')])
  expect(mock.commandCalls(QueryCommand).map(({ args }) => args[0].input.ExclusiveStartKey)).toEqual([
    undefined,
    keyOf('1'),
    keyOf('2'),
  ])
})
