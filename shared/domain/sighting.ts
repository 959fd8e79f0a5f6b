/** What an iBeacon says of itself. `mac` is the transmitter's address where the listener may see it (phones with iOS hide it). */
export type IBeacon = { uuid: string; major: number; minor: number; mac?: string }

/** What an Eddystone UID frame says of itself: 10 bytes of namespace and 6 of instance, in hex. */
export type EddystoneUid = { namespace: string; instance: string; mac?: string }

export type BeaconIdentity = IBeacon | EddystoneUid

/** A beacon as an operator registers it. */
export type RegisteredIdentity = BeaconIdentity

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

/** One text for one beacon, whatever the case and punctuation it was written in. Without `mac` it names the identity alone. */
export const beaconKey = (beacon: BeaconIdentity): string => {
  const id =
    'uuid' in beacon
      ? `ibeacon:${plainHex(beacon.uuid)}:${beacon.major}:${beacon.minor}`
      : `eddystone:${plainHex(beacon.namespace)}:${plainHex(beacon.instance)}`
  return beacon.mac === undefined ? id : `${id}@${plainHex(beacon.mac)}`
}

/** The same beacon with its transmitter's address left out. */
export const withoutMac = <B extends BeaconIdentity>(beacon: B): B => {
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
