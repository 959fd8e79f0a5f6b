import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { readEitherTime } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Shelly devices that run one of Shelly's BLE scripts (BTHome): what a tag said, alone, within the event that carries it, or
 * within the notification of such events.
 * @see https://bthome.io/format
 */
export const readShelly: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { info: { data: { address, rssi } } }'))
  }
  return gather(eventsOf(message), readEvent)
}

type Fields = Readonly<Record<string, unknown>>

const eventsOf = ({ params, ...message }: Fields): readonly unknown[] => {
  if (!isObject(params)) return [message]
  if (Array.isArray(params.events) && params.events.length > 0) return params.events
  throw new Unreadable(fault('empty', 'params.events', params.events, 'must be an array of events, one at least'))
}

const readEvent = (event: unknown, index: number): Heard | Unheard => {
  if (!isObject(event)) return fault('wrong_shape', `events[${index}]`, event, 'must be { data: { address, rssi } }')
  const info = isObject(event.info) ? event.info : event
  const [where, data] = isObject(info.data) ? ['data.', info.data] : ['', info]
  return hearing({
    address: [`${where}address`, data.address],
    rssi: [`${where}rssi`, data.rssi],
    time: { field: ['ts', info.ts], deviceTime: readEitherTime(info.ts), expected: 'must be seconds since 1970' },
    state: { batteryPercent: data.battery, batteryVolts: data.voltage, temperatureCelsius: data.temperature },
  })
}
