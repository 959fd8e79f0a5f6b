import type { Point } from '../venue.ts'
import { model } from './model.ts'

/** What is to be expected of any transmitter at a distance: sightings a second, their mean loudness (dBm) and its variance (dB²). */
export type Expected = { rate: number; rssi: number; variance: number }

/**
 * The pooled law of a venue: what is to be expected of a transmitter whose own evidence is missing, by metres of distance on
 * its own floor (`same`) and one floor above or below (`next`), in rings of `ringMetres`.
 */
export type Law = { same: readonly Expected[]; next: readonly Expected[] }

const ringMetres = 2
const rings = 40

/** Sums of what was heard in one ring, and for how long somebody walked there. */
type Ring = { seconds: number; sightings: number; rssi: number; squares: number }

export type LawSums = { same: Ring[]; next: Ring[] }

export const noSums = (): LawSums => ({ same: emptyRings(), next: emptyRings() })

const emptyRings = (): Ring[] =>
  Array.from({ length: rings }, () => ({ seconds: 0, sightings: 0, rssi: 0, squares: 0 }))

/** The ring of a distance, and of all that is further than the last one. */
export const ringOf = (metres: number): number => Math.min(rings - 1, Math.floor(metres / ringMetres))

const faintest: Expected = { rate: 0, rssi: -92, variance: 40 } // what is heard from very far
const faintSightings = 3 // that this counts for

/** The law that sums of all transmitters tell. */
export const lawOf = ({ same, next }: LawSums): Law => ({ same: same.map(expectedIn), next: next.map(expectedIn) })

const expectedIn = ({ seconds, sightings, rssi, squares }: Ring): Expected => {
  const n = sightings + faintSightings
  const mean = (rssi + faintSightings * faintest.rssi) / n
  const square = (squares + faintSightings * faintest.rssi ** 2) / n
  return {
    rate: (sightings + 1e-3) / (seconds + 1),
    rssi: mean,
    variance: Math.max(16, square - mean ** 2),
  }
}

/**
 * The law where nobody has walked: log-distance path loss. Indoors the exponent is about 2.2 in the open and rises with walls;
 * loudness varies by 6 dB; a phone hears a beacon about once a second, less and less below -90 dBm.
 * Source: ITU-R P.1238, indoor propagation at 2.4 GHz.
 */
export const lawOfPathLoss = (txPower = -59): Law => {
  const ring = (throughDb: number): Expected[] =>
    Array.from({ length: rings }, (_, i) => {
      const metres = Math.max(1, (i + 0.5) * ringMetres)
      const rssi = txPower - throughDb - 10 * 2.4 * Math.log10(metres)
      const heard = 1 / (1 + Math.exp(-(rssi + 90) / 3))
      return { rate: Math.max(model.leastRate, heard), rssi: Math.max(-100, rssi), variance: 36 }
    })
  return { same: ring(0), next: ring(16) }
}

/** Where a transmitter is, as the operator says or as it was heard. */
export type Source = { floor: number; at: Point }
