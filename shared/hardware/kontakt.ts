import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { readAddress, readEitherTime } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Kontakt.io: the location engine's presence stream (an array of what a receiver hears, times in seconds) and the newer
 * telemetry streams (one object or an array, times in ISO 8601). A message of several sources is refused: it would put the
 * tags wherever the topic happens to stand.
 * @see https://developer.kontakt.io/backend/le/monitoring/ and https://developer.kontakt.io/backend/locationservices/streamsconfig/
 */
export const readKontakt: GatewayFormat = (body) => {
  const message = readJson(body)
  const items: readonly unknown[] = Array.isArray(message) ? message : [message]
  if (!Array.isArray(message) && !isObject(message)) {
    const expected = 'must be an array of { sourceId, trackingId, deviceAddress, rssi, timestamp }'
    throw new Unreadable(fault('wrong_shape', 'the message', message, expected))
  }
  const sources = new Set(items.filter(isObject).flatMap(({ sourceId }) => sourceId ?? []))
  if (sources.size > 1) {
    const todo = `names ${sources.size} sources; publish what each one hears on its own gateway's topic`
    throw new Unreadable(fault('wrong_shape', 'the message', message, todo))
  }
  return gather(items, readItem)
}

const readItem = (item: unknown, index: number): Heard | Unheard => {
  const where = (name: string) => `[${index}].${name}`
  if (!isObject(item)) return fault('wrong_shape', `[${index}]`, item, 'must be { trackingId, rssi }')
  const { deviceAddress, trackingId, rssi, timestamp, batteryLevel, temperature } = item
  return hearing({
    // a tracking id is the tag's address, or a name that somebody gave it
    address:
      readAddress(deviceAddress) === undefined && readAddress(trackingId) !== undefined
        ? [where('trackingId'), trackingId]
        : [where('deviceAddress'), deviceAddress],
    rssi: [where('rssi'), rssi],
    time: {
      field: [where('timestamp'), timestamp],
      deviceTime: readEitherTime(timestamp),
      expected: 'must be seconds since 1970 or ISO 8601',
    },
    state: { batteryPercent: batteryLevel, temperatureCelsius: temperature },
  })
}
