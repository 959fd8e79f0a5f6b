import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLane } from '#infra/local/stream/lane.ts'
import type { LogRecord } from '#infra/local/stream/segment.ts'

const aRecord = (number: number, bytes = 1): LogRecord => ({
  number,
  arrivedAt: 0,
  partitionKey: 'k',
  data: 'x'.repeat(bytes),
})

const settings = {
  batchSize: 100,
  windowInMillis: 0,
  maxAgeInMillis: Number.POSITIVE_INFINITY,
  retries: Number.POSITIVE_INFINITY,
  bisect: false,
}

/** Runs records through a lane whose function fails where `plan` says so: the nth call fails from that place of its batch on. */
const run = async (
  count: number,
  batchSize: number,
  bisect: boolean,
  plan: readonly (number | 'all' | undefined)[],
) => {
  const seen: number[] = []
  const batches: number[][] = []
  const done: number[] = []
  let call = 0
  await new Promise<void>((resolve) => {
    const lane = createLane(
      { ...settings, batchSize, bisect },
      {
        now: () => 0,
        at: () => () => undefined,
        identifier: ({ number }) => `${number}`,
        handle: async (records) => {
          batches.push(records.map(({ number }) => number))
          const failure = plan[call++]
          const good = failure === 'all' ? 0 : Math.min(failure ?? records.length, records.length)
          seen.push(...records.slice(0, good).map(({ number }) => number))
          if (failure === 'all') return 'all'
          return new Set(records.slice(good).map(({ number }) => `${number}`))
        },
        giveUp: async () => undefined,
        done: (number) => done.push(number),
        rested: resolve,
      },
    )
    for (let number = 1; number <= count; number++) lane.push(aRecord(number))
    lane.wake()
  })
  return { seen, batches, done }
}

test('wherever a function fails, its records are handled in order and none is left out', async () => {
  const failure = fc.option(fc.oneof(fc.nat(5), fc.constant('all' as const)), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      fc.array(failure, { maxLength: 3 }),
      async (count, batchSize, bisect, plan) => {
        const all = Array.from({ length: count }, (_, i) => i + 1)
        const { seen, batches, done } = await run(count, batchSize, bisect, plan)
        expect(seen).toEqual(all)
        expect(batches.every(({ length }) => length <= batchSize)).toBe(true)
        expect(done).toEqual(done.toSorted((a, b) => a - b))
        expect(done.at(-1)).toBe(count)
      },
    ),
    { numRuns: 25 },
  )
})

test('a batch stays below the six megabytes that a function may be sent', async () => {
  const sizes: number[] = []
  const megabyte = 1024 * 1024
  await new Promise<void>((resolve) => {
    const lane = createLane(settings, {
      now: () => 0,
      at: () => () => undefined,
      identifier: ({ number }) => `${number}`,
      handle: async (records) => {
        sizes.push(records.length)
        return new Set()
      },
      giveUp: async () => undefined,
      done: () => undefined,
      rested: resolve,
    })
    for (let number = 1; number <= 8; number++) lane.push(aRecord(number, 1.3 * megabyte))
    lane.push(aRecord(9, 7 * megabyte))
    lane.wake()
  })
  expect(sizes).toEqual([4, 4, 1])
})
