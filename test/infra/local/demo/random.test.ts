import { expect, test } from 'vitest'
import { seededRandom } from '#infra/local/demo/random.ts'

const many = (draw: () => number) => Array.from({ length: 100_000 }, draw)
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const varianceOf = (values: readonly number[]) => {
  const mean = meanOf(values)
  return meanOf(values.map((value) => (value - mean) ** 2))
}

test('draws have the moments of their distributions', () => {
  const random = seededRandom(7, 'moments')
  const uniform = many(random.next)
  expect(meanOf(uniform)).toBeCloseTo(0.5, 2)
  expect(varianceOf(uniform)).toBeCloseTo(1 / 12, 2)
  expect(Math.min(...many(random.next).slice(0, 10_000))).toBeGreaterThanOrEqual(0)
  const normal = many(random.normal)
  expect(Math.abs(meanOf(normal))).toBeLessThan(0.015)
  expect(Math.abs(varianceOf(normal) - 1)).toBeLessThan(0.03)
  expect(meanOf(many(() => random.waiting(40)))).toBeCloseTo(40, -0.5)
})

test('shuffling keeps every item', () => {
  const random = seededRandom(7, 'shuffle')
  const items = [1, 2, 3, 4, 5, 6, 7, 8]
  expect(random.shuffled(items)).not.toEqual(items)
  expect(random.shuffled(items).sort()).toEqual(items)
})

test('each purpose has chances of its own', () => {
  const draws = (seed: number, purpose: string) => {
    const random = seededRandom(seed, purpose)
    return [random.next(), random.next(), random.next()]
  }
  expect(draws(1, 'a')).toEqual(draws(1, 'a'))
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'))
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'))
})
