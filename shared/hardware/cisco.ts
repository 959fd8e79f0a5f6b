import { fault, isObject } from './body.ts'
import { type CiscoRecord, readRecords } from './cisco-records.ts'
import {
  accessPoint,
  collect,
  engineId,
  type Fields,
  fieldsOf,
  isFault,
  type Named,
  named,
  readEngineTime,
  readHearing,
  type Told,
} from './engine.ts'
import { readDegrees, readFloor, readMetres, unsaidAccuracyMetres } from './position.ts'
import { readAddress } from './radio.ts'
import type { GatewayFormat, Skipped } from './reading.ts'

/**
 * Cisco Spaces: events of the Firehose API, one, a list, or one a line, and the notifications of Detect and Locate. Times are in
 * milliseconds, `xPos` and `yPos` in feet of the map, of which `mapId` is a floor's alias; a zone is known by its `locationId`.
 * Where it says degrees they are taken, because feet are feet of Cisco's map and not of ours. Who somebody is (name, mail,
 * phone number) is never looked at. Other events are skipped.
 * @see https://developer.cisco.com/docs/cisco-spaces-firehose/sample-events
 */
export const readCisco: GatewayFormat = (body) => {
  const records = readRecords(body)
  const unknown = new Map<string, number>()
  const report = collect(
    records,
    (record, where) => {
      if ('reason' in record) return [{ refused: record }]
      const told = readers.get(record.type)?.(record, where)
      if (told !== undefined) return told
      unknown.set(record.type, (unknown.get(record.type) ?? 0) + 1)
      return []
    },
    'events',
  )
  const skipped = [...unknown].map(([type, count]): Skipped => {
    const detail = `event ${JSON.stringify(type.slice(0, 60))} says nothing of where anybody is: leave it out of the stream`
    return { reason: 'unknown_topic', detail, count }
  })
  return { ...report, skipped }
}

/** What a record tells; undefined where it says nothing that we ask for. */
type Read = (record: CiscoRecord, where: string) => readonly Told[] | undefined

const metresPerFoot = 0.3048

// Cisco's radius holds the device 19 times out of 20, ours two times out of three: for a spread that is alike in all
// directions (Rayleigh) √(ln 3 / ln 20) of it
const twoThirdsOfConfidence = Math.sqrt(Math.log(3) / Math.log(20))

const tagOf = ({ macAddress, deviceMacAddress, deviceId }: Fields): Named | undefined =>
  named([
    readAddress(macAddress),
    readAddress(deviceMacAddress),
    readAddress(deviceId),
    readAddress(deviceId) === undefined ? engineId('cisco', deviceId) : undefined,
  ])

const unnamed = (where: string, device: unknown): Told => ({
  refused: fault('bad_beacon', where, device, 'must have a macAddress of 12 hex digits, or a deviceId'),
})

/** A place, where the record has it in itself or in a part of it. */
const readPlace =
  (placeOf: (payload: Fields) => unknown): Read =>
  ({ payload, at }, where) => {
    const device = payload.device ?? payload.deviceInfo
    const tag = tagOf(fieldsOf(device))
    if (tag === undefined) return [unnamed(`${where}.device`, device)]
    const temperature = fieldsOf(payload.temperature).temperatureInCelsius
    const telemetry: Told[] =
      typeof temperature === 'number'
        ? [{ telemetry: { transmitter: tag.transmitter, temperatureCelsius: temperature } }]
        : []
    const place = placeOf(payload)
    // a sensor that was not located tells of its sensor only
    if (!isObject(place)) return telemetry.length === 0 ? undefined : telemetry
    const time = readEngineTime(place.lastSeen ?? place.lastLocatedTime ?? payload.lastSeen ?? at, `${where}.lastSeen`)
    if (isFault(time)) return [{ refused: time }, ...telemetry]
    const position = pointOf(place, payload, where)
    return [isFault(position) ? { refused: position } : { position: { ...tag, ...position, ...time } }, ...telemetry]
  }

const pointOf = (place: Fields, payload: Fields, where: string) => {
  const { mapId, xPos, yPos, latitude, longitude, confidenceFactor } = place
  const floor = readFloor(`${where}.mapId`, mapId === '' ? undefined : mapId)
  if (isFault(floor)) return floor
  const onFloor = floor.name === undefined ? {} : { floor: floor.name }
  const accuracyMetres = accuracyOf(confidenceFactor)
  if (isSaid(longitude, latitude)) {
    const at = readDegrees(longitude, latitude, [`${where}.longitude`, `${where}.latitude`])
    return isFault(at) ? at : { at, ...onFloor, accuracyMetres }
  }
  const zone = fieldsOf(payload.location).locationId
  // without a map its feet are of nowhere
  if (floor.name === undefined && typeof zone === 'string' && zone !== '')
    return { at: { zone, inside: true }, accuracyMetres: 0 }
  const at = readMetres(inMetres(xPos), inMetres(yPos), [`${where}.xPos`, `${where}.yPos`])
  return isFault(at) ? at : { at, ...onFloor, accuracyMetres }
}

