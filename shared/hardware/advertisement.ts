import type { BeaconIdentity } from '#shared/domain/sighting.ts'
import { readEddystone } from './eddystone.ts'

/** Who sent an advertisement, as far as its own bytes tell. `txPower` is what the beacon claims for 1 m, in dBm, plausible or not. */
export type Sender = { beacon: BeaconIdentity; txPower: number } | { address: string }

// AD types: Bluetooth Core Specification Supplement, part A
const serviceData16 = 0x16
const manufacturerData = 0xff

const appleCompany = 0x004c
const ruuviCompany = 0x0499
const eddystoneService = 0xfeaa
const iBeaconType = 0x0215 // and its length, 21 bytes
const altBeaconCode = 0xbeac

/**
 * Finds the sender in raw advertisement bytes: an iBeacon, an AltBeacon, an Eddystone UID, URL or EID, or a Ruuvi tag's
 * address (data format 5). Undefined where none of the structures is one of these; what is cut short is not guessed at.
 */
export const readAdvertisement = (bytes: Uint8Array): Sender | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + 1 < view.length) {
    const end = at + 1 + view.readUInt8(at)
    // a length of 0 ends the advertisement early, one beyond the bytes means that they were cut
    if (end === at + 1 || end > view.length) return undefined
    const type = view.readUInt8(at + 1)
    if (type === manufacturerData || type === serviceData16) {
      const data = view.subarray(at + 2, end)
      const sender = type === manufacturerData ? readManufacturerData(data) : readServiceData(data)
      if (sender !== undefined) return sender
    }
    at = end
  }
  return undefined
}

/** The sender in manufacturer-specific data, which begins with its company in 2 bytes. */
export const readManufacturerData = (data: Buffer): Sender | undefined => {
  if (data.length < 25) return undefined
  const company = data.readUInt16LE(0)
  const type = data.readUInt16BE(2)
  if (type === iBeaconType && company === appleCompany) return readIBeacon(data)
  // an AltBeacon may be of any company
  if (type === altBeaconCode) return { beacon: { beaconId: data.toString('hex', 4, 24) }, txPower: data.readInt8(24) }
  return company === ruuviCompany ? readRuuvi(data) : undefined
}

/** The sender in 16-bit service data, which begins with its service in 2 bytes. */
export const readServiceData = (data: Buffer): Sender | undefined =>
  data.length > 2 && data.readUInt16LE(0) === eddystoneService ? readEddystone(data.subarray(2)) : undefined

// uuid 16, major 2, minor 2, power at 1 m
const readIBeacon = (data: Buffer): Sender => {
  const beacon = { uuid: data.toString('hex', 4, 20), major: data.readUInt16BE(20), minor: data.readUInt16BE(22) }
  return { beacon, txPower: data.readInt8(24) }
}

// format 5: 17 bytes of measurements, then the address; all ones where the tag does not tell it
const readRuuvi = (data: Buffer): Sender | undefined => {
  if (data.length < 26 || data.readUInt8(2) !== 5) return undefined
  const address = data.toString('hex', 20, 26)
  return address === 'ffffffffffff' ? undefined : { address }
}
