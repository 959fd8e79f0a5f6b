import { expect, test } from 'vitest'
import { percentile } from '#infra/local/percentile.ts'

test.each([
  [[], 0.5, null],
  [[7], 0.99, 7],
  [[4, 1, 3, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.51, 3],
  [[1.26, 10], 0.5, 1.3],
])('of %j the share %d does not exceed %s', (values, share, value) => {
  expect(percentile(values, share)).toBe(value)
})