/** Where Cisco knows no degrees it says 0 or −999 for both. */
const isSaid = (lon: unknown, lat: unknown): boolean =>
  (lon !== undefined || lat !== undefined) && !(lon === 0 && lat === 0) && !(lon === -999 && lat === -999)

const inMetres = (feet: unknown): unknown => (typeof feet === 'number' ? feet * metresPerFoot : feet)

const accuracyOf = (confidenceFeet: unknown): number =>
  typeof confidenceFeet === 'number' && confidenceFeet > 0
    ? confidenceFeet * metresPerFoot * twoThirdsOfConfidence
    : unsaidAccuracyMetres

/** She came into or went out of a place of the location hierarchy. */
const readPassage =
  (inside: boolean, timeField: string): Read =>
  ({ payload, at }, where) => {
    const tag = tagOf(fieldsOf(payload.device))
    if (tag === undefined) return [unnamed(`${where}.device`, payload.device)]
    const zone = fieldsOf(payload.location).locationId
    if (typeof zone !== 'string' || zone === '')
      return [
        { refused: fault('bad_position', `${where}.location.locationId`, zone, 'must be the id of a place at Cisco') },
      ]
    const time = readEngineTime(payload[timeField] || at, `${where}.${timeField}`)
    if (isFault(time)) return [{ refused: time }]
    return [{ position: { ...tag, at: { zone, inside }, accuracyMetres: 0, ...time } }]
  }

const readPresence: Read = (record, where) => {
  const type = String(record.payload.presenceEventType ?? '')
  if (type.includes('ENTRY')) return readPassage(true, 'entryTimestamp')(record, where)
  if (type.includes('EXIT')) return readPassage(false, 'exitTimestamp')(record, where)
  // whether she is active or not, she stays where she is
  return undefined
}

const readRssi: Read = ({ payload, at }, where) => {
  const heard = isObject(payload.rssiNotification) ? payload.rssiNotification : payload
  const tag = tagOf(isObject(heard.device) ? heard.device : heard)
  if (tag === undefined) return [unnamed(`${where}.rssiNotification`, heard)]
  const measurements = heard.apRssiMeasurements
  if (!Array.isArray(measurements))
    return [{ refused: fault('wrong_shape', `${where}.apRssiMeasurements`, measurements, 'must be an array') }]
  return measurements.map((one, i): Told => {
    const place = `${where}.apRssiMeasurements[${i}]`
    const { apMacAddress, rssi, timestamp } = fieldsOf(one)
    const gatewayId = accessPoint(apMacAddress)
    const todo = 'must be the address of an access point'
    if (gatewayId === undefined) return { refused: fault('wrong_shape', `${place}.apMacAddress`, apMacAddress, todo) }
    const time = readEngineTime(timestamp ?? at, `${place}.timestamp`)
    return isFault(time) ? { refused: time } : readHearing(tag, gatewayId, rssi, time, place)
  })
}

/** A notification of Detect and Locate, which has parts of its own for the same. */
const readNotification: Read = ({ payload, at }, where) => {
  const tag = tagOf(payload)
  if (tag === undefined) return [unnamed(`${where}.deviceId`, payload.deviceId)]
  const time = readEngineTime(at, `${where}.timestamp`)
  if (isFault(time)) return [{ refused: time }]
  const { x, y, unit } = fieldsOf(payload.locationCoordinate)
  const inFeet = (value: unknown) => (unit === 'METERS' && typeof value === 'number' ? value / metresPerFoot : value)
  const { confidenceFactor, floorId } = payload
  const place = {
    ...fieldsOf(payload.geoCoordinate),
    xPos: inFeet(x),
    yPos: inFeet(y),
    mapId: floorId,
    confidenceFactor,
  }
  const position = pointOf(place, {}, where)
  return [isFault(position) ? { refused: position } : { position: { ...tag, ...position, ...time } }]
}

const readers = new Map<string, Read>([
  ['DEVICE_LOCATION_UPDATE', readPlace((payload) => payload)],
  ['ASSET_LOCATION_UPDATE', readPlace((payload) => payload.detectedPosition ?? payload)],
  ['IOT_TELEMETRY', readPlace(({ detectedPosition }) => detectedPosition)],
  ['DEVICE_ENTRY', readPassage(true, 'entryTimestamp')],
  ['DEVICE_EXIT', readPassage(false, 'exitTimestamp')],
  ['DEVICE_PRESENCE', readPresence],
  ['BLE_RSSI_UPDATE', readRssi],
  ['DEVICE_RSSI_UPDATE', readRssi],
  ['locationupdate', readNotification],
  ['inout', readNotification],
])
