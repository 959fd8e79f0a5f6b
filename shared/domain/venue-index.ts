import { contains, extentOf, isShape, surrounds } from './area.ts'
import { eidResolver, type Resolved } from './eid-resolver.ts'
import { fingerprint } from './identifier.ts'
import { type Anchor, anchorKey, type BeaconIdentity, beaconKey, plainHex, withoutMac } from './sighting.ts'
import { defaultKnobs, type Point, type PresenceKnobs, type Venue, type Zone } from './venue.ts'

/**
 * Where a beacon or gateway counts: the zones around it, outermost first, and its own power if the operator knows it.
 * No two anchors of a release share an `anchorId`. The `fingerprint` tells who was heard, also where no more is known of it
 * than of others: transmitters that say the same identity from addresses of their own share a place.
 */
export type Place = { anchorId: string; fingerprint: number; path: readonly string[]; txPower?: number }

export type IndexedZone = { zone: Zone; knobs: PresenceKnobs; path: readonly string[] }

/** A venue made ready for sightings: every question that presence asks is one look-up. */
export type VenueIndex = {
  venue: Venue
  knobs: PresenceKnobs
  zones: ReadonlyMap<string, IndexedZone>
  /** The innermost zone of each anchor that counts for one. */
  leafOf: ReadonlyMap<string, IndexedZone>
  /** `at` is when it was heard: an ephemeral id is nobody's without. One that is not in time has no place. */
  place(anchor: Anchor, at?: number): Place | undefined
  /** Whether an ephemeral id is of one of the venue's beacons, but not of the time when it was heard. */
  isReplay(anchor: Anchor, at: number): boolean
}

/** Indexes a venue. `dwells` are thresholds that journeys wait for, by zone. Costs O(zones × beacons), once a release. */
export const indexVenue = (venue: Venue, dwells: ReadonlyMap<string, readonly number[]> = new Map()): VenueIndex => {
  const knobs = { ...defaultKnobs, ...venue.presence }
  const parents = parentsOf(venue.zones)
  const zones = new Map<string, IndexedZone>()
  for (const zone of venue.zones) {
    const own = { ...knobs, ...zone.presence }
    const dwellSeconds = [...new Set([...own.dwellSeconds, ...(dwells.get(zone.id) ?? [])])].sort((a, b) => a - b)
    zones.set(zone.id, { zone, knobs: { ...own, dwellSeconds }, path: pathOf(zone.id, parents) })
  }

  const places = new Map<string, Place>()
  const pathFor = (anchor: { id: string; floorId: string; position?: Point }, member: Membership) =>
    mostSpecific(
      venue.zones.filter((zone) => holds(zone, anchor, member)),
      zones,
    )
  for (const gateway of venue.gateways) {
    const key = anchorKey({ gatewayId: gateway.id })
    places.set(key, { ...named(venue, key), path: pathFor(gateway, 'gatewayIds') })
  }
  // what only an identity is said of may be any of the transmitters that say it: what they have in common is then the place
  const bare = new Map<string, Place>()
  const strangers = new Set(venue.beacons.map(({ identity }) => beaconKey(withoutMac(identity))))
  for (const beacon of venue.beacons) {
    const key = beaconKey(beacon.identity)
    const power = beacon.txPower === undefined ? {} : { txPower: beacon.txPower }
    const place = { ...named(venue, key), path: pathFor(beacon, 'beaconIds'), ...power }
    if (beacon.identity.mac !== undefined) places.set(key, place)
    const identity = beaconKey(withoutMac(beacon.identity))
    const other = bare.get(identity)
    bare.set(identity, other ? { ...named(venue, identity), path: inCommon(other.path, place.path) } : place)
    // an address that nobody registered is a stranger's, unless the operator left the address out
    if (beacon.identity.mac === undefined) strangers.delete(identity)
  }

  const ofIdentity = byIdentity(bare)
  const resolve = eidResolver(venue.beacons.flatMap(({ identity }) => ('eid' in identity ? identity.eid : [])))
  const resolved = (anchor: Anchor, at: number): Resolved | undefined =>
    'beacon' in anchor && 'eid' in anchor.beacon ? resolve(plainHex(anchor.beacon.eid), at) : undefined
  const place = (anchor: Anchor, at = Number.NaN): Place | undefined => {
    if ('gatewayId' in anchor) return places.get(anchorKey(anchor))
    const { beacon } = anchor
    if ('eid' in beacon) {
      const owner = resolved(anchor, at)
      return owner?.inTime ? bare.get(beaconKey({ eid: owner.key })) : undefined
    }
    if (beacon.mac === undefined) return ofIdentity(beacon)
    const key = beaconKey(beacon)
    const exact = places.get(key)
    if (exact) return exact
    const identity = withoutMac(beacon)
    const shared = strangers.has(beaconKey(identity)) ? undefined : ofIdentity(identity)
    return shared && { ...shared, fingerprint: named(venue, key).fingerprint }
  }
  const leafOf = new Map<string, IndexedZone>()
  for (const { anchorId, path } of [...places.values(), ...bare.values()]) {
    const leaf = zones.get(path.at(-1) ?? '')
    if (leaf) leafOf.set(anchorId, leaf)
  }
  const isReplay = (anchor: Anchor, at: number) => resolved(anchor, at)?.inTime === false
  return { venue, knobs, zones, leafOf, place, isReplay }
}

