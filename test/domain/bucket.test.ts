import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketOf, bucketRanges, equalWeights, isInNamespace, variantAt } from '#shared/domain/bucket.ts'
import { growthbookCases } from '#test/support/growthbook.ts'

const cases = growthbookCases()

describe.skipIf(cases === undefined)("GrowthBook's cases", () => {
  test.each(cases?.hash ?? [])('hash %j %j, version %i: %j', (seed, value, version, expected) => {
    expect(bucketOf(seed, value, version)).toBe(expected)
  })

  test.each(cases?.getBucketRange ?? [])('ranges: %s', (_, [count, coverage, weights], expected) => {
    const ranges = bucketRanges(count, coverage, weights ?? undefined)
    expect(ranges.map((range) => range.map((end) => Number(end.toFixed(8))))).toEqual(expected)
  })

  test.each(cases?.chooseVariation ?? [])('variation: %s', (_, bucket, ranges, expected) => {
    expect(variantAt(bucket, ranges)).toBe(expected)
  })

  test.each(cases?.getEqualWeights ?? [])('equal weights of %i', (count, expected) => {
    expect(equalWeights(count).map((weight) => Number(weight.toFixed(8)))).toEqual(expected)
  })

  test('there are some of each', () => {
    expect(
      [cases?.hash, cases?.getBucketRange, cases?.chooseVariation, cases?.getEqualWeights].map((of) => of?.length),
    ).toEqual([15, 13, 13, 6])
  })
})

test('whatever the weights, ranges begin where the one before would end, and no bucket is in two', () => {
  const weights = fc.array(
    fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    { maxLength: 10 },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 }),
      fc.double({ min: -1, max: 2, noNaN: true }),
      weights,
      (count, coverage, of) => {
        const ranges = bucketRanges(count, coverage, of)
        expect(ranges.length).toBe(count)
        for (const [i, [from, until]] of ranges.entries()) {
          expect(until).toBeGreaterThanOrEqual(from)
          if (i > 0) expect(from).toBeGreaterThanOrEqual((ranges[i - 1]?.[1] ?? 0) - 1e-9)
        }
        expect(ranges[0]?.[0] ?? 0).toBe(0)
        expect(ranges.at(-1)?.[1] ?? 0).toBeLessThanOrEqual(1.01 + 1e-9)
      },
    ),
  )
})

test('half of a namespace is half of the people, and the other half is the others', () => {
  const people = Array.from({ length: 10_000 }, (_, i) => `customer:${i}`)
  const first = people.filter((one) => isInNamespace(one, ['pricing', 0, 0.5]))
  const second = people.filter((one) => isInNamespace(one, ['pricing', 0.5, 1]))
  expect(first.length + second.length).toBe(people.length)
  expect(Math.abs(first.length - 5000)).toBeLessThan(300)
})
