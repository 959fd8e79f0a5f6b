import { derivedId } from './identifier.ts'

/** What an iBeacon says of itself. `mac` is the transmitter's address where the listener may see it (phones with iOS hide it). */
export type IBeacon = { uuid: string; major: number; minor: number; mac?: string }

/** What an Eddystone UID frame says of itself: 10 bytes of namespace and 6 of instance, in hex. */
export type EddystoneUid = { namespace: string; instance: string; mac?: string }

/** The address that an Eddystone URL frame spells out, its abbreviations written in full. */
export type EddystoneUrl = { url: string; mac?: string }

/** An Eddystone EID frame: 8 bytes in hex that change every few minutes. Only who holds the beacon's key knows whose they are. */
export type EddystoneEid = { eid: string; mac?: string }

/** What an AltBeacon says of itself: 20 bytes in hex. */
export type AltBeacon = { beaconId: string; mac?: string }

export type BeaconIdentity = IBeacon | EddystoneUid | EddystoneUrl | EddystoneEid | AltBeacon

/**
 * What is needed to tell a beacon by its ephemeral ids. `identityKey` is a secret: 16 bytes in hex that the beacon shares with
 * us alone. It takes a new id every 2 to the power of `rotationExponent` (0 to 15) seconds; its clock stood at zero at
 * `registeredAt`, in milliseconds since 1970.
 */
export type EidKey = { identityKey: string; rotationExponent: number; registeredAt: number }

/** A beacon as an operator registers it. */
export type RegisteredIdentity = Exclude<BeaconIdentity, EddystoneEid> | { eid: EidKey; mac?: never }

/** The end of a sighting that does not move: a beacon that a phone hears, or a gateway that hears a tag. */
export type Anchor = { beacon: BeaconIdentity } | { gatewayId: string }

/**
 * Who heard whom, and how loud.
 *
 * `rssi` is in dBm as heard, `txPower` in dBm at 1 m. `deviceTime` is what the reporter's clock said; together with the
 * anchor it tells duplicates apart. `occurredAt` is the same clamped to what is plausible, and `receivedAt` is when it
 * reached us. All times are in milliseconds since 1970.
 */
export type Sighting = {
  id?: string
  anchor: Anchor
  rssi: number
  txPower?: number
  deviceTime: number
  occurredAt: number
  receivedAt: number
}

/**
 * One text for one beacon, whatever the case and punctuation it was written in. Without `mac` it names the identity alone.
 * A beacon with ephemeral ids goes by a digest of its key: the text is stored and shown, the key is neither.
 */
export const beaconKey = (beacon: BeaconIdentity | RegisteredIdentity): string => {
  const id = identityKey(beacon)
  return beacon.mac === undefined ? id : `${id}@${plainHex(beacon.mac)}`
}

const identityKey = (beacon: BeaconIdentity | RegisteredIdentity): string => {
  if ('uuid' in beacon) return `ibeacon:${plainHex(beacon.uuid)}:${beacon.major}:${beacon.minor}`
  if ('namespace' in beacon) return `eddystone:${plainHex(beacon.namespace)}:${plainHex(beacon.instance)}`
  if ('url' in beacon) return `eddystone-url:${beacon.url}`
  if ('beaconId' in beacon) return `altbeacon:${plainHex(beacon.beaconId)}`
  return typeof beacon.eid === 'string'
    ? `eddystone-eid:${plainHex(beacon.eid)}`
    : `eddystone-eid-key:${derivedId('eid', beacon.eid.identityKey.toLowerCase())}`
}

/** The same beacon with its transmitter's address left out. */
export const withoutMac = <B extends BeaconIdentity | RegisteredIdentity>(beacon: B): B => {
  const { mac: _, ...rest } = beacon
  return rest as B
}

export const anchorKey = (anchor: Anchor): string =>
  'gatewayId' in anchor ? `gateway:${anchor.gatewayId}` : beaconKey(anchor.beacon)

/** Hex as it is compared: lower case, without punctuation. */
export const plainHex = (text: string): string => {
  const known = plain.get(text)
  if (known !== undefined) return known
  if (plain.size === mostRemembered) plain.clear()
  const made = text.replaceAll(/[-:]/g, '').toLowerCase()
  plain.set(text, made)
  return made
}

// a house's beacons share a uuid: what was asked lately is asked again with almost every sighting
const plain = new Map<string, string>()
const mostRemembered = 1000
