import type { Point } from './venue.ts'

/**
 * Where a device is, as far as can be told at one time, and how sure that is.
 *
 * `accuracyMetres` is the radius around `at` that holds it two times out of three. `zones` are the innermost zones that it
 * may be in with their probabilities, the likeliest first; what they lack to 1 is in no zone. `confidence` is the
 * probability that the floor and the first of `zones` are right (0 to 1).
 */
export type Fix = {
  floorId: string
  at: Point
  accuracyMetres: number
  zones: readonly { zoneId: string; probability: number }[]
  confidence: number
  occurredAt: number
}
