import { entersOf } from './boundary.ts'
import type { Fading } from './radio.ts'
import type { Result } from './result.ts'

const hours = 8
const metresPerSecond = 1.2
const metresApart = 12 // two shops side by side
const standsBefore = 20 // seconds, where she starts
const missed = 60 // seconds, of whoever was never noticed

type Setting = { everySeconds?: number; deviceDb?: number; metresApart?: number }

/** Flaps an hour of somebody who stands on the boundary of two zones for eight hours. */
export const flapsPerHour = (
  seed: number,
  fading: Fading,
  { everySeconds = 1, deviceDb = 0 }: Setting = {},
): number => {
  const enters = entersOf({ seed, fading, seconds: hours * 3600, metresApart, everySeconds, deviceDb, at: () => 0 })
  return (enters.length - 1) / hours
}

/** Seconds from crossing the boundary until the new zone is entered for good, of somebody who walks to the middle of it and stays. */
export const secondsToNotice = (seed: number, fading: Fading, setting: Setting = {}): number => {
  const { everySeconds = 1, deviceDb = 0, metresApart: apart = metresApart } = setting
  const from = -apart / 2
  const at = (seconds: number) => Math.min(apart / 2, from + Math.max(0, seconds - standsBefore) * metresPerSecond)
  const crossesAt = standsBefore - from / metresPerSecond
  const walk = { seed, fading, seconds: crossesAt + missed, metresApart: apart, everySeconds, deviceDb, at }
  const last = entersOf(walk).at(-1)
  return last?.zoneId === 'right' ? Math.max(0, last.seconds - crossesAt) : missed
}

/** Both figures by how much the radio fades, over so many seeds: one alone is easy. */
export const measureFlaps = async (seeds: number): Promise<Result[]> => {
  const settings: (Setting & { name: string })[] = [
    { name: '' },
    { name: ', phone 8 dB deaf', deviceDb: -8 },
    { name: ', a sighting every 2 s', everySeconds: 2 },
  ]
  return settings.flatMap(({ name, ...setting }) =>
    [2.5, 4, 6].flatMap((sigmaDb): Result[] => {
      const fading = { sigmaDb, coherenceSeconds: 1, bursts: true }
      const of = `σ ${sigmaDb} dB${name}`
      const all = Array.from({ length: seeds }, (_, i) => i + 1)
      return [
        ...told(
          `flaps, ${of}`,
          'an hour',
          all.map((seed) => flapsPerHour(seed, fading, setting)),
        ),
        ...told(
          `crossing noticed, ${of}`,
          's',
          [...all, ...all.map((one) => one + seeds)].map((seed) => secondsToNotice(seed, fading, setting)),
        ),
      ]
    }),
  )
}

const told = (name: string, unit: string, values: readonly number[]): Result[] => [
  { name: `${name}, median`, unit, value: quantile(values, 0.5) },
  { name: `${name}, 95 %`, unit, value: quantile(values, 0.95) },
]

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN
