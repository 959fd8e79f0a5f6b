import { rssiMessage } from '#shared/schemas/phone-report.ts'
import { fault } from './body.ts'
import type { Heard, Unheard } from './gather.ts'
import { isRssi, readAddress, readNumber } from './radio.ts'
import { type State, stateOf } from './state.ts'

/** A field of a message: its place, and what stands there. */
export type Field = readonly [where: string, value: unknown]

/**
 * What a part of a message claims of one tag. It is known by an address, a beacon identity key, or both; an address that is
 * given must be one. `deviceTime` is
 * `time` in milliseconds since 1970, NaN where it is none; `expected` says what belongs there.
 */
export type Claims = {
  address: Field
  identity?: string | undefined
  rssi: Field
  txPower?: unknown
  time?: { field: Field; deviceTime: number | undefined; expected: string }
  state?: State | undefined
}

/** Judges what is claimed of a tag: who it is first, then how loud, then when. What it says of itself survives. */
export const hearing = ({ address, identity, rssi, txPower, time, state }: Claims): Heard | Unheard => {
  const transmitter = address[1] === undefined ? identity : readAddress(address[1])
  if (transmitter === undefined) return fault('bad_beacon', ...address, 'must be 12 hex digits')
  const told = state && stateOf(state)
  const telemetry = told && { telemetry: { transmitter, ...told } }
  const strength = readNumber(rssi[1])
  if (!isRssi(strength)) return { ...fault('bad_rssi', ...rssi, rssiMessage), ...telemetry }
  if (Number.isNaN(time?.deviceTime)) {
    return { ...fault('bad_time', ...(time?.field ?? rssi), time?.expected ?? ''), ...telemetry }
  }
  return { transmitter, identity, rssi: strength, txPower, deviceTime: time?.deviceTime, ...telemetry }
}

/** A field that holds an address, or else the tag's identity in some spelling. */
export const addressOr = (identity: string | undefined, [where, value]: Field): Field =>
  identity !== undefined && readAddress(value) === undefined ? [where, undefined] : [where, value]
