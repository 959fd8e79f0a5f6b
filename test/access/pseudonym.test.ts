import { expect, test } from 'vitest'
import { pseudonymOf } from '#shared/access/pseudonym.ts'

test('a customer has one pseudonym under one key, another under another, and nobody else has it', () => {
  expect(pseudonymOf('key', 'ada')).toBe(pseudonymOf('key', 'ada'))
  const all = [pseudonymOf('key', 'ada'), pseudonymOf('other key', 'ada'), pseudonymOf('key', 'adam')]
  expect(new Set(all).size).toBe(3)
  for (const one of all) expect(one).toMatch(/^[\w-]{22}$/)
})
