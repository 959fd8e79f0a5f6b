import { timeMessage } from '#shared/schemas/phone-report.ts'
import { readHexAdvertisement } from './advertised.ts'
import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { iBeaconKey } from './identity.ts'
import { isMinewBinary, readMinewBinary } from './minew-binary.ts'
import { readTime } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Minew gateways (G1, MG3, MG4) set to JSON-LONG or JSON-RAW: an array of what was heard, with one element for the gateway
 * itself. A gateway that heard nothing sends only itself: no readings. BINARY-LONG is told by its first two bytes.
 */
export const readMinew: GatewayFormat = (body) => {
  if (isMinewBinary(body)) return readMinewBinary(body)
  const elements = readJson(body)
  if (!Array.isArray(elements)) {
    throw new Unreadable(
      fault('wrong_shape', 'the message', elements, 'must be an array; set the gateway to JSON-LONG or BINARY-LONG'),
    )
  }
  if (elements.length === 0) {
    throw new Unreadable(fault('empty', 'the message', elements, 'must hold at least the gateway itself'))
  }
  return gather(elements, readElement)
}

const readElement = (element: unknown, index: number): Heard | Unheard | undefined => {
  if (!isObject(element))
    return fault('wrong_shape', `[${index}]`, element, 'must be an object, of the gateway or a tag')
  // JSON-LONG names its type, JSON-RAW has an address of its own
  if (element.type === 'Gateway' || (element.mac === undefined && element.gateway !== undefined)) return undefined
  const { mac, rssi, timestamp, ibeaconUuid, ibeaconMajor, ibeaconMinor, ibeaconTxPower, battery, temperature } =
    element
  // tags of unknown type come with their advertisement
  const advertised = readHexAdvertisement(element.rawData)
  return hearing({
    address: [`[${index}].mac`, mac],
    // an element without its address lost more than that
    identity:
      mac === undefined ? undefined : (iBeaconKey(ibeaconUuid, ibeaconMajor, ibeaconMinor) ?? advertised.identity),
    rssi: [`[${index}].rssi`, rssi],
    txPower: ibeaconTxPower ?? advertised.txPower,
    time: { field: [`[${index}].timestamp`, timestamp], deviceTime: readTime(timestamp), expected: timeMessage },
    state: { batteryPercent: battery, temperatureCelsius: temperature, ...advertised.state },
  })
}
