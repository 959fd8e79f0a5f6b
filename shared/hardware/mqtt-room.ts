import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { readNumber } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Home Assistant's `mqtt_room`: one device a message, with a distance. Distances are not turned back into rssi: each listener
 * makes them by a formula and a calibration of its own, and what is made up is no evidence. Listeners that say their rssi too
 * (room-assistant, ESP32-mqtt-room) are read; the others are refused by name.
 * @see https://www.home-assistant.io/integrations/mqtt_room/
 */
export const readMqttRoom: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { id, rssi, distance? }'))
  }
  return gather([message], readDevice)
}

const readDevice = ({ id, rssi, distance }: Readonly<Record<string, unknown>>): Heard | Unheard => {
  if (rssi === undefined && readNumber(distance) !== undefined) {
    const expected = 'a distance alone is no evidence: have the listener publish its rssi, too'
    return fault('bad_rssi', 'rssi', rssi, expected)
  }
  return hearing({ address: ['id', id], rssi: ['rssi', rssi] })
}
