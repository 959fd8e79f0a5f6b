import { rssiMessage } from '#shared/schemas/phone-report.ts'
import { fault, isObject } from './body.ts'
import { isRssi, readAddress, readTime } from './radio.ts'
import type { EnginePosition, Fault, GatewayReport, Reading, Telemetry } from './reading.ts'

// what Juniper Mist and Cisco Spaces have in common: they speak for many access points, and mostly of places

export type Fields = Readonly<Record<string, unknown>>

/** What one event of a location engine tells; one that tells of a tag's battery only says nothing else. */
export type Told = { reading: Reading } | { position: EnginePosition } | { telemetry: Telemetry } | { refused: Fault }

/** Collects what events tell. One that is refused does not take its neighbours down. `index` is the event's place. */
export const collect = <T>(events: readonly T[], read: (event: T, where: string) => readonly Told[], list: string) => {
  const into: Required<Omit<GatewayReport, 'skipped'>> = {
    readings: [],
    positions: [],
    telemetry: [],
    refused: [],
    warnings: [],
  }
  for (const [index, event] of events.entries()) {
    for (const told of read(event, `${list}[${index}]`)) {
      if ('reading' in told) into.readings.push({ index, reading: told.reading })
      if ('position' in told) into.positions.push({ index, position: told.position })
      if ('telemetry' in told) into.telemetry.push({ index, telemetry: told.telemetry })
      if ('refused' in told) into.refused.push({ index, ...told.refused })
    }
  }
  return into
}

/** A tag by all of its names, of which the first is the one that it is looked for under first. */
export type Named = { transmitter: string; alsoKnownAs?: readonly string[] }

export const named = (names: readonly (string | undefined)[]): Named | undefined => {
  const [transmitter, ...others] = new Set(names.filter((name) => name !== undefined))
  if (transmitter === undefined) return undefined
  return others.length === 0 ? { transmitter } : { transmitter, alsoKnownAs: others }
}

/** An id that an engine gave to something, told apart from other engines' ids. Undefined where it is none. */
export const engineId = (engine: 'mist' | 'cisco', id: unknown): string | undefined =>
  typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? `${engine}:${id.toLowerCase()}` : undefined

/** An access point as a gateway is named in a venue: its id, or its address in 12 hex digits without punctuation. */
export const accessPoint = (id: unknown): string | undefined =>
  readAddress(id) ?? (typeof id === 'string' && /^[\w.-]{1,64}$/.test(id) ? id : undefined)

/** How loud an access point heard a tag. */
export const readHearing = (tag: Named, gatewayId: string, rssi: unknown, time: Timed, where: string): Told => {
  if (!isRssi(rssi)) return { refused: fault('bad_rssi', `${where}.rssi`, rssi, rssiMessage) }
  return { reading: { ...tag, gatewayId, rssi, ...time } }
}

export type Timed = { deviceTime?: number }

// the largest number of seconds that is a date before the year 5138; as milliseconds it is one of 1973
const mostSeconds = 1e11

/** When something happened, said in seconds or in milliseconds since 1970: engines use both. Absent: no time. */
export const readEngineTime = (value: unknown, where: string): Timed | Fault => {
  if (value === undefined || value === null) return {}
  const milliseconds = typeof value === 'number' && Math.abs(value) < mostSeconds ? value * 1000 : value
  const deviceTime = typeof milliseconds === 'number' ? readTime(milliseconds) : Number.NaN
  return deviceTime === undefined || Number.isNaN(deviceTime)
    ? fault('bad_time', where, value, 'must be seconds or milliseconds since 1970')
    : { deviceTime }
}

/** The fields of a part of an event; none where it is no object. */
export const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {})

export const isFault = (value: object): value is Fault => 'reason' in value && 'detail' in value