const named = (venue: Venue, key: string) => {
  const anchorId = `${venue.id}|${key}`
  return { anchorId, fingerprint: fingerprint(anchorId) }
}

/** Finds what stands under a beacon's key. Makes that text once for each iBeacon of the venue: almost every sighting asks. */
const byIdentity = (places: ReadonlyMap<string, Place>): ((beacon: BeaconIdentity) => Place | undefined) => {
  const found = new Map<string, Map<number, Place>>()
  return (beacon) => {
    if (!('uuid' in beacon)) return places.get(beaconKey(beacon))
    const uuid = plainHex(beacon.uuid)
    const number = beacon.major * 65_536 + beacon.minor
    const ofUuid = found.get(uuid)
    const known = ofUuid?.get(number)
    if (known) return known
    const place = places.get(beaconKey(beacon))
    if (place && ofUuid) ofUuid.set(number, place)
    else if (place) found.set(uuid, new Map([[number, place]]))
    return place
  }
}

type Membership = 'beaconIds' | 'gatewayIds'

const holds = (zone: Zone, anchor: { id: string; floorId: string; position?: Point }, member: Membership): boolean => {
  if (!isShape(zone.area)) return zone.area[member].includes(anchor.id)
  return zone.floorId === anchor.floorId && anchor.position !== undefined && contains(zone.area, anchor.position)
}

/** The deepest zone of those that hold an anchor; of equals the smaller one, then by id so that the answer is stable. */
const mostSpecific = (holding: readonly Zone[], zones: ReadonlyMap<string, IndexedZone>): readonly string[] => {
  const [first] = holding.toSorted(
    (a, b) => depth(b, zones) - depth(a, zones) || extent(a) - extent(b) || (a.id < b.id ? -1 : 1),
  )
  return (first && zones.get(first.id)?.path) ?? []
}

const depth = (zone: Zone, zones: ReadonlyMap<string, IndexedZone>) => zones.get(zone.id)?.path.length ?? 0

const extent = ({ area }: Zone): number =>
  isShape(area) ? extentOf(area) : area.beaconIds.length + area.gatewayIds.length

const inCommon = (a: readonly string[], b: readonly string[]): readonly string[] => {
  const end = a.findIndex((zoneId, depth) => b[depth] !== zoneId)
  return end === -1 ? a : a.slice(0, end)
}

/** Parents as the operator said, else the smallest shape of the floor that holds all of the zone's own. */
const parentsOf = (zones: readonly Zone[]): Map<string, string> => {
  const parents = new Map<string, string>()
  for (const zone of zones) {
    const parent = zone.parentId ?? drawnAround(zone, zones)
    if (parent !== undefined) parents.set(zone.id, parent)
  }
  return parents
}

const drawnAround = ({ area, floorId }: Zone, zones: readonly Zone[]): string | undefined => {
  if (!isShape(area)) return undefined
  const around = zones.flatMap((other) =>
    other.floorId === floorId && isShape(other.area) && surrounds(other.area, area)
      ? [{ id: other.id, extent: extentOf(other.area) }]
      : [],
  )
  return around.toSorted((a, b) => a.extent - b.extent)[0]?.id
}

const pathOf = (zoneId: string, parents: ReadonlyMap<string, string>): string[] => {
  const path: string[] = []
  for (let id: string | undefined = zoneId; id !== undefined; id = parents.get(id)) {
    if (path.includes(id))
      throw new Error(
        `zone ${zoneId}: its parents go in a circle (${[id, ...path].join(' < ')}); take one parentId away`,
      )
    path.unshift(id)
  }
  return path
}
