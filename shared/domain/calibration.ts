import type { BeaconIdentity } from './sighting.ts'
import type { Point } from './venue.ts'

/**
 * A calibration walk as an operator started it. Only the device that she named may report to it by its topic; all else comes
 * through the API. What comes late, also after `finishedAt`, belongs to it. Times in milliseconds since 1970.
 */
export type WalkOrder = { venueId: string; walkId: string; deviceId?: string; startedAt: number; finishedAt?: number }

/** Where she says that she is: in metres or degrees, on a floor by its id, an alias or its level. `at` by her device's clock. */
export type SaidTap = { at: number; floor: string; place: Point | { lon: number; lat: number } }

/** What her device heard meanwhile, by the same clock. */
export type SaidSighting = { at: number; beacon: BeaconIdentity; rssi: number; txPower?: number }

/** Some of a walk, or all of it. */
export type WalkPart = { taps: readonly SaidTap[]; sightings: readonly SaidSighting[] }

/** Parts as one, in the order of time and without what came twice: in whatever order they came, the same. */
export const joinedParts = (parts: readonly WalkPart[]): WalkPart => ({
  taps: distinct(parts.flatMap(({ taps }) => taps)),
  sightings: distinct(parts.flatMap(({ sightings }) => sightings)),
})

const distinct = <T extends { at: number }>(list: readonly T[]): T[] => {
  const texts = new Map(list.map((one) => [JSON.stringify(one), one]))
  return [...texts].sort(([a, { at }], [b, { at: other }]) => at - other || (a < b ? -1 : 1)).map(([, one]) => one)
}
