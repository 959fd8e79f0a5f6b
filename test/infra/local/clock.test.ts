import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { closing } from './cloud-fixture.ts'

const aPausedClock = (startAt = 1_000) => {
  const clock = closing(createClock({ startAt }))
  clock.pause()
  return clock
}

test('a step fires what falls due on the way, in order of time and then of asking, at its own time', async () => {
  const clock = aPausedClock()
  const fired: [string, number][] = []
  const note = (name: string) => () => fired.push([name, clock.now()])
  clock.at(1_300, note('last'))
  clock.at(1_100, note('first'))
  clock.at(1_200, note('second'))
  clock.at(1_200, note('third'))
  clock.at(1_301, note('not yet'))

  await clock.step(300)

  expect(fired).toEqual([
    ['first', 1_100],
    ['second', 1_200],
    ['third', 1_200],
    ['last', 1_300],
  ])
  expect(clock.now()).toBe(1_300)
})

test('a step awaits each callback, and what one arms within the step is fired by it', async () => {
  const clock = aPausedClock()
  const fired: number[] = []
  const everyMinute = async () => {
    await sleep(1)
    fired.push(clock.now())
    clock.at(clock.now() + 60_000, everyMinute)
  }
  clock.at(61_000, everyMinute)

  await clock.step(180_000)

  expect(fired).toEqual([61_000, 121_000, 181_000])
})

test('what is cancelled does not fire, and canceling twice is harmless', async () => {
  const clock = aPausedClock()
  const fired: string[] = []
  const cancel = clock.at(1_100, () => fired.push('cancelled'))
  clock.at(1_100, () => fired.push('kept'))
  cancel()
  cancel()
  await clock.step(1_000)
  expect(fired).toEqual(['kept'])
})

test('a paused clock stands still, and steps asked for at once follow each other', async () => {
  const clock = aPausedClock()
  await sleep(20)
  expect(clock.now()).toBe(1_000)
  await Promise.all([clock.step(10), clock.step(10)])
  expect([clock.now(), clock.paused]).toEqual([1_020, true])
})

test('at speed 1,000 a minute passes in 60 ms, and changing speed plans again', async () => {
  const clock = closing(createClock({ startAt: 0, speed: 0.001 }))
  const fired = new Promise<number>((resolve) => clock.at(60_000, () => resolve(clock.now())))
  const start = performance.now()
  clock.setSpeed(1_000)
  expect(clock.speed).toBe(1_000)
  expect(await fired).toBeGreaterThanOrEqual(60_000)
  expect(performance.now() - start).toBeGreaterThan(50)
  expect(performance.now() - start).toBeLessThan(1_000)
})

test('resuming fires what a pause held back, and the pause itself takes no time', async () => {
  const clock = closing(createClock({ startAt: 0, speed: 10 }))
  clock.pause()
  const at = clock.now()
  const fired = new Promise<number>((resolve) => clock.at(at + 100, () => resolve(clock.now())))
  await sleep(30)
  clock.resume()
  const time = await fired
  expect(time).toBeGreaterThanOrEqual(at + 100)
  expect(time).toBeLessThan(at + 300)
})

test('what is due already fires soon, even while paused', async () => {
  const clock = aPausedClock()
  await new Promise((resolve) => clock.at(0, () => resolve(undefined)))
  expect(clock.now()).toBe(1_000)
})

test('whatever is asked for, steps fire it once and sorted by time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(1_000), { maxLength: 40 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      async (times, steps) => {
        const clock = createClock({ startAt: 0 })
        clock.pause()
        const base = clock.now()
        const fired: number[] = []
        for (const time of times) clock.at(base + time + 1, () => fired.push(time))
        for (const step of steps) await clock.step(step)
        const end = steps.reduce((sum, step) => sum + step, 0)
        expect(fired).toEqual(times.filter((time) => time + 1 <= end).sort((a, b) => a - b))
        clock.close()
      },
    ),
  )
})

test('a speed of nothing and a step backwards are refused with what would be right', () => {
  expect(() => createClock({ speed: 0 })).toThrow('above 0, not 0. To stop it, pause it.')
  expect(() => aPausedClock().step(-1)).toThrow('-1 ms is not 0 or more')
})
