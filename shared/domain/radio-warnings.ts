import { contains, extentOf, isShape } from './area.ts'
import { beaconKey, withoutMac } from './sighting.ts'
import type { Point, Venue, Zone } from './venue.ts'
import type { ReferenceFault } from './venue-faults.ts'

const warningLimits = {
  apartMetres: 3, // beacons that are nearer to each other sound alike from most places
}

/** Where the radio cannot tell zones apart, or tell them at all. Takes a venue without faults. */
export const radioWarnings = (venue: Venue): ReferenceFault[] => {
  const parents = new Map(venue.zones.map(({ id, parentId }) => [id, parentId]))
  return [...silentZones(venue), ...sharedAnchors(venue, parents), ...neighbours(venue), ...oneIdentity(venue)]
}

type Hung = { id: string; floorId: string; position: Point; path: string }

const hungOf = (venue: Venue): Hung[] =>
  (['beacons', 'gateways'] as const).flatMap((list) =>
    venue[list].flatMap(({ id, floorId, position }, i) =>
      position ? [{ id, floorId, position, path: `${list}[${i}].position` }] : [],
    ),
  )

/** Zones that nothing tells: sets without anchors, and shapes that no anchor hangs in where nothing else finds positions. */
const silentZones = (venue: Venue): ReferenceFault[] => {
  const hung = Map.groupBy(hungOf(venue), ({ floorId }) => floorId)
  const spacing = new Map([...hung].map(([floorId, own]) => [floorId, spacingOf(own)]))
  return venue.zones.flatMap(({ id, floorId, area, isPublic }, i): ReferenceFault[] => {
    const path = `zones[${i}].area`
    if (isPublic === false) return []
    if (!isShape(area))
      return area.beaconIds.length + area.gatewayIds.length > 0
        ? []
        : [{ path, reason: `nothing tells that anybody is in "${id}"; give it a beacon or a gateway, or draw it` }]
    if (venue.radioMap !== undefined) return []
    const own = hung.get(floorId) ?? []
    if (own.length === 0 || own.some(({ position }) => contains(area, position))) return []
    const across = Math.sqrt(extentOf(area))
    const between = spacing.get(floorId) ?? 0
    return [
      across < between / 2
        ? {
            path,
            reason: `"${id}" is ${metres(across)} across, and beacons hang ${metres(between)} apart: sightings cannot tell it from what is around; hang a beacon in it, or walk to calibrate`,
          }
        : {
            path,
            reason: `no beacon or gateway hangs in "${id}", so that only positions take anybody in; hang one there, or walk to calibrate`,
          },
    ]
  })
}

/** The middle one of the distances from each to its nearest neighbour; 0 where there is one only. */
const spacingOf = (hung: readonly Hung[]): number => {
  const nearest = hung.map(({ position }, i) => {
    let least = Number.POSITIVE_INFINITY
    for (const [j, other] of hung.entries()) if (i !== j) least = Math.min(least, distance(position, other.position))
    return least
  })
  const middle = nearest.sort((a, b) => a - b)[nearest.length >> 1] ?? 0
  return Number.isFinite(middle) ? middle : 0
}

/** Anchors that two zones claim, neither of which lies in the other: only one of them will ever be told. */
const sharedAnchors = (venue: Venue, parents: ReadonlyMap<string, string | undefined>): ReferenceFault[] => {
  const first = new Map<string, Zone>()
  return venue.zones.flatMap((zone, i) => {
    const { area } = zone
    if (isShape(area)) return []
    return (['beaconIds', 'gatewayIds'] as const).flatMap((list) =>
      area[list].flatMap((anchor, j): ReferenceFault[] => {
        const other = first.get(`${list} ${anchor}`)
        if (!other) first.set(`${list} ${anchor}`, zone)
        if (!other || liesIn(zone.id, other.id, parents) || liesIn(other.id, zone.id, parents)) return []
        const path = `zones[${i}].area.${list}[${j}]`
        return [
          { path, reason: `"${anchor}" counts for "${other.id}", too: it tells only one of them; give each its own` },
        ]
      }),
    )
  })
}

const liesIn = (zoneId: string, other: string, parents: ReadonlyMap<string, string | undefined>): boolean => {
  const seen = new Set<string>()
  for (let id = parents.get(zoneId); id !== undefined && !seen.has(id); id = parents.get(id)) {
    if (id === other) return true
    seen.add(id)
  }
  return false
}

/** Anchors of different sets that hang so near to each other that they sound alike. */
const neighbours = (venue: Venue): ReferenceFault[] => {
  const zoneOf = new Map<string, string>()
  for (const { id, area } of venue.zones) {
    if (!isShape(area)) for (const anchor of [...area.beaconIds, ...area.gatewayIds]) zoneOf.set(anchor, id)
  }
  const { apartMetres } = warningLimits
  const cell = (value: number) => Math.floor(value / apartMetres)
  const cells = new Map<string, Hung[]>()
  return hungOf(venue).flatMap((one): ReferenceFault[] => {
    const { floorId, position, path } = one
    const zoneId = zoneOf.get(one.id)
    if (zoneId === undefined) return []
    const near = [-1, 0, 1]
      .flatMap((dx) =>
        [-1, 0, 1].flatMap((dy) => cells.get(`${floorId} ${cell(position.x) + dx} ${cell(position.y) + dy}`) ?? []),
      )
      .find((other) => zoneOf.get(other.id) !== zoneId && distance(position, other.position) < apartMetres)
    const key = `${floorId} ${cell(position.x)} ${cell(position.y)}`
    cells.set(key, [...(cells.get(key) ?? []), one])
    if (!near) return []
    const apart = metres(distance(position, near.position))
    return [
      {
        path,
        reason: `"${one.id}" of "${zoneId}" hangs ${apart} from "${near.id}" of "${zoneOf.get(near.id)}": they sound alike; hang them ${apartMetres} m apart or more, or make one zone of both`,
      },
    ]
  })
}

/** Transmitters that say one identity from addresses of their own: a phone that hides addresses hears them as one. */
const oneIdentity = (venue: Venue): ReferenceFault[] => {
  const first = new Map<string, string>()
  return venue.beacons.flatMap(({ id, identity }, i): ReferenceFault[] => {
    const key = beaconKey(withoutMac(identity))
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, id)
      return []
    }
    const reason = `"${id}" says the same as "${other}": phones that hide addresses (iOS) hear one beacon, which counts for what both have in common; give it numbers of its own`
    return [{ path: `beacons[${i}].identity`, reason }]
  })
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

const metres = (value: number): string => `${Math.round(value * 10) / 10} m`
