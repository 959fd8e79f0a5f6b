import type { BeaconIdentity } from '#shared/domain/sighting.ts'

/** Who sent an advertisement, as far as its own bytes tell. `txPower` is what the beacon claims for 1 m, in dBm, plausible or not. */
type Sender = { beacon: BeaconIdentity; txPower: number } | { address: string }

// AD types: Bluetooth Core Specification Supplement, part A
const serviceData16 = 0x16
const manufacturerData = 0xff

// Eddystone says its power at 0 m; over the first metre 41 dB are lost (Eddystone specification, "Tx Power")
const lossOfFirstMetreDb = 41

/**
 * Finds the sender in raw advertisement bytes: an iBeacon, an Eddystone UID, or a Ruuvi tag's address (data format 5).
 * Undefined where none of the structures is one of these; what is cut short is not guessed at.
 */
export const readAdvertisement = (bytes: Uint8Array): Sender | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + 1 < view.length) {
    const end = at + 1 + view.readUInt8(at)
    // a length of 0 ends the advertisement early, one beyond the bytes means that they were cut
    if (end === at + 1 || end > view.length) return undefined
    const sender = readStructure(view.readUInt8(at + 1), view.subarray(at + 2, end))
    if (sender !== undefined) return sender
    at = end
  }
  return undefined
}

const readStructure = (type: number, data: Buffer): Sender | undefined => {
  if (type === manufacturerData) return readIBeacon(data) ?? readRuuvi(data)
  return type === serviceData16 ? readEddystone(data) : undefined
}

const hex = (data: Buffer, from: number, to: number) => data.toString('hex', from, to)

// company 0x004c, type 0x02, 0x15 bytes: uuid 16, major 2, minor 2, power at 1 m
const readIBeacon = (data: Buffer): Sender | undefined => {
  if (data.length < 25 || hex(data, 0, 4) !== '4c000215') return undefined
  const beacon = { uuid: hex(data, 4, 20), major: data.readUInt16BE(20), minor: data.readUInt16BE(22) }
  return { beacon, txPower: data.readInt8(24) }
}

// service 0xfeaa, frame 0x00: power at 0 m, namespace 10, instance 6, and two reserved bytes that some leave out
const readEddystone = (data: Buffer): Sender | undefined => {
  if (data.length < 20 || hex(data, 0, 3) !== 'aafe00') return undefined
  const beacon = { namespace: hex(data, 4, 14), instance: hex(data, 14, 20) }
  return { beacon, txPower: data.readInt8(3) - lossOfFirstMetreDb }
}

// company 0x0499, format 5: 17 bytes of measurements, then the address; all ones where the tag does not tell it
const readRuuvi = (data: Buffer): Sender | undefined => {
  if (data.length < 26 || hex(data, 0, 3) !== '990405') return undefined
  const address = hex(data, 20, 26)
  return address === 'ffffffffffff' ? undefined : { address }
}
