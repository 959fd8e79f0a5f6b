import { beaconKey } from '#shared/domain/sighting.ts'
import { readManufacturerData, readServiceData } from './advertisement.ts'
import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { addressOr, hearing } from './hearing.ts'
import { iBeaconKey } from './identity.ts'
import { readEitherTime, readHex } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * OpenMQTTGateway and Theengs Gateway: one device a message, decoded by Theengs Decoder, or with its raw data where nobody
 * knows it. `id` is the address, or the beacon's UUID where the gateway is told to use that; `mac` is then the address.
 * @see https://docs.openmqttgateway.com/use/ble.html
 */
export const readTheengs: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { id, rssi, mac?, … }'))
  }
  return gather([message], readDevice)
}

const readDevice = (message: Readonly<Record<string, unknown>>): Heard | Unheard => {
  const { id, mac, rssi, uuid, major, minor, txpower, batt, volt, tempc, unixtime, UTCtime } = message
  const raw = rawSender(message)
  const identity = iBeaconKey(uuid, major, minor) ?? raw?.identity
  const time = unixtime ?? UTCtime
  return hearing({
    address: mac === undefined ? addressOr(identity, ['id', id]) : ['mac', mac],
    identity,
    rssi: ['rssi', rssi],
    // at 1 m where a beacon says it; of other devices it is what they transmit with
    txPower: uuid === undefined ? raw?.txPower : txpower,
    time: {
      field: ['unixtime', time],
      deviceTime: readEitherTime(time),
      expected: 'must be seconds since 1970, or UTCtime in ISO 8601',
    },
    state: { batteryPercent: batt, batteryVolts: volt, temperatureCelsius: tempc },
  })
}

const rawSender = ({ manufacturerdata, servicedata, servicedatauuid }: Readonly<Record<string, unknown>>) => {
  const company = readHex(manufacturerdata)
  const service = readHex(servicedata)
  const uuid = /^(?:0x)?([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(servicedatauuid))
  const sender =
    (company && readManufacturerData(Buffer.from(company))) ??
    (service && uuid && readServiceData(Buffer.concat([Buffer.from(`${uuid[2]}${uuid[1]}`, 'hex'), service])))
  return sender && 'beacon' in sender ? { identity: beaconKey(sender.beacon), txPower: sender.txPower } : undefined
}
