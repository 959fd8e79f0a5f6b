import { beaconKey } from '#shared/domain/sighting.ts'
import { rssiMessage } from '#shared/schemas/phone-report.ts'
import { readAdvertisement } from './advertisement.ts'
import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard } from './gather.ts'
import { isRssi, readHex, readSeconds } from './radio.ts'
import { type Fault, type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Ruuvi Gateway over MQTT, with timestamps or without: one advertisement a message. Usher's topic has no place for the tag's
 * address, so the tag is whoever the advertisement says.
 * @see https://docs.ruuvi.com/ruuvi-gateway-firmware/gw-data-formats
 */
export const readRuuvi: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { gw_mac, rssi, ts?, data }'))
  }
  return gather([message], readAdvertised)
}

const readAdvertised = ({ rssi, ts, gwts, data }: Readonly<Record<string, unknown>>): Heard | Fault => {
  const bytes = readHex(data)
  if (bytes === undefined) return fault('wrong_shape', 'data', data, 'must be the advertisement in hex')
  const sender = readAdvertisement(bytes)
  if (sender === undefined) {
    return fault(
      'bad_beacon',
      'data',
      data,
      'must name its sender: an iBeacon, an Eddystone UID or Ruuvi data format 5',
    )
  }
  if (!isRssi(rssi)) return fault('bad_rssi', 'rssi', rssi, rssiMessage)
  const time = ts ?? gwts
  const deviceTime = readSeconds(time)
  if (Number.isNaN(deviceTime)) return fault('bad_time', 'ts', time, 'must be seconds since 1970')
  return 'beacon' in sender
    ? { transmitter: beaconKey(sender.beacon), rssi, txPower: sender.txPower, deviceTime }
    : { transmitter: sender.address, rssi, txPower: undefined, deviceTime }
}
