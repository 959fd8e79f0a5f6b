import { expect, test, vi } from 'vitest'
import { env } from '#shared/lambda/environment.ts'

test('a setting is read from the environment, and a missing one says who names it', () => {
  vi.stubEnv('LEDGERS_TABLE', 'ledgers')
  expect(env('LEDGERS_TABLE')).toBe('ledgers')
  vi.stubEnv('LEDGERS_TABLE', '')
  expect(() => env('LEDGERS_TABLE')).toThrow(
    "LEDGERS_TABLE is not set: the function's construct in infra/ names its environment",
  )
  vi.unstubAllEnvs()
})
