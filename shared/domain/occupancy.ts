import { derivedId } from './identifier.ts'
import type { VenueIndex } from './venue-index.ts'

/**
 * Where a visitor is in a venue: in these zones (inside each other, or with several devices beside each other), or, where
 * `zones` is undefined, no more. A visitor is a customer, or a device that nobody identified; `ledgerId` is who that is, for
 * what is sent to everybody who is somewhere.
 *
 * `rank` orders what is said of one visitor, by its first number and then its second: the version of what it was taken from,
 * and how far that had come in its version. `at` is when it was learned, in milliseconds since 1970.
 */
export type Membership = {
  venueId: string
  visitor: string
  ledgerId: string
  zones: readonly string[] | undefined
  rank: readonly [number, number]
  at: number
}

/** How many are where. A zone's number has its children's in it; somebody with two devices counts once wherever she is. */
export type Occupancy = { venue: number; zones: Record<string, number>; floors: Record<string, number> }

export const occupancyLimits = {
  staySeconds: 24 * 60 * 60, // without a change of zone; longer than any record is retried, so that no late word brings anybody back
}

/** The name under which a visitor is counted: it says who was counted before, and not who that is. */
export const visitorOf = (ledgerId: string): string => derivedId('visitor', ledgerId)

/** Whether one rank is not below another. */
export const mayReplace = ([version, ordinal]: Membership['rank'], [known, before]: Membership['rank']): boolean =>
  version > known || (version === known && ordinal >= before)

/** Counts visitors by the zones that each of them is in. Zones that the venue does not have any more are left out. */
export const occupancyOf = ({ venue, zones }: VenueIndex, visitors: readonly (readonly string[])[]): Occupancy => {
  const inZone = new Map(venue.zones.map(({ id }) => [id, 0]))
  const onFloor = new Map(venue.floors.map(({ id }) => [id, 0]))
  const add = (counts: Map<string, number>, ids: Iterable<string>) => {
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  for (const visitor of visitors) {
    const known = visitor.flatMap((zoneId) => zones.get(zoneId) ?? [])
    add(inZone, new Set(known.flatMap(({ path }) => path)))
    add(onFloor, new Set(known.map(({ zone }) => zone.floorId)))
  }
  return { venue: visitors.length, zones: Object.fromEntries(inZone), floors: Object.fromEntries(onFloor) }
}
