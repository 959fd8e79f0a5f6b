import { fault, isObject, readJson } from './body.ts'
import { type Fields, fieldsOf } from './engine.ts'
import { type Fault, Unreadable } from './reading.ts'

/** An event of Cisco Spaces without its envelope. `at` is when the record was made, in milliseconds since 1970. */
export type CiscoRecord = { type: string; payload: Fields; at: unknown }

const payloads: ReadonlyMap<string, string> = new Map([
  ['DEVICE_LOCATION_UPDATE', 'deviceLocationUpdate'],
  ['ASSET_LOCATION_UPDATE', 'assetLocationUpdate'],
  ['IOT_TELEMETRY', 'iotTelemetry'],
  ['DEVICE_ENTRY', 'deviceEntry'],
  ['DEVICE_EXIT', 'deviceExit'],
  ['DEVICE_PRESENCE', 'devicePresence'],
  ['BLE_RSSI_UPDATE', 'bleRssiUpdate'],
  ['DEVICE_RSSI_UPDATE', 'deviceRssiUpdate'],
])

/**
 * The events of a message: one, a list, one a line, or `{ notifications: [ … ] }`. A line that is cut short is refused alone.
 * Throws Unreadable where there is not one event to read.
 */
export const readRecords = (body: Uint8Array): (CiscoRecord | Fault)[] => {
  const lines = linesOf(body)
  if (lines.length > 1) return lines.map(readLine)
  const message = readJson(withFloorsAsText(body))
  if (isObject(message) && Array.isArray(message.notifications)) return message.notifications.map(readRecord)
  if (Array.isArray(message)) return message.map(readRecord)
  const only = readRecord(message, 0)
  if ('reason' in only) throw new Unreadable(only)
  return [only]
}

/** Lines that begin like events; a message that is laid out over many lines has but one. */
const linesOf = (body: Uint8Array): Buffer[] => {
  const lines = Buffer.from(body).toString('latin1').split('\n')
  const events = lines.filter((line) => line.startsWith('{"'))
  return events.length > 1 ? lines.filter((line) => line.trim() !== '').map((line) => Buffer.from(line, 'latin1')) : []
}

const readLine = (line: Uint8Array, index: number): CiscoRecord | Fault => {
  try {
    return readRecord(readJson(withFloorsAsText(line)), index)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { reason: error.reason, detail: `line ${index + 1}: ${error.message}` }
  }
}

const readRecord = (record: unknown, index: number): CiscoRecord | Fault => {
  const where = `events[${index}]`
  if (!isObject(record)) return fault('wrong_shape', where, record, 'must be an object')
  const { eventType, notificationType, recordTimestamp, timestamp } = record
  if (typeof notificationType === 'string') return { type: notificationType, payload: record, at: timestamp }
  if (typeof eventType !== 'string')
    return fault('wrong_shape', `${where}.eventType`, eventType, 'must say what kind of event it is')
  return { type: eventType, payload: fieldsOf(record[payloads.get(eventType) ?? '']), at: recordTimestamp }
}

/** Detect and Locate numbers its floors with 18 digits: as a number of JavaScript the last ones would be lost. */
const withFloorsAsText = (body: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(body).toString('latin1').replaceAll(longFloor, '$1"$2"'), 'latin1')
const longFloor = /("floorId"\s*:\s*)(\d{1,30})(?=\s*[,}])/g
