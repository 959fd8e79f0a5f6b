import type { Position } from '#shared/domain/position.ts'

/** Why something that hardware said could not be read. Counted and parked under these names. */
export type RefusalReason =
  | 'empty'
  | 'not_json'
  | 'wrong_shape'
  | 'too_many'
  | 'unknown_format'
  | 'bad_beacon'
  | 'bad_rssi'
  | 'bad_time'
  | 'bad_position'

/** What is wrong: `detail` says where, what stands there and what belongs there. */
export type Fault = { reason: RefusalReason; detail: string }

/** One part of a message that could not be read; its neighbours could. `index` is its place in the message. */
export type Refusal = Fault & { index: number }

/** Something that was left out of a part which was read all the same. */
export type Warning = { index: number; reason: 'bad_tx_power' }

/**
 * A tag heard by a gateway, before anyone knows whose tag it is.
 *
 * `transmitter` is an address (12 hex, lower case, no separators) or a beacon identity key; `alsoKnownAs` are its other names,
 * under any of which it may be registered. `gatewayId` is who heard it, where that is not who sent the message. `rssi` is in
 * dBm, `txPower` in dBm at 1 m, `deviceTime` in milliseconds since 1970; absent where the gateway has no clock.
 */
export type Reading = {
  transmitter: string
  alsoKnownAs?: readonly string[]
  gatewayId?: string
  rssi: number
  txPower?: number
  deviceTime?: number
}

/**
 * What a location engine says of a tag: where it is, or which zone it entered or left. `transmitter` and `deviceTime` as a
 * reading's, the rest as a position's.
 */
export type EnginePosition = Pick<Position, 'at' | 'floor' | 'accuracyMetres'> & {
  transmitter: string
  alsoKnownAs?: readonly string[]
  deviceTime?: number
}

/** What a message tells that nobody here wants to know: counted and not kept. `detail` says what it is and what to do. */
export type Skipped = { reason: 'unknown_topic'; detail: string; count: number }

/**
 * What a beacon or a gateway says of its own state. `transmitter` is absent where it is the gateway. `batteryPercent` or
 * `batteryVolts`, whichever it tells; `temperatureCelsius`; `uptimeSeconds` and `advertisementCount` since it was switched on.
 * `encrypted` is telemetry that only the beacon's key opens (Eddystone eTLM), in hex.
 */
export type Telemetry = {
  transmitter?: string
  batteryPercent?: number
  batteryVolts?: number
  temperatureCelsius?: number
  uptimeSeconds?: number
  advertisementCount?: number
  encrypted?: string
}

/** `positions` come from location engines only, `telemetry` from hardware that tells of itself. */
export type GatewayReport = {
  readings: { index: number; reading: Reading }[]
  positions?: { index: number; position: EnginePosition }[]
  telemetry?: { index: number; telemetry: Telemetry }[]
  skipped?: Skipped[]
  refused: Refusal[]
  warnings: Warning[]
}

/** Reads one message of one kind of gateway. Throws Unreadable where nothing of it can be read. */
export type GatewayFormat = (body: Uint8Array) => GatewayReport

/** Nothing of the message can be read, for a reason that no retry mends. */
export class Unreadable extends Error {
  readonly reason: RefusalReason

  constructor({ reason, detail }: Fault) {
    super(detail)
    this.name = 'Unreadable'
    this.reason = reason
  }
}
