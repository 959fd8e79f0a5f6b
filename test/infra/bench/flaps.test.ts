import { describe, expect, test } from 'vitest'
import { flapsPerHour, secondsToNotice } from '#infra/bench/flaps.ts'

const fading = { sigmaDb: 4, coherenceSeconds: 1, bursts: true }
const seeds = [1, 2, 3, 4, 5]
const middleOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]

// the seeds are fixed: these are figures of the algorithm, and of no machine
describe('with the defaults of the house and 4 dB of fading', () => {
  test('who stands on a boundary for eight hours flaps once an hour at most', () => {
    expect(middleOf(seeds.map((seed) => flapsPerHour(seed, fading)))).toBeLessThanOrEqual(1)
  })

  test('who crosses it is noticed within five seconds', () => {
    const many = Array.from({ length: 21 }, (_, i) => i + 1)
    expect(middleOf(many.map((seed) => secondsToNotice(seed, fading)))).toBeLessThanOrEqual(5)
  })

  test('a phone that hears less does as well', () => {
    const deaf = { deviceDb: -8 }
    expect(middleOf(seeds.map((seed) => flapsPerHour(seed, fading, deaf)))).toBeLessThanOrEqual(1)
    expect(middleOf(seeds.map((seed) => secondsToNotice(seed, fading, deaf)))).toBeLessThanOrEqual(5)
  })
})
