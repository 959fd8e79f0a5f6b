import advlib from 'advlib-ble'
import advlibStructures from 'advlib-ble/lib/advdatatypes.js'
import manufacturers from 'advlib-ble-manufacturers'
import services from 'advlib-ble-services'
import { decodeRaddec, flatten } from './decode-raddec.ts'

/** What was decoded, in the words of advlib (`txPower`, `deviceIds`, `batteryVoltage`, …). */
export type Properties = Readonly<Record<string, unknown>>

/** Decodes what is inside of service data or manufacturer data; null where it is none of its own. */
export type Library = {
  processServiceData?(service: string, data: Buffer): Properties | null
  processManufacturerSpecificData?(company: number, data: Buffer): Properties | null
}

/**
 * Something that came over the radio, by how much of it there is: a whole packet with its header; a packet whose header the
 * listener kept; AD structures alone; the inside of one structure; or a raddec, in bytes or as an object.
 */
export type Received =
  | { pdu: Uint8Array; libraries?: readonly Library[] }
  | { payload: Uint8Array; libraries?: readonly Library[] }
  | { structures: Uint8Array; libraries?: readonly Library[] }
  | { company: number; data: Uint8Array }
  | { service: string; data: Uint8Array }
  | { raddec: Uint8Array | object }
  | { flattened: object }

/** All that advlib knows of what is inside of structures. */
export const libraries: readonly Library[] = [services, manufacturers]

/**
 * Decodes what came over the radio. Null where nothing of it can be told. Never throws: of what is cut short the part before
 * the cut is decoded.
 */
export const decode = (received: Received): Properties | null => {
  if ('raddec' in received) return attempt(() => decodeRaddec(received.raddec))
  if ('flattened' in received) return attempt(() => flatten(received.flattened))
  if ('company' in received) {
    return attempt(() => manufacturers.processManufacturerSpecificData(received.company, bufferOf(received.data)))
  }
  if ('service' in received)
    return attempt(() => services.processServiceData(received.service, bufferOf(received.data)))
  if ('structures' in received) return decodeStructures(bufferOf(received.structures), received.libraries ?? [])
  if ('pdu' in received) return decodePdu(bufferOf(received.pdu), received.libraries ?? [])
  const inside = decodeStructures(bufferOf(received.payload), received.libraries ?? [])
  return inside && { uri: anyDevice, ...inside }
}

const anyDevice = 'https://sniffypedia.org/Product/Any_BLE-Device/'
const headerBytes = 2
const addressedBytes = 8 // the header and the sender's address
const advertising = new Set<unknown>(['ADV_IND', 'ADV_NONCONN_IND', 'ADV_SCAN_IND', 'SCAN_RSP'])

const decodePdu = (pdu: Buffer, libraries: readonly Library[]): Properties | null => {
  if (pdu.length < headerBytes) return null
  const header = attempt(() => advlib.header.process(pdu))
  if (pdu.length < addressedBytes) return header
  if (!advertising.has(header?.type)) return attempt(() => advlib.process(pdu)) ?? header
  const outside = attempt(() => advlib.process(pdu.subarray(0, addressedBytes)))
  return outside && { ...outside, ...decodeStructures(pdu.subarray(addressedBytes), libraries) }
}

/**
 * Structure by structure: advlib's own loop drops all of an advertisement that is cut, and throws in the bundle of a
 * function, where code is strict (it assigns to a variable that nobody declared).
 */
const decodeStructures = (bytes: Buffer, libraries: readonly Library[]): Properties | null => {
  let merged: Record<string, unknown> | undefined
  for (let at = 0; at + 1 < bytes.length; ) {
    const length = bytes.readUInt8(at)
    if (length === 0 || at + 1 + length > bytes.length) break
    const properties = attempt(() => advlibStructures.process(bytes, at, libraries))
    if (properties) merged = merge(merged ?? {}, properties)
    at += 1 + length
  }
  return merged ?? null
}

/** Lists grow by what is new to them; of all else the first word stands. */
const merge = (target: Record<string, unknown>, source: Properties): Record<string, unknown> => {
  for (const [name, value] of Object.entries(source)) {
    const known = target[name]
    if (known === undefined) target[name] = value
    else if (Array.isArray(known) && Array.isArray(value) && lists.has(name))
      target[name] = [...known, ...value.filter((one) => !known.includes(one))]
  }
  return target
}

const lists = new Set(['uuids', 'deviceIds', 'serviceData', 'manufacturerSpecificData'])

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

// the border to libraries that read past the end of what is cut short
const attempt = <T>(work: () => T): T | null => {
  try {
    return work()
  } catch {
    return null
  }
}
