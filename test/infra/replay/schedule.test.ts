import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { staggered, untilAllHaveLeft } from '#infra/replay/schedule.ts'

const pausedClock = () => {
  const clock = createClock({ startAt: 0 })
  clock.pause()
  return clock
}

test('work starts so many seconds apart and goes on side by side', async () => {
  const clock = pausedClock()
  const began: [string, number][] = []
  let finish = () => {}
  const done = staggered(clock, ['a', 'b', 'c'], 3, (item) => {
    began.push([item, clock.now()])
    return new Promise((resolve) => {
      finish = resolve
      if (item !== 'c') resolve()
    })
  })
  await clock.step(10_000)
  expect(began).toEqual([
    ['a', 0],
    ['b', 3000],
    ['c', 6000],
  ])
  finish()
  await done
  clock.close()
})

test('time goes on until everybody has left', async () => {
  const clock = pausedClock()
  let settled = 0
  const idle = async () => {
    settled += 1
  }
  await untilAllHaveLeft({ clock, idle }, () => (clock.now() < 70_000 ? 1 : 0))
  expect([clock.now(), settled]).toEqual([90_000, 4])
  clock.close()
})

test('somebody who never leaves does not hold it up for ever', async () => {
  const clock = pausedClock()
  await untilAllHaveLeft({ clock, idle: async () => {} }, () => 1)
  expect(clock.now()).toBe(300_000)
  clock.close()
})
