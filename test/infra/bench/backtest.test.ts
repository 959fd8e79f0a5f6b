import { expect, test } from 'vitest'
import { mallTraffic, measureBacktest } from '#infra/bench/backtest.ts'

test('a small backtest is measured: time, speed and memory, above nothing', () => {
  const results = measureBacktest(50_000, 100)
  expect(results.map(({ unit }) => unit)).toEqual(['s', 'moments/s', 'MB'])
  expect(results[0]?.value).toBeGreaterThan(0)
})

test('the traffic comes in the order of time, and a visit goes in and out of nine shops', () => {
  const moments = [...mallTraffic(40_000)]
  expect(moments.every(({ receivedAt }, i) => receivedAt >= (moments[i - 1]?.receivedAt ?? 0))).toBe(true)
  const visit = moments.filter(({ customerId }) => customerId === 'shopper-7').map(({ kind }) => kind)
  const shops = Array.from({ length: 9 }, () => ['zone.enter', 'zone.exit']).flat()
  expect(visit).toEqual(['venue.enter', ...shops, 'venue.exit'])
})
