import { rssiMessage, timeMessage } from '#shared/schemas/phone-report.ts'
import { readAdvertisement } from './advertisement.ts'
import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard } from './gather.ts'
import { isRssi, readAddress, readHex, readTime } from './radio.ts'
import { type Fault, type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Minew gateways (G1, MG3, MG4) set to JSON-LONG: an array of what was heard, with one element of type `Gateway` for the
 * gateway itself. A gateway that heard nothing sends only itself: no readings.
 */
export const readMinew: GatewayFormat = (body) => {
  const elements = readJson(body)
  if (!Array.isArray(elements)) {
    throw new Unreadable(
      fault('wrong_shape', 'the message', elements, 'must be an array; set the gateway to JSON-LONG'),
    )
  }
  if (elements.length === 0) {
    throw new Unreadable(fault('empty', 'the message', elements, 'must hold at least the gateway itself'))
  }
  return gather(elements, readElement)
}

const readElement = (element: unknown, index: number): Heard | Fault | undefined => {
  if (!isObject(element))
    return fault('wrong_shape', `[${index}]`, element, 'must be an object, of the gateway or a tag')
  if (element.type === 'Gateway') return undefined
  const { mac, rssi, timestamp, ibeaconTxPower } = element
  const transmitter = readAddress(mac)
  if (transmitter === undefined) return fault('bad_beacon', `[${index}].mac`, mac, 'must be 12 hex digits')
  if (!isRssi(rssi)) return fault('bad_rssi', `[${index}].rssi`, rssi, rssiMessage)
  const deviceTime = readTime(timestamp)
  if (Number.isNaN(deviceTime)) return fault('bad_time', `[${index}].timestamp`, timestamp, timeMessage)
  return { transmitter, rssi, txPower: ibeaconTxPower ?? claimedIn(element.rawData), deviceTime }
}

// tags of unknown type come with their advertisement
const claimedIn = (rawData: unknown) => {
  const bytes = readHex(rawData)
  const sender = bytes && readAdvertisement(bytes)
  return sender && 'beacon' in sender ? sender.txPower : undefined
}
