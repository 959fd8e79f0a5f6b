import { isShape } from './area.ts'
import { knobFaults } from './knob-faults.ts'
import { beaconKey } from './sighting.ts'
import type { Venue } from './venue.ts'

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
  const onFloor = (list: 'zones' | 'beacons' | 'gateways') =>
    venue[list].flatMap(({ floorId }, i) =>
      floorIds.includes(floorId) ? [] : [missing(`${list}[${i}].floorId`, 'floor', floorId, floorIds)],
    )
  return [
    ...twice('floors', floorIds),
    ...twice('zones', zoneIds),
    ...twice(
      'beacons',
      venue.beacons.map(({ id }) => id),
    ),
    ...twice(
      'gateways',
      venue.gateways.map(({ id }) => id),
    ),
    ...twice(
      'beacons',
      venue.beacons.map(({ identity }) => beaconKey(identity)),
      'identity',
    ),
    ...knobFaults(venue),
    ...onFloor('zones'),
    ...onFloor('beacons'),
    ...onFloor('gateways'),
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
  ]
}

/** Names a reference that leads nowhere, and a few that would lead somewhere. */
export const missing = (path: string, what: string, id: string, known: readonly string[]): ReferenceFault => ({
  path,
  reason:
    known.length === 0
      ? `there is no ${what} "${id}", and none at all`
      : `there is no ${what} "${id}"; known are ${known.slice(0, 10).join(', ')}`,
  ...(known[0] === undefined ? {} : { example: known[0] }),
})

const twice = (list: string, ids: readonly string[], field = 'id'): ReferenceFault[] =>
  ids.flatMap((id, i) => {
    const first = ids.indexOf(id)
    return first === i
      ? []
      : [{ path: `${list}[${i}].${field}`, reason: `"${id}" is taken by ${list}[${first}]; give each its own` }]
  })

const isItsOwnAncestor = (zoneId: string, parents: ReadonlyMap<string, string | undefined>): boolean => {
  const seen = new Set<string>()
  for (let id = parents.get(zoneId); id !== undefined && !seen.has(id); id = parents.get(id)) {
    if (id === zoneId) return true
    seen.add(id)
  }
  return false
}
