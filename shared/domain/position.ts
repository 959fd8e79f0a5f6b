import type { Point } from './venue.ts'

/**
 * Where somebody says that a device is: the phone itself, GPS, or a venue's location engine.
 *
 * `at` is in degrees or in metres of the floor, or a zone by one of its names (`inside` false: it has left it). `floor` is a
 * floor's id, one of its aliases or its level as text; absent outdoors and where there is one floor only. `accuracyMetres` is the radius that holds the
 * device two times out of three. `id` is the reporter's own. Times in milliseconds since 1970, as a sighting's.
 */
export type Position = {
  id?: string
  at: { lon: number; lat: number } | Point | { zone: string; inside: boolean }
  floor?: string
  accuracyMetres: number
  deviceTime: number
  occurredAt: number
  receivedAt: number
}
