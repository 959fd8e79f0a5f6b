import { expect, test } from 'vitest'
import { measureTemplates } from '#infra/bench/templates.ts'

test('a template comes to what is put together by hand, and its cost stands beside', async () => {
  const results = await measureTemplates(0.01)
  expect(results.map(({ peer }) => peer)).toEqual([undefined, undefined, 'texts put together by hand'])
}, 60_000)
