import { deflateRawSync } from 'node:zlib'
import { BatchGetItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { dynamoPresences, packSeen } from '#shared/adapters/aws/presences.ts'
import type { Presence } from '#shared/domain/presence.ts'
import { aPresence } from '#test/support/builders.ts'

const aStore = () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' })
  return { mock: mockClient(client), presences: dynamoPresences(client, 'presence') }
}

test('an item that was stored as text, before states were deflated, is still read', async () => {
  const { mock, presences } = aStore()
  const { version, seen, ...state } = aPresence({ version: 4 })
  const item = {
    pk: { S: 'device:d1' },
    v: { N: '1' },
    version: { N: String(version) },
    state: { S: JSON.stringify(state) },
    seen: { B: packSeen(seen, state.newestAt) },
  }
  mock.on(BatchGetItemCommand).resolves({ Responses: { presence: [item] } })
  expect(await presences.find(['device:d1'])).toEqual(new Map([['device:d1', { ...state, seen, version }]]))
})

test('levels that were stored as single sightings are let go', async () => {
  const { mock, presences } = aStore()
  const { version, seen, ...state } = aPresence()
  const item = {
    pk: { S: 'device:d1' },
    v: { N: '2' },
    version: { N: String(version) },
    state: { B: deflateRawSync(JSON.stringify({ ...state, levels: { b1: [[1_790_000_000_000, -60]] } })) },
    seen: { B: packSeen(seen, state.newestAt) },
  }
  mock.on(BatchGetItemCommand).resolves({ Responses: { presence: [item] } })
  expect(await presences.find(['device:d1'])).toEqual(new Map([['device:d1', { ...state, seen, version }]]))
})

test('a state is stored smaller than its text', async () => {
  const { mock, presences } = aStore()
  mock.on(PutItemCommand).resolves({})
  const levels: Presence['levels'] = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `beacon-${i}`,
      [
        [1_790_000_001, -60 - i, 1],
        [1_790_000_000, -122, 2],
      ],
    ]),
  )
  const { seen, version, ...state } = { ...aPresence(), levels }
  await presences.save('device:d1', { ...state, seen, version })
  const stored = mock.commandCalls(PutItemCommand)[0]?.args[0].input.Item?.state?.B
  expect(stored?.length).toBeLessThan(JSON.stringify(state).length / 2)
})
