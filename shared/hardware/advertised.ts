import { beaconKey } from '#shared/domain/sighting.ts'
import { readAdvertisement } from './advertisement.ts'
import { readHex } from './radio.ts'
import { type State, stateIn } from './state.ts'

/** What an advertisement tells of its sender: address or beacon identity key, claimed power at 1 m in dBm, and its state. */
export type Advertised = { address?: string; identity?: string; txPower?: number; state?: State }

/** Reads an advertisement as far as it goes; empty where it tells nothing of its sender. */
export const readAdvertised = (bytes: Uint8Array): Advertised => {
  const sender = readAdvertisement(bytes)
  if (sender === undefined) return { state: stateIn(bytes) }
  if ('address' in sender) return { address: sender.address, state: stateIn(bytes) }
  const { beacon, txPower } = sender
  const known = { identity: beaconKey(beacon), txPower }
  // an iBeacon or AltBeacon fills an advertisement: there is no room for more
  return 'uuid' in beacon || 'beaconId' in beacon ? known : { ...known, state: stateIn(bytes) }
}

/** The same from hex; anything else tells nothing. */
export const readHexAdvertisement = (hex: unknown): Advertised => {
  const bytes = readHex(hex)
  return bytes === undefined ? {} : readAdvertised(bytes)
}
