import { isShape } from './area.ts'
import { type Journey, momentOf } from './journey.ts'
import type { ResourceKind } from './resource.ts'
import type { Venue } from './venue.ts'
import type { PartKind } from './venue-parts.ts'

/** Something that names something else: it would lead nowhere if that were gone. */
export type Referrer = { kind: PartKind | ResourceKind; id: string; field: string }

type Named = { kind: Referrer['kind']; id: string; fields: readonly (readonly [field: string, ids: string[]])[] }

/** What refers to a part of a venue: other parts, and journeys that begin there. */
export const referrersOf = (venue: Venue, kind: PartKind, id: string, journeys: readonly Journey[]): Referrer[] => {
  const namedBy = names[kind]
  if (namedBy === undefined) return []
  return namedBy(venue, journeys).flatMap(({ fields, ...referrer }) =>
    fields.flatMap(([field, ids]) => (ids.includes(id) ? [{ ...referrer, field }] : [])),
  )
}

/** For each kind, everything that may name one of it. */
const names: Partial<Record<PartKind, (venue: Venue, journeys: readonly Journey[]) => Named[]>> = {
  floors: (venue) =>
    (['zones', 'pois', 'beacons', 'gateways', 'signs'] as const).flatMap((kind) =>
      (venue[kind] ?? []).map(({ id, floorId }) => ({ kind, id, fields: [['floorId', [floorId]] as const] })),
    ),
  zones: (venue, journeys) => [
    ...venue.zones.map(({ id, parentId }) => named('zones', id, 'parentId', parentId)),
    ...(venue.pois ?? []).map(({ id, zoneId }) => named('pois', id, 'zoneId', zoneId)),
    ...(venue.signs ?? []).map(({ id, zoneIds = [] }) => named('signs', id, 'zoneIds', ...zoneIds)),
    ...journeys.flatMap(({ id, entrance }) =>
      entrance.venueId === venue.id ? [named('journeys', id, 'entrance.zoneId', momentOf(entrance)?.zoneId)] : [],
    ),
  ],
  beacons: (venue) => membersOf(venue, 'beaconIds'),
  gateways: (venue) => membersOf(venue, 'gatewayIds'),
}

const named = (kind: Named['kind'], id: string, field: string, ...ids: readonly (string | undefined)[]): Named => ({
  kind,
  id,
  fields: [[field, ids.filter((one) => one !== undefined)]],
})

const membersOf = ({ zones }: Venue, list: 'beaconIds' | 'gatewayIds'): Named[] =>
  zones.flatMap(({ id, area }) => (isShape(area) ? [] : [named('zones', id, `area.${list}`, ...area[list])]))
