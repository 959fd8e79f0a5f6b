import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { startCrowd } from '#infra/local/demo/crowd.ts'
import { people } from '#infra/local/demo/people.ts'

/** A crowd in a paused time, which only moves when it is stepped. */
const aCrowd = (size: number, seed = 1) => {
  const clock = createClock({ startAt: 0 })
  clock.pause()
  const steps: { id: string; at: number }[] = []
  const crowd = startCrowd({ people, clock, seed, size, onStep: ({ id }, _position, at) => steps.push({ id, at }) })
  const stop = () => {
    crowd.stop()
    clock.close()
  }
  return { clock, crowd, steps, stop }
}

const idsIn = (present: ReturnType<ReturnType<typeof aCrowd>['crowd']['present']>) =>
  present.map(({ person }) => person.id)

test('four are inside at once, then one comes every second until the store is full', async () => {
  const { clock, crowd, stop } = aCrowd(10)
  await clock.step(0)
  expect(idsIn(crowd.present(clock.now()))).toEqual(['ada', 'mira', 'jonas', 'noor'])
  await clock.step(3000)
  expect(crowd.present(clock.now())).toHaveLength(7)
  await clock.step(20_000)
  expect(crowd.present(clock.now())).toHaveLength(10)
  stop()
})

test('everybody inside is where she is once a second, at a moment of her own', async () => {
  const { clock, steps, stop } = aCrowd(4)
  await clock.step(10_000)
  const ofAda = steps.filter(({ id }) => id === 'ada').map(({ at }) => at)
  expect(ofAda).toHaveLength(10)
  expect(ofAda.every((at, i) => at === (ofAda[0] ?? 0) + 1000 * i)).toBe(true)
  const phases = new Set(steps.map(({ at }) => at % 1000))
  expect(phases.size).toBe(4)
  stop()
})

test('the store stays full for hours, everybody gets her turn, and people come back', async () => {
  const { clock, crowd, steps, stop } = aCrowd(10)
  const counts: number[] = []
  for (let minute = 0; minute < 120; minute++) {
    await clock.step(60_000)
    counts.push(crowd.present(clock.now()).length)
  }
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(8)
  expect(new Set(steps.map(({ id }) => id)).size).toBe(30)
  const ofAda = steps.filter(({ id }) => id === 'ada').map(({ at }) => at)
  const absences = ofAda.filter((at, i) => i > 0 && at - (ofAda[i - 1] ?? 0) > 60_000)
  expect(absences.length).toBeGreaterThanOrEqual(3)
  stop()
})

test('the same seed gives the same day', async () => {
  const dayOf = async (seed: number) => {
    const { clock, crowd, stop } = aCrowd(10, seed)
    await clock.step(300_000)
    stop()
    return crowd.present(clock.now()).map(({ person, position }) => ({ id: person.id, ...position }))
  }
  expect(await dayOf(1)).toEqual(await dayOf(1))
  expect(await dayOf(1)).not.toEqual(await dayOf(2))
})
