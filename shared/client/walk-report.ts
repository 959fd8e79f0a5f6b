import type { BeaconIdentity } from '../domain/sighting.ts'

/** Where the operator says that she is: `x`, `y` in metres of a floor, or degrees. `at` in milliseconds since 1970. */
export type WalkTap = { at: number; floor: string } & ({ x: number; y: number } | { lon: number; lat: number })

/** What the phone heard on a walk, by the same clock as the taps. */
export type WalkSighting = { at: number; beacon: BeaconIdentity; rssi: number; txPower?: number }

/** One tap or sighting of a calibration walk. */
export type WalkItem = { walkId: string } & ({ tap: WalkTap } | { sighting: WalkSighting })

/** The messages that say these items, one for each walk. */
export const walkMessages = (items: readonly WalkItem[]): string[] =>
  [...Map.groupBy(items, ({ walkId }) => walkId)].map(([walkId, of]) =>
    JSON.stringify({
      walkId,
      taps: of.flatMap((item) => ('tap' in item ? [item.tap] : [])),
      sightings: of.flatMap((item) => ('sighting' in item ? [item.sighting] : [])),
    }),
  )
