import { expect, test } from 'vitest'
import { createRate } from '#infra/local/rate.ts'

const aRate = (perSecond: number) => {
  const times = { clock: 0, real: 0 }
  const rate = createRate(perSecond, { now: () => times.clock }, () => times.real)
  const takeAll = () => {
    let taken = 0
    for (; rate.has(1); taken++) rate.take(1)
    return taken
  }
  return { times, takeAll }
}

test('a second’s worth may be taken at once, and more when time has passed', () => {
  const { times, takeAll } = aRate(100)
  expect([takeAll(), takeAll()]).toEqual([100, 0])
  times.clock += 500
  times.real += 500
  expect(takeAll()).toBe(50)
  times.clock += 60_000
  times.real += 60_000
  expect(takeAll()).toBe(100)
})

test('the clock that ran further counts: a still one does not stop work, a fast one allows more', () => {
  const { times, takeAll } = aRate(100)
  takeAll()
  times.real += 250
  expect(takeAll()).toBe(25)
  times.clock += 750
  times.real += 10
  expect(takeAll()).toBe(75)
})
