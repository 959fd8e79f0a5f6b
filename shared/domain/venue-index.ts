import { isShape } from './area.ts'
import { eidResolver, type Resolved } from './eid-resolver.ts'
import { fingerprint } from './identifier.ts'
import type { Locating } from './locating/follow-scan.ts'
import { type Anchor, anchorKey, type BeaconIdentity, beaconKey, plainHex, withoutMac } from './sighting.ts'
import { defaultKnobs, type Point, type PresenceKnobs, type Venue } from './venue.ts'
import { drawZones } from './zone-map.ts'
import { type IndexedZone, zonesOf } from './zone-tree.ts'

/**
 * Where a beacon or gateway counts: the zones around it, outermost first, and its own power if the operator knows it.
 * No two anchors of a release share an `anchorId`. The `fingerprint` tells who was heard, also where no more is known of it
 * than of others: transmitters that say the same identity from addresses of their own share a place. `at` is where it hangs,
 * in the metres of its floor (`frame`), where that is known.
 */
export type Place = {
  anchorId: string
  fingerprint: number
  path: readonly string[]
  txPower?: number
  at?: { frame: string; x: number; y: number }
}

/** The zones that hold a point, the most specific first, and the path to that one: outermost first, empty where none does. */
export type Holding = { path: readonly string[]; zones: readonly IndexedZone[] }

/** A venue made ready for sightings and positions: every question that presence asks is one look-up. */
export type VenueIndex = {
  venue: Venue
  knobs: PresenceKnobs
  zones: ReadonlyMap<string, IndexedZone>
  /** The innermost zone of each anchor that counts for one. */
  leafOf: ReadonlyMap<string, IndexedZone>
  /** Finds devices by its radio map, where that is loaded. */
  locating?: Locating
  /** `at` is when it was heard: an ephemeral id is nobody's without. One that is not in time has no place. */
  place(anchor: Anchor, at?: number): Place | undefined
  /** Whether an ephemeral id is of one of the venue's beacons, but not of the time when it was heard. */
  isReplay(anchor: Anchor, at: number): boolean
  /** A zone's id by that, or by one of the names that location engines have for it. */
  zoneNamed(name: string): string | undefined
  /** Which zones with a shape hold a point, in metres of its floor; about a microsecond at 10,000 of them. */
  zonesAt(floorId: string, point: Point): Holding
}

/** Indexes a venue. `dwells` are thresholds that journeys wait for, by zone. Costs O((zones + beacons) × log zones), once a release. */
export const indexVenue = (venue: Venue, dwells: ReadonlyMap<string, readonly number[]> = new Map()): VenueIndex => {
  const knobs = { ...defaultKnobs, ...venue.presence }
  const zones = zonesOf(venue, knobs, dwells)
  const open = [...zones.values()].filter(({ zone }) => zone.isPublic !== false)
  const mapped = drawZones(open)
  const zonesAt = (floorId: string, point: Point): Holding => {
    const holding = mapped(floorId, point)
    if (holding.length > 1) holding.sort(bySpecificity)
    return { path: holding[0]?.path ?? [], zones: holding }
  }
  const members = {
    beaconIds: membersOf(zones.values(), 'beaconIds'),
    gatewayIds: membersOf(zones.values(), 'gatewayIds'),
  }
  const pathFor = ({ id, floorId, position }: Placed, list: Membership): readonly string[] => {
    const drawn = position ? mapped(floorId, position) : []
    return [...drawn, ...(members[list].get(id) ?? [])].sort(bySpecificity)[0]?.path ?? []
  }

  const places = new Map<string, Place>()
  for (const gateway of venue.gateways) {
    const key = anchorKey({ gatewayId: gateway.id })
    places.set(key, { ...named(venue, key), path: pathFor(gateway, 'gatewayIds'), ...hangsAt(venue, gateway) })
  }
  // what only an identity is said of may be any of the transmitters that say it: what they have in common is then the place
  const bare = new Map<string, Place>()
  const strangers = new Set<string>()
  const withoutAddress = new Set<string>()
  for (const beacon of venue.beacons) {
    const identity = beaconKey(withoutMac(beacon.identity))
    const hasAddress = beacon.identity.mac !== undefined
    const key = hasAddress ? beaconKey(beacon.identity) : identity
    const place: Place = { ...named(venue, key), path: pathFor(beacon, 'beaconIds'), ...hangsAt(venue, beacon) }
    if (beacon.txPower !== undefined) place.txPower = beacon.txPower
    if (hasAddress) places.set(key, place)
    const other = bare.get(identity)
    bare.set(identity, other ? { ...named(venue, identity), path: inCommon(other.path, place.path) } : place)
    // an address that nobody registered is a stranger's, unless the operator left the address out
    ;(hasAddress ? strangers : withoutAddress).add(identity)
  }
  for (const identity of withoutAddress) strangers.delete(identity)

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
  for (const known of [places, bare]) {
    for (const { anchorId, path } of known.values()) {
      const leaf = zones.get(path.at(-1) ?? '')
      if (leaf) leafOf.set(anchorId, leaf)
    }
  }
  const isReplay = (anchor: Anchor, at: number) => resolved(anchor, at)?.inTime === false
  const aliases = new Map(venue.zones.flatMap(({ id, aliases = [] }) => aliases.map((alias) => [alias, id])))
  const zoneNamed = (name: string) => (zones.has(name) ? name : aliases.get(name))
  return { venue, knobs, zones, leafOf, place, isReplay, zoneNamed, zonesAt }
}

const hangsAt = ({ id }: Venue, { floorId, position }: Placed): Pick<Place, 'at'> =>
  position ? { at: { frame: `${id}|${floorId}`, x: position.x, y: position.y } } : {}

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
type Placed = { id: string; floorId: string; position?: Point }

/** The zones that name each member of a list. */
const membersOf = (zones: Iterable<IndexedZone>, list: Membership): Map<string, IndexedZone[]> => {
  const members = new Map<string, IndexedZone[]>()
  for (const one of zones) {
    if (isShape(one.zone.area)) continue
    for (const id of one.zone.area[list]) {
      const known = members.get(id)
      if (known) known.push(one)
      else members.set(id, [one])
    }
  }
  return members
}

const bySpecificity = (a: IndexedZone, b: IndexedZone): number => a.rank - b.rank

const inCommon = (a: readonly string[], b: readonly string[]): readonly string[] => {
  const end = a.findIndex((zoneId, depth) => b[depth] !== zoneId)
  return end === -1 ? a : a.slice(0, end)
}
