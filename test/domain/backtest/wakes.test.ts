import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWakes } from '#shared/domain/backtest/wakes.ts'

test('whoever is due first is woken first, and nobody before her time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: 0, max: 60 }), (times, until) => {
      const wakes = createWakes<number>()
      for (const [whom, at] of times.entries()) wakes.add(at, whom)
      const woken: number[] = []
      for (let due = wakes.next(until); due; due = wakes.next(until)) {
        expect(due.at).toBe(times[due.whom])
        woken.push(due.at)
      }
      expect(woken).toEqual(times.filter((at) => at <= until).toSorted((a, b) => a - b))
    }),
  )
})
