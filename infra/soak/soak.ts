import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSimulator } from '../local/demo/simulator.ts'
import type { System } from '../local/system.ts'
import type { Sample } from './judge.ts'

/** A soak has so many days, however long it is. */
const days = 6
/** A night is longer than a stream keeps its records: what was is let go before the next evening. */
const nightHours = 25
const hour = 60 * 60 * 1000

type Soak = {
  system: System
  folder: string
  minutes: number
  speed: number
  measure(): Promise<Sample['figures']>
  onSample(sample: Sample): void
  onTrouble(detail: string): void
}

/**
 * Days of demo traffic at speed, each followed by a night that the clock skips through: exits fire, the sweep goes its
 * rounds, and what has a time to live outlives it. Samples every minute of our time while
 * the store is open, and in the morning after. The days are `minutes` together; nights come on top.
 */
export const soak = async (options: Soak): Promise<Sample[]> => {
  const { system, minutes, speed, measure, onSample } = options
  const { clock } = system
  const samples: Sample[] = []

  for (let day = 0; day < days; day++) {
    const sample = async () => {
      const taken = { day, figures: await measure() }
      samples.push(taken)
      onSample(taken)
    }
    clock.setSpeed(speed)
    const demo = await openStore(options, day)
    const closesAt = performance.now() + (minutes * 60_000) / days
    for (let left = closesAt - performance.now(); left > 0; left = closesAt - performance.now()) {
      await sleep(Math.min(60_000, left))
      await sample()
    }
    await demo.stop()
    await system.idle()
    await clock.step(nightHours * hour)
    await system.idle()
    await sample()
  }
  return samples
}

const openStore = async ({ system, folder, onTrouble }: Soak, day: number) => {
  const [admin = '', operator = '', marketer = ''] = await Promise.all(
    ['admin', 'operator', 'marketer'].map((role) => system.tokenFor([role])),
  )
  return startSimulator({
    apiUrl: system.apiUrl,
    mqttUrl: system.mqttUrl,
    tokens: { admin, operator, marketer },
    clock: system.clock,
    seed: day,
    identitiesFile: join(folder, 'demo.json'),
    onPublished: () => undefined,
    onShown: () => undefined,
    onTrouble: (who, { message }) => onTrouble(`${who}: ${message}`),
  })
}
