import { beaconKey } from '#shared/domain/sighting.ts'
import { readHexAdvertisement } from './advertised.ts'
import { decodeArubaTelemetry } from './aruba-telemetry.ts'
import { fault, isObject, readJson } from './body.ts'
import { lossOfFirstMetreDb, readUrl } from './eddystone.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { eddystoneKey, iBeaconKey } from './identity.ts'
import { readHex, readNumber, readSeconds } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Aruba access points (AOS 8): telemetry as protobuf, or as JSON with bytes in hex. `reported` is what the access point makes of
 * the devices around it, `bleData` what they said. What it knows of without having heard it has no rssi and is refused by
 * name. Times are in seconds. Messages on other matters (its own health, counts) tell of nobody: no readings.
 */
export const readAruba: GatewayFormat = (body) => {
  const message = isProtobuf(body) ? readProtobuf(body) : readJson(body)
  if (!isObject(message) || !isObject(message.reporter)) {
    const expected = 'must be { reporter, reported: [{ mac, lastSeen, rssi: { last } }] }'
    throw new Unreadable(fault('wrong_shape', 'the message', message, expected))
  }
  const { reporter, reported, bleData } = message
  const parts = [
    ...listOf('reported', reported).map((part, i) => () => readReported(part, `reported[${i}]`)),
    ...listOf('bleData', bleData).map((part, i) => () => readBleData(part, `bleData[${i}]`, reporter)),
  ]
  return gather(parts, (read) => read())
}

type Fields = Readonly<Record<string, unknown>>

// fields 1 to 3 of the message, one of which comes first; JSON begins with a brace
const isProtobuf = ([first]: Uint8Array) => first === 0x0a || first === 0x12 || first === 0x1a

const readProtobuf = (body: Uint8Array): Fields => {
  try {
    return decodeArubaTelemetry(body)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Unreadable({
      reason: 'wrong_shape',
      detail: `${body.length} bytes are not aruba_telemetry.Telemetry: ${why}`,
    })
  }
}

const listOf = (name: string, list: unknown): readonly unknown[] => {
  if (list === undefined) return []
  if (Array.isArray(list)) return list
  throw new Unreadable(fault('wrong_shape', name, list, 'must be an array'))
}

const timeExpected = 'must be seconds since 1970'

const readReported = (part: unknown, where: string): Heard | Unheard => {
  if (!isObject(part)) return fault('wrong_shape', where, part, 'must be { mac, lastSeen, rssi: { last } }')
  const { mac, lastSeen, rssi, beacons, sensors, stats } = part
  const { battery, voltage, temperatureC } = isObject(sensors) ? sensors : {}
  const { uptime, adv_cnt: advertisementCount } = isObject(stats) ? stats : {}
  return hearing({
    address: [`${where}.mac`, mac],
    ...beaconOf(beacons),
    rssi: [`${where}.rssi`, isObject(rssi) ? strengthOf(rssi) : undefined],
    time: { field: [`${where}.lastSeen`, lastSeen], deviceTime: readSeconds(lastSeen), expected: timeExpected },
    state: {
      batteryPercent: battery,
      batteryVolts: voltage,
      temperatureCelsius: temperatureC,
      uptimeSeconds: uptime,
      advertisementCount,
    },
  })
}

/** Which figure is there is a setting of the access point. */
const strengthOf = ({ last, avg, smooth, max, history }: Fields): unknown => {
  const newest = Array.isArray(history) ? history.at(-1) : undefined
  return last ?? avg ?? smooth ?? max ?? (isObject(newest) ? newest.rssi : undefined)
}

/** The first identity that the device says. A power without one is a filler: telemetry frames do not carry it. */
const beaconOf = (beacons: unknown): { identity?: string; txPower?: unknown } => {
  for (const { ibeacon, eddystone } of Array.isArray(beacons) ? beacons.filter(isObject) : []) {
    const identity = isObject(ibeacon) ? iBeaconKey(ibeacon.uuid, ibeacon.major, ibeacon.minor) : undefined
    if (isObject(ibeacon) && identity !== undefined) return { identity, txPower: ibeacon.power }
    const spoken = isObject(eddystone) ? eddystoneOf(eddystone) : undefined
    if (isObject(eddystone) && spoken !== undefined) {
      const power = readNumber(eddystone.power)
      return { identity: spoken, ...(power === undefined ? {} : { txPower: power - lossOfFirstMetreDb }) }
    }
  }
  return {}
}

const eddystoneOf = ({ uid, url }: Fields): string | undefined => {
  if (isObject(uid)) return eddystoneKey(uid.nid, uid.bid)
  if (!isObject(url)) return undefined
  const encoded = readHex(url.encodedUrl)
  const address = encoded && readUrl(Buffer.from([readNumber(url.prefix) ?? Number.NaN, ...encoded]))
  return address === undefined ? undefined : beaconKey({ url: address })
}

const readBleData = (part: unknown, where: string, reporter: Fields): Heard | Unheard => {
  if (!isObject(part)) return fault('wrong_shape', where, part, 'must be { mac, data, rssi }')
  const { mac, data, rssi } = part
  return hearing({
    ...readHexAdvertisement(data),
    address: [`${where}.mac`, mac],
    rssi: [`${where}.rssi`, rssi],
    time: { field: ['reporter.time', reporter.time], deviceTime: readSeconds(reporter.time), expected: timeExpected },
  })
}
