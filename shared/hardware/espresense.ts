import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { altBeaconKey, eddystoneKey, iBeaconKey } from './identity.ts'
import { readAddress, readNumber } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * ESPresense 3.x and 4.x: one device a message. Its own topic ends in device and room; bridged to usher's it ends in the
 * format, and the device is told by `mac` and `id`. It has no clock. Its rssi is smoothed and may have decimals.
 * @see https://espresense.com
 */
export const readEspresense: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { mac, id, rssi, "rssi@1m"? }'))
  }
  return gather([message], readDevice)
}

const readDevice = (message: Readonly<Record<string, unknown>>): Heard | Unheard => {
  const { mac, id, rssi, batt, mV, temp } = message
  const volts = readNumber(mV)
  return hearing({
    address: addressOf(mac, id),
    identity: identityOf(id),
    rssi: ['rssi', rssi],
    txPower: message['rssi@1m'],
    state: {
      batteryPercent: batt,
      batteryVolts: volts === undefined ? undefined : volts / 1000,
      temperatureCelsius: temp,
    },
  })
}

// before 2.x there was no mac: the id was one where nothing better was known, and still is
const addressOf = (mac: unknown, id: unknown): readonly [string, unknown] =>
  mac === undefined && readAddress(id) !== undefined ? ['id', id] : ['mac', mac]

const beaconId = /^(?:iBeacon|altBeacon):([0-9a-f-]{32,36})-(\d{1,5})-(\d{1,5})$/i
const eddystoneId = /^eddy:([0-9a-f]{20}|[0-9a-f]{22})-([0-9a-f]{12})$/i

/** The beacon identity in an id such as `iBeacon:<uuid>-<major>-<minor>`; ids of other kinds name no beacon. */
const identityOf = (id: unknown): string | undefined => {
  if (typeof id !== 'string') return undefined
  const [, uuid, major, minor] = beaconId.exec(id) ?? []
  if (uuid !== undefined && /^i/i.test(id)) return iBeaconKey(uuid, major, minor)
  if (uuid !== undefined) return altBeaconKey(uuid.replaceAll('-', '') + hex16(major) + hex16(minor))
  const [, namespace = '', instance] = eddystoneId.exec(id) ?? []
  return eddystoneKey(onceEach(namespace), instance)
}

const hex16 = (text: unknown) => Number(text).toString(16).padStart(4, '0')

// the firmware writes the fifth byte of a namespace twice
const onceEach = (namespace: string) =>
  namespace.length === 22 && namespace.slice(8, 10) === namespace.slice(10, 12)
    ? namespace.slice(0, 10) + namespace.slice(12)
    : namespace
