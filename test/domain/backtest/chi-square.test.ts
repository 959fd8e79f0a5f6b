import { expect, test } from 'vitest'
import { chiSquareP } from '#shared/domain/backtest/chi-square.ts'

test.each([
  // of a table of the distribution: degrees of freedom, chi-square, p
  [1, 3.841, 0.05],
  [1, 6.635, 0.01],
  [2, 5.991, 0.05],
  [4, 9.488, 0.05],
  [9, 16.919, 0.05],
  [9, 27.877, 0.001],
])('%i degrees of freedom, chi-square %f: p is %f', (freedom, chiSquare, p) => {
  // all of it in one count, the others as expected
  const others = Array.from({ length: freedom }, () => ({ drawn: 1, expected: 1 }))
  expect(chiSquareP([{ drawn: 1 + Math.sqrt(chiSquare), expected: 1 }, ...others])).toBeCloseTo(p, 4)
})

test('what is drawn as expected is certain, and what is far from it never happens', () => {
  expect(
    chiSquareP([
      { drawn: 50, expected: 50 },
      { drawn: 50, expected: 50 },
    ]),
  ).toBe(1)
  expect(
    chiSquareP([
      { drawn: 100_000, expected: 50_000 },
      { drawn: 0, expected: 50_000 },
    ]),
  ).toBe(0)
})
