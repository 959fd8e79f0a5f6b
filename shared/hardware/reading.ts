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

/** What is wrong: `detail` says where, what stands there and what belongs there. */
export type Fault = { reason: RefusalReason; detail: string }

/** One part of a message that could not be read; its neighbours could. `index` is its place in the message. */
export type Refusal = Fault & { index: number }

/** Something that was left out of a part which was read all the same. */
export type Warning = { index: number; reason: 'bad_tx_power' }

/**
 * A tag heard by a gateway, before anyone knows whose tag it is.
 *
 * `transmitter` is an address (12 hex, lower case, no separators) or a beacon identity key. `rssi` is in dBm, `txPower` in
 * dBm at 1 m, `deviceTime` in milliseconds since 1970; absent where the gateway has no clock.
 */
export type Reading = { transmitter: string; rssi: number; txPower?: number; deviceTime?: number }

export type GatewayReport = {
  readings: { index: number; reading: Reading }[]
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
