import { isShape } from './area.ts'
import { knobFaults } from './knob-faults.ts'
import { nearestName, orKnown } from './nearest-name.ts'
import { polygonFaults } from './polygon-faults.ts'
import { beaconKey } from './sighting.ts'
import type { Venue } from './venue.ts'
import { partKinds, partsOf } from './venue-parts.ts'

/** Something in a venue or journey that does not fit together. */
export type ReferenceFault = { path: string; reason: string; example?: unknown }

/** Everything in a venue that points to nothing, in a circle, or twice to one thing. */
export const venueFaults = (venue: Venue): ReferenceFault[] => {
  const floorIds = venue.floors.map(({ id }) => id)
  const zoneIds = venue.zones.map(({ id }) => id)
  const known = {
    beaconIds: new Set(venue.beacons.map(({ id }) => id)),
    gatewayIds: new Set(venue.gateways.map(({ id }) => id)),
  }
  const parents = new Map(venue.zones.map(({ id, parentId }) => [id, parentId]))
  const onFloor = (list: 'zones' | 'pois' | 'beacons' | 'gateways' | 'signs') =>
    (venue[list] ?? []).flatMap(({ floorId }, i) =>
      floorIds.includes(floorId) ? [] : [missing(`${list}[${i}].floorId`, 'floor', floorId, floorIds)],
    )
  return [
    ...partKinds.flatMap((kind) =>
      twice(
        kind,
        partsOf(venue, kind).map(({ id }) => id),
      ),
    ),
    ...twice(
      'beacons',
      venue.beacons.map(({ identity }) => beaconKey(identity)),
      'identity',
    ),
    ...knobFaults(venue),
    ...onFloor('zones'),
    ...onFloor('pois'),
    ...onFloor('beacons'),
    ...onFloor('gateways'),
    ...onFloor('signs'),
    ...(venue.pois ?? []).flatMap(({ zoneId }, i) =>
      zoneId === undefined || parents.has(zoneId) ? [] : [missing(`pois[${i}].zoneId`, 'zone', zoneId, zoneIds)],
    ),
    ...(venue.signs ?? []).flatMap(({ zoneIds: spoken = [] }, i) =>
      spoken.flatMap((zoneId, j) =>
        parents.has(zoneId) ? [] : [missing(`signs[${i}].zoneIds[${j}]`, 'zone', zoneId, zoneIds)],
      ),
    ),
    ...venue.zones.flatMap(({ id, parentId, area }, i) => [
      ...(parentId === undefined || parents.has(parentId)
        ? []
        : [missing(`zones[${i}].parentId`, 'zone', parentId, zoneIds)]),
      ...(isItsOwnAncestor(id, parents)
        ? [
            {
              path: `zones[${i}].parentId`,
              reason: `zone "${id}" lies inside itself; take a parentId of the circle away`,
            },
          ]
        : []),
      ...(isShape(area)
        ? []
        : (['beaconIds', 'gatewayIds'] as const).flatMap((list) =>
            area[list].flatMap((member, j) =>
              known[list].has(member)
                ? []
                : [
                    missing(`zones[${i}].area.${list}[${j}]`, list === 'beaconIds' ? 'beacon' : 'gateway', member, [
                      ...known[list],
                    ]),
                  ],
            ),
          )),
    ]),
    ...polygonFaults(venue),
  ]
}

/** Names a reference that leads nowhere, and what was likely meant, or a few that would lead somewhere. */
export const missing = (path: string, what: string, id: string, known: readonly string[]): ReferenceFault => ({
  path,
  reason:
    known.length === 0
      ? `there is no ${what} "${id}", and none at all`
      : `there is no ${what} "${id}"; ${orKnown(id, known)}`,
  ...(known[0] === undefined ? {} : { example: nearestName(id, known) ?? known[0] }),
})

const twice = (list: string, ids: readonly string[], field = 'id'): ReferenceFault[] => {
  const firsts = new Map<string, number>()
  return ids.flatMap((id, i) => {
    const first = firsts.get(id)
    if (first === undefined) firsts.set(id, i)
    return first === undefined
      ? []
      : [{ path: `${list}[${i}].${field}`, reason: `"${id}" is taken by ${list}[${first}]; give each its own` }]
  })
}

const isItsOwnAncestor = (zoneId: string, parents: ReadonlyMap<string, string | undefined>): boolean => {
  const seen = new Set<string>()
  for (let id = parents.get(zoneId); id !== undefined && !seen.has(id); id = parents.get(id)) {
    if (id === zoneId) return true
    seen.add(id)
  }
  return false
}
