import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { aStore, type Item, invalid } from './a-store.ts'

/** The requests that our adapters send, with the answers that DynamoDB documents. */
const { ask, get, put, update, aKey } = await aStore()

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
  expect(await grow(1000)).toEqual({})
  expect(await grow(400 * 1024)).toEqual(invalid('Item size to update has exceeded the maximum allowed size'))
  expect(((await get(pk)) as Item).body?.S?.length).toBe(1000)
})

test('a table that is not there has a name for it', async () => {
  const unknown = { name: 'ResourceNotFoundException', message: 'Requested resource not found' }
  expect(await put({ pk: { S: 'a' } }, {}, 'Nobody')).toEqual(unknown)
  expect(await ask(new GetItemCommand({ TableName: 'Nobody', Key: { pk: { S: 'a' } } }))).toEqual(unknown)
})
