import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { openWebhook } from '#shared/use-cases/open-webhook.ts'
import { at } from '#test/support/builders.ts'

const dayMs = 24 * 60 * 60 * 1000

test('a webhook opens with a secret of its own, and each opening gives a new one', async () => {
  const open = openWebhook(memoryPorts(), async () => 'a key that nobody knows')
  const first = await open('store', 'mist', at(0))
  expect(first).toEqual({ path: '/webhooks/store/mist', secret: expect.stringMatching(/^[\w-]{43}$/), generation: 1 })
  const second = await open('store', 'mist', at(10))
  expect(second).toMatchObject({ generation: 2, previousUntil: at(10) + dayMs })
  const others = [await open('other', 'mist', at(0)), await open('store', 'cisco', at(0))]
  expect(others).toMatchObject([{ generation: 1 }, { path: '/webhooks/store/cisco', generation: 1 }])
  const secrets = [first, second, ...others].map((one) => (one === 'conflict' ? one : one.secret))
  expect(new Set(secrets).size).toBe(4)
})

test('of two who open it at once one is told that somebody else did', async () => {
  const open = openWebhook(memoryPorts(), async () => 'a key that nobody knows')
  const both = await Promise.all([open('store', 'mist', at(0)), open('store', 'mist', at(0))])
  expect(both.filter((one) => one === 'conflict')).toHaveLength(1)
})
