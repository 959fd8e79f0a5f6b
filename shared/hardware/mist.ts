import { beaconKey } from '#shared/domain/sighting.ts'
import { fault, isObject, readJson } from './body.ts'
import {
  accessPoint,
  collect,
  engineId,
  type Fields,
  isFault,
  type Named,
  named,
  readEngineTime,
  readHearing,
  type Timed,
  type Told,
} from './engine.ts'
import { readFloor, readMetres, unsaidAccuracyMetres } from './position.ts'
import { readAddress } from './radio.ts'
import { type Fault, type GatewayFormat, Unreadable } from './reading.ts'

/**
 * Juniper Mist's webhooks of places (`location…`), zones and raw signal strength, the body of a delivery as it is posted or
 * published: `{ topic, events }`. Times are in seconds, places in metres of the map, of which `map_id` is a floor's alias; a
 * zone is known by its `zone_id`. Other topics are skipped.
 * @see https://www.juniper.net/documentation/us/en/software/mist/automation-integration/topics/concept/webhooks-overview.html
 */
export const readMist: GatewayFormat = (body) => {
  const message = readJson(body)
  if (!isObject(message) || typeof message.topic !== 'string' || !Array.isArray(message.events)) {
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { topic, events: [ … ] }'))
  }
  const { topic, events } = message
  // the web interface writes them with hyphens, the samples with underscores
  const read = readers.get(topic.replaceAll('_', '-'))
  if (read !== undefined) return collect(events, (event, where) => readEvent(event, where, read), 'events')
  const detail = `topic ${JSON.stringify(topic.slice(0, 60))} says nothing of where anybody is: leave it out of the webhook`
  const skipped = events.length === 0 ? [] : [{ reason: 'unknown_topic' as const, detail, count: events.length }]
  return { readings: [], skipped, refused: [], warnings: [] }
}

type Read = (event: Fields, who: Named & Timed, where: string) => Told

const readEvent = (event: unknown, where: string, read: Read): readonly Told[] => {
  if (!isObject(event)) return [{ refused: fault('wrong_shape', where, event, 'must be an object') }]
  const tag = tagOf(event)
  if (tag === undefined) {
    const todo = 'must be an address of 12 hex digits, or the event must name an iBeacon, an Eddystone UID or an id'
    return [{ refused: fault('bad_beacon', `${where}.mac`, event.mac, todo) }]
  }
  const time = readEngineTime(event.timestamp, `${where}.timestamp`)
  if (isFault(time)) return [{ refused: time }]
  const millivolts = event.battery_voltage
  const telemetry: Told[] =
    typeof millivolts === 'number' && millivolts > 0
      ? [{ telemetry: { transmitter: tag.transmitter, batteryVolts: millivolts / 1000 } }]
      : []
  return [read(event, { ...tag, ...time }, where), ...telemetry]
}

const uuid = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i
const isSixteenBits = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
const isHex = (value: unknown, digits: number): value is string =>
  typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/i.test(value)

const tagOf = ({
  mac,
  ibeacon_uuid,
  ibeacon_major: major,
  ibeacon_minor: minor,
  eddystone_uid_namespace: namespace,
  eddystone_uid_instance: instance,
  asset_id,
  id,
}: Fields): Named | undefined => {
  const isBeacon = typeof ibeacon_uuid === 'string' && uuid.test(ibeacon_uuid)
  return named([
    readAddress(mac),
    isBeacon && isSixteenBits(major) && isSixteenBits(minor)
      ? beaconKey({ uuid: ibeacon_uuid, major, minor })
      : undefined,
    isHex(namespace, 20) && isHex(instance, 12) ? beaconKey({ namespace, instance }) : undefined,
    engineId('mist', asset_id),
    engineId('mist', id),
  ])
}

const readPlace: Read = ({ x, y, map_id }, who, where) => {
  const at = readMetres(x, y, [`${where}.x`, `${where}.y`])
  if (isFault(at)) return { refused: at }
  return onMap(map_id, where, (floor) => ({
    position: { ...who, at, ...floor, accuracyMetres: unsaidAccuracyMetres },
  }))
}

const readZone =
  (field: 'zone_id' | 'rssizone_id'): Read =>
  (event, who, where) => {
    const { trigger, map_id } = event
    const zone = event[field]
    if (typeof zone !== 'string' || zone === '')
      return { refused: fault('bad_position', `${where}.${field}`, zone, 'must be the id of a zone') }
    if (trigger !== 'enter' && trigger !== 'exit')
      return { refused: fault('bad_position', `${where}.trigger`, trigger, 'must be enter or exit') }
    return onMap(map_id, where, (floor) => ({
      // the engine's own word: there is no radius around a zone
      position: { ...who, at: { zone, inside: trigger === 'enter' }, ...floor, accuracyMetres: 0 },
    }))
  }

const readRssi: Read = ({ device_id, rssi }, { deviceTime, ...tag }, where) => {
  const gatewayId = accessPoint(device_id)
  if (gatewayId === undefined)
    return { refused: fault('wrong_shape', `${where}.device_id`, device_id, 'must be the id of an access point') }
  return readHearing(tag, gatewayId, rssi, deviceTime === undefined ? {} : { deviceTime }, where)
}

const onMap = (mapId: unknown, where: string, told: (floor: { floor?: string }) => Told): Told => {
  const floor: { name?: string } | Fault = readFloor(`${where}.map_id`, mapId)
  if (isFault(floor)) return { refused: floor }
  return told(floor.name === undefined ? {} : { floor: floor.name })
}

const readers = new Map<string, Read>([
  ...['location', 'location-asset', 'location-sdk', 'location-client', 'location-unclient', 'location-centrak'].map(
    (topic) => [topic, readPlace] as const,
  ),
  ['zone', readZone('zone_id')],
  ['rssizone', readZone('rssizone_id')],
  ...['asset-raw', 'asset-raw-rssi', 'discovered-raw-rssi', 'wifi-conn-raw', 'wifi-unconn-raw'].map(
    (topic) => [topic, readRssi] as const,
  ),
])
