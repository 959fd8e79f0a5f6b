import { expect, test } from 'vitest'
import { createSaver, memoryStorage, restored } from '#shared/client/storage.ts'

test('what was saved is restored, and what is missing or broken falls back', async () => {
  const storage = memoryStorage()
  await createSaver(storage, 'a', () => [1, 2])()
  await storage.set('broken', '{"ids":')
  expect(await restored(storage, 'a', [])).toEqual([1, 2])
  expect(await restored(storage, 'broken', 'otherwise')).toBe('otherwise')
  expect(await restored(storage, 'missing', 'otherwise')).toBe('otherwise')
})

test('a burst of changes is written twice at most, and the last write holds them all', async () => {
  const writes: string[] = []
  const finish: (() => void)[] = []
  const slow = {
    get: async () => undefined,
    set: (_key: string, value: string) => {
      writes.push(value)
      return new Promise<void>((resolve) => finish.push(resolve))
    },
  }
  let state = 0
  const save = createSaver(slow, 'a', () => state)
  const tick = () => new Promise((resolve) => setImmediate(resolve))
  const saves = []
  for (state = 1; state <= 5; state++) {
    saves.push(save())
    await tick()
  }
  state = 5
  finish.shift()?.()
  await tick()
  finish.shift()?.()
  await Promise.all(saves)
  expect(writes).toEqual(['1', '5'])
})

test('a failed write rejects and does not stand in the way of the next', async () => {
  const storage = memoryStorage()
  let full = true
  const save = createSaver(
    { ...storage, set: async (key, value) => (full ? Promise.reject(new Error('full')) : storage.set(key, value)) },
    'a',
    () => 1,
  )
  await expect(save()).rejects.toThrow('full')
  full = false
  await save()
  expect(await storage.get('a')).toBe('1')
})
