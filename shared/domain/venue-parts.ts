import type { Beacon, Floor, Gateway, Poi, Sign, Venue, Zone } from './venue.ts'

/** What a venue consists of, each with an id of its own. */
export type VenueParts = { floors: Floor; zones: Zone; pois: Poi; beacons: Beacon; gateways: Gateway; signs: Sign }
export type PartKind = keyof VenueParts

export const partKinds = ['floors', 'zones', 'pois', 'beacons', 'gateways', 'signs'] as const satisfies PartKind[]

/** How one of a kind is called. */
export const partNames: Readonly<Record<PartKind, string>> = {
  floors: 'floor',
  zones: 'zone',
  pois: 'point of interest',
  beacons: 'beacon',
  gateways: 'gateway',
  signs: 'sign',
}

export const partsOf = <K extends PartKind>(venue: Venue, kind: K): readonly VenueParts[K][] =>
  (venue[kind] ?? []) as readonly VenueParts[K][]

/** The venue with a part in the place of the one that had its id, or at the end. */
export const withPart = <K extends PartKind>(venue: Venue, kind: K, part: VenueParts[K]): Venue => {
  const parts = partsOf(venue, kind)
  const place = parts.findIndex(({ id }) => id === part.id)
  return { ...venue, [kind]: place === -1 ? [...parts, part] : parts.with(place, part) }
}

export const withoutPart = (venue: Venue, kind: PartKind, id: string): Venue => ({
  ...venue,
  [kind]: partsOf(venue, kind).filter((part) => part.id !== id),
})

/** How many there are of each kind. */
export const countsOf = (venues: readonly Venue[]): Record<PartKind, number> => {
  const count = (kind: PartKind) => venues.reduce((sum, venue) => sum + partsOf(venue, kind).length, 0)
  return Object.fromEntries(partKinds.map((kind) => [kind, count(kind)])) as Record<PartKind, number>
}
