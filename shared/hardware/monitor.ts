import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { addressOr, hearing } from './hearing.ts'
import { iBeaconKey } from './identity.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * andrewjfreyer/monitor: one device a message, all values as text, `rssi` now and then twice (the last one counts). The id is
 * an address or `<uuid>-<major>-<minor>`. Its timestamp is a date in the words of the machine's language, often cut: it is
 * left alone, and the time of arrival stands. A device that left has no rssi: refused, silence tells it too.
 * @see https://github.com/andrewjfreyer/monitor
 */
export const readMonitor: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { id, rssi, … }'))
  return gather([message], readDevice)
}

const iBeaconId = /^([0-9a-f-]{32,36})-(\d{1,5})-(\d{1,5})$/i

const readDevice = ({ id, mac, rssi, power }: Readonly<Record<string, unknown>>): Heard | Unheard => {
  const [, uuid, major, minor] = iBeaconId.exec(String(id)) ?? []
  const identity = iBeaconKey(uuid, major, minor)
  return hearing({
    address: mac === undefined ? addressOr(identity, ['id', id]) : ['mac', mac],
    identity,
    rssi: ['rssi', rssi],
    txPower: uuid === undefined ? undefined : power,
  })
}
