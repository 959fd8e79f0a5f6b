import { type Advertised, readAdvertised } from './advertised.ts'
import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { readHex, readSeconds } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Ruuvi Gateway, with timestamps or without: one advertisement a message over MQTT, where Usher's topic has no place for the
 * tag's address, so that the tag is whoever the advertisement says; or several by their addresses, as it posts them.
 * @see https://docs.ruuvi.com/ruuvi-gateway-firmware/gw-data-formats
 */
export const readRuuvi: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { gw_mac, rssi, ts?, data }'))
  }
  const posted = isObject(message.data) ? message.data.tags : undefined
  if (!isObject(posted)) return gather([message], (one) => readMessage(one, undefined))
  return gather(Object.entries(posted), ([address, tag]) =>
    isObject(tag)
      ? readMessage(tag, address)
      : fault('wrong_shape', `data.tags["${address}"]`, tag, 'must be { rssi, timestamp?, data }'),
  )
}

const readMessage = (
  { rssi, ts, gwts, timestamp, data }: Readonly<Record<string, unknown>>,
  toldAddress: string | undefined,
): Heard | Unheard => {
  const bytes = readHex(data)
  if (bytes === undefined) return fault('wrong_shape', 'data', data, 'must be the advertisement in hex')
  const { address = toldAddress, identity, txPower, state }: Advertised = readAdvertised(bytes)
  if (address === undefined && identity === undefined) {
    const expected =
      'must name its sender: an iBeacon, an AltBeacon, an Eddystone UID, URL or EID, or Ruuvi data format 5'
    return fault('bad_beacon', 'data', data, expected)
  }
  const time = ts ?? gwts ?? timestamp
  return hearing({
    address: ['data', address],
    identity,
    rssi: ['rssi', rssi],
    txPower,
    time: { field: ['ts', time], deviceTime: readSeconds(time), expected: 'must be seconds since 1970' },
    state,
  })
}
