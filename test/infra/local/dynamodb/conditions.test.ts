import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { onlyVersion } from '#shared/adapters/aws/items.ts'
import { aStore, type Item, invalid } from './a-store.ts'

/** The requests that our adapters send, with the answers that DynamoDB documents. */
const { ask, get, put, update, aKey } = await aStore()

const conflict = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' }
const done = {}

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
