import { expect, test } from 'vitest'
import { costOf, rowsOf } from '#infra/cost/cost.ts'
import { noUsage, usageBetween } from '#infra/cost/usage.ts'

test('the cost of a million sightings is what was counted, scaled up and priced', () => {
  const { lines, usd } = costOf({ ...noUsage, iotRules: 500, iotActions: 500, dynamoWriteUnits: 1000 }, 10_000)
  expect(lines.filter(({ count }) => count > 0)).toEqual([
    { what: 'IoT Core, rules triggered', unit: 'of 5 kB', count: 50_000, usd: 0.0075 },
    { what: 'IoT Core, actions', unit: 'of 5 kB', count: 50_000, usd: 0.0075 },
    { what: 'DynamoDB, writes', unit: 'of 1 kB', count: 100_000, usd: 0.0625 },
  ])
  expect(usd).toBeCloseTo(0.0775, 12)
})

test('a record of the stream is paid for when it comes in and when it is fanned out', () => {
  const { lines } = costOf({ ...noUsage, kinesisBytes: 1e9 }, 1e6)
  expect(lines.filter(({ count }) => count > 0).map(({ what, usd }) => [what, usd])).toEqual([
    ['Kinesis, taken in', 0.08],
    ['Kinesis, fanned out', 0.05],
  ])
})

test('the bill is read line by line, with its sum first', () => {
  const rows = rowsOf(costOf({ ...noUsage, lambdaRequests: 1000 }, 1e6))
  expect(rows[0]).toEqual(['cost of a million sightings', '$0.000, and $71.77 a month'])
  expect(rows).toContainEqual(['  Lambda, requests', '$0.0002 for 1,000'])
})

test('no sightings have no cost of a million', () => {
  expect(() => costOf(noUsage, 0)).toThrow('the cost of 0 sightings says nothing about a million')
})

test('what a replay used is the difference of two counts', () => {
  const before = { ...noUsage, sqsRequests: 5, logBytes: 7 }
  const after = { ...noUsage, sqsRequests: 9, logBytes: 7 }
  expect(usageBetween(before, after)).toEqual({ ...noUsage, sqsRequests: 4 })
})
