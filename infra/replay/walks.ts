import type { PhoneSighting } from '#shared/client/phone.ts'
import type { Heard, Walk } from './recording.ts'

const second = 1000

/** What a phone reports at one time; `afterMilliseconds` and the sightings' `at` count from the start of the walk. */
export type Report = { afterMilliseconds: number; sightings: readonly PhoneSighting[] }

/** A walk as its phone reports it: every second what it heard in that second. Sightings are named by their line of the recording. */
export const reportsOf = ({ heard }: Walk): Report[] => {
  const start = heard[0]?.at ?? 0
  const bySecond = new Map<number, PhoneSighting[]>()
  for (const one of heard) {
    const at = one.at - start
    const afterMilliseconds = (Math.floor(at / second) + 1) * second
    const sightings = bySecond.get(afterMilliseconds) ?? []
    bySecond.set(afterMilliseconds, sightings)
    sightings.push(sightingAt(one, at))
  }
  return [...bySecond]
    .toSorted(([a], [b]) => a - b)
    .map(([afterMilliseconds, sightings]) => ({ afterMilliseconds, sightings }))
}

/** The same sightings in reports of `size` each, sent when the last of them was heard; the last report may be smaller. */
export const inBatches = (reports: readonly Report[], size: number | undefined): readonly Report[] => {
  if (size === undefined) return reports
  const batches: { afterMilliseconds: number; sightings: PhoneSighting[] }[] = []
  for (const { afterMilliseconds, sightings } of reports) {
    for (const one of sightings) {
      const last = batches.at(-1)
      if (last === undefined || last.sightings.length === size) batches.push({ afterMilliseconds, sightings: [one] })
      else {
        last.afterMilliseconds = afterMilliseconds
        last.sightings.push(one)
      }
    }
  }
  return batches
}

/** The name that a sighting goes by from the phone to the archive. */
export const sightingId = ({ row }: Heard): string => String(row)

/** The same report of a walk that started at `startedAt`. */
export const startedAt = (start: number, { sightings }: Report): PhoneSighting[] =>
  sightings.map((one) => ({ ...one, at: one.at + start }))

const sightingAt = (heard: Heard, at: number): PhoneSighting => {
  const { beacon, rssi, txPower } = heard
  return { id: sightingId(heard), at, beacon, rssi, txPower }
}
