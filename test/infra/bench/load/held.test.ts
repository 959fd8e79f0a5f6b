import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highestHeld, isHeld } from '#infra/bench/load/held.ts'

test('a backlog that stays in work is held, one that grows is not', () => {
  expect(isHeld([10, 40, 20, 30, 10, 25], 200)).toBe(true)
  expect(isHeld([10, 50, 100, 150, 200, 250], 200)).toBe(false)
})

test('a backlog that was there from the start and does not grow is held', () => {
  expect(isHeld([400, 380, 390, 385, 395, 380], 200)).toBe(true)
})

test('nothing that was seen is nothing that was held', () => {
  expect(isHeld([], 200)).toBe(false)
})

test('the highest rate that holds is found within 15 %, in few tries, and is one that was tried and held', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 25, max: 2999 }), async (truth) => {
      const tried: number[] = []
      const found = await highestHeld(200, 3000, async (rate) => {
        tried.push(rate)
        return rate <= truth
      })
      expect(tried).toContain(found)
      expect(found).toBeLessThanOrEqual(truth)
      expect(found).toBeGreaterThanOrEqual(truth / 1.2)
      expect(tried.length).toBeLessThanOrEqual(10)
    }),
  )
})

test('a rate beyond the limit is never tried, and a system that holds nothing is given up', async () => {
  expect(await highestHeld(200, 3000, async () => true)).toBe(3000)
  expect(await highestHeld(200, 3000, async () => false)).toBe(0)
})
