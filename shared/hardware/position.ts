import type { Position } from '#shared/domain/position.ts'
import { phoneLimits, timeMessage } from '#shared/schemas/phone-report.ts'
import { fault, isObject, readJson } from './body.ts'
import { readTime } from './radio.ts'
import { type Fault, Unreadable } from './reading.ts'

/** Where a phone says that it is. `deviceTime` is its own clock in milliseconds since 1970. */
export type PhonePosition = Pick<Position, 'id' | 'at' | 'floor' | 'accuracyMetres' | 'deviceTime'>

/** How far a position may be off that does not say so: what phones are out of doors, and location engines at their worst. */
export const unsaidAccuracyMetres = 10

const longestFloorCharacters = 128 // of a map's name at a location engine; ours have 64
const furthestMetres = 100_000 // from a floor's origin: beyond it somebody mixed up the units

/**
 * Reads a message of a phone's `position` topic: `{ id?, at, lon, lat or x, y, floor?, accuracyMetres? }`, in degrees (GPS) or
 * in metres of the floor. Throws Unreadable.
 */
export const readPhonePosition = (body: Uint8Array): PhonePosition => {
  const message = readJson(body)
  if (!isObject(message)) {
    const todo = 'must be { id, at, lon, lat or x, y, floor, accuracyMetres }'
    throw new Unreadable(fault('wrong_shape', 'the message', message, todo))
  }
  const id = readId(message.id)
  const deviceTime = readTime(message.at)
  if (deviceTime === undefined || Number.isNaN(deviceTime))
    throw new Unreadable(fault('bad_time', 'at', message.at, timeMessage))
  const at = orThrow(readPoint(message))
  const accuracyMetres = orThrow(readAccuracy('accuracyMetres', message.accuracyMetres))
  const floor = orThrow(readFloor('floor', message.floor))
  return {
    ...(id === undefined ? {} : { id }),
    at,
    ...(floor.name === undefined ? {} : { floor: floor.name }),
    accuracyMetres,
    deviceTime,
  }
}

const orThrow = <T>(read: T | Fault): T => {
  if (typeof read === 'object' && read !== null && 'reason' in read) throw new Unreadable(read)
  return read
}

const readId = (id: unknown): string | undefined => {
  if (id === undefined) return undefined
  if (typeof id === 'string' && id.length > 0 && id.length <= phoneLimits.idCharacters) return id
  const todo = `must be text of 1 to ${phoneLimits.idCharacters} characters, or left out`
  throw new Unreadable(fault('wrong_shape', 'id', id, todo))
}

type Where = { lon: number; lat: number } | { x: number; y: number }

const readPoint = ({ lon, lat, x, y }: Readonly<Record<string, unknown>>): Where | Fault => {
  const hasDegrees = lon !== undefined || lat !== undefined
  const hasMetres = x !== undefined || y !== undefined
  if (hasDegrees && hasMetres)
    return { reason: 'bad_position', detail: 'the message has lon, lat and x, y: say one of them, they may disagree' }
  if (hasMetres) return readMetres(x, y)
  return readDegrees(lon, lat)
}

/** A point on the earth, in degrees. */
export const readDegrees = (lon: unknown, lat: unknown, [lonName, latName] = ['lon', 'lat']): Where | Fault => {
  if (!isWithin(lon, 180)) return fault('bad_position', lonName, lon, 'must be degrees of longitude, from -180 to 180')
  if (!isWithin(lat, 90)) return fault('bad_position', latName, lat, 'must be degrees of latitude, from -90 to 90')
  return { lon, lat }
}

/** A point on a floor, in metres. */
export const readMetres = (x: unknown, y: unknown, [xName, yName] = ['x', 'y']): Where | Fault => {
  const todo = `must be metres from the floor's origin, at most ${furthestMetres} away`
  if (!isWithin(x, furthestMetres)) return fault('bad_position', xName, x, todo)
  if (!isWithin(y, furthestMetres)) return fault('bad_position', yName, y, todo)
  return { x, y }
}

/** The radius that a position may be off by; phones say less than 0 where they do not know where they are at all. */
const readAccuracy = (where: string, value: unknown): number | Fault => {
  if (value === undefined || value === null) return unsaidAccuracyMetres
  if (typeof value === 'number' && value >= 0) return value
  return fault('bad_position', where, value, 'must be metres, 0 or more, or left out; below 0 is no position')
}

/** A floor by its id, one of its aliases, or its level. */
export const readFloor = (where: string, value: unknown): { name?: string } | Fault => {
  if (value === undefined || value === null) return {}
  if (typeof value === 'number' && Number.isInteger(value)) return { name: String(value) }
  if (typeof value === 'string' && value.length > 0 && value.length <= longestFloorCharacters) return { name: value }
  return fault('bad_position', where, value, `must be a floor's id or level, or left out outdoors`)
}

const isWithin = (value: unknown, most: number): value is number => typeof value === 'number' && Math.abs(value) <= most
