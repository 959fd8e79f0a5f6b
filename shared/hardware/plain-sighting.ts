import type { BeaconIdentity } from '#shared/domain/sighting.ts'
import { phoneLimits } from '#shared/schemas/phone-report.ts'
import { isObject } from './body.ts'

/** A sighting as it stands in a report, its transmit power not judged yet. */
export type ReadSighting = { id?: string; at: number; beacon: BeaconIdentity; rssi: number; txPower?: number }

/**
 * Reads what nearly all phones send: an iBeacon without its address, heard at a time in milliseconds. It agrees with the
 * schema and takes a fifth of its time; undefined means that the schema must judge.
 */
export const readPlainSighting = (value: unknown): ReadSighting | undefined => {
  if (!isObject(value) || !isObject(value.beacon)) return undefined
  const { id, at, rssi, txPower } = value
  const { uuid, major, minor, mac } = value.beacon
  if (mac !== undefined || typeof uuid !== 'string' || !isSixteenBits(major) || !isSixteenBits(minor)) return undefined
  if (typeof at !== 'number' || !(Math.abs(at) <= phoneLimits.furthestMs) || !isUuid(uuid)) return undefined
  if (typeof rssi !== 'number' || !(rssi >= phoneLimits.quietestDbm && rssi < 0)) return undefined
  const read: ReadSighting = { at: Math.floor(at), beacon: { uuid, major, minor }, rssi }
  if (id !== undefined) {
    if (typeof id !== 'string' || id.length === 0 || id.length > phoneLimits.idCharacters) return undefined
    read.id = id
  }
  if (txPower !== undefined) {
    if (typeof txPower !== 'number' || !Number.isFinite(txPower)) return undefined
    read.txPower = txPower
  }
  return read
}

// a house's beacons share a uuid: what was right lately is asked again with almost every sighting
const right = new Set<string>()
const mostRemembered = 100

const isUuid = (text: string): boolean => {
  if (right.has(text)) return true
  if (!phoneLimits.uuid.test(text)) return false
  if (right.size === mostRemembered) right.clear()
  right.add(text)
  return true
}

const isSixteenBits = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= phoneLimits.mostOfSixteenBits
