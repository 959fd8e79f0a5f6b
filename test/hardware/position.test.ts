import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPhonePosition } from '#shared/hardware/position.ts'
import { Unreadable } from '#shared/hardware/reading.ts'
import { bytesOf } from './support.ts'

const gps = { id: 'p1', at: 1_770_000_000_123, lon: 13.4, lat: 52.5, accuracyMetres: 8 }
const indoors = { id: 'p2', at: '2026-02-02T02:40:00.123Z', x: 12.5, y: -3, floor: 'ground', accuracyMetres: 2.5 }
const read = (message: unknown) => readPhonePosition(bytesOf(message))

test('GPS outdoors has no floor', () => {
  expect(read(gps)).toEqual({
    id: 'p1',
    at: { lon: 13.4, lat: 52.5 },
    accuracyMetres: 8,
    deviceTime: 1_770_000_000_123,
  })
})

test('indoors it is metres of a floor', () => {
  expect(read(indoors)).toEqual({
    id: 'p2',
    at: { x: 12.5, y: -3 },
    floor: 'ground',
    accuracyMetres: 2.5,
    deviceTime: 1_770_000_000_123,
  })
})

test('degrees may name a floor, too', () => {
  expect(read({ ...gps, floor: 'upper' })).toMatchObject({ at: { lon: 13.4, lat: 52.5 }, floor: 'upper' })
})

test('a floor may be told by its level, also the one below the ground', () => {
  expect(read({ ...indoors, floor: -1 }).floor).toBe('-1')
})

test('who does not say how exact it is, is taken for a phone out of doors', () => {
  const { accuracyMetres: _, ...unsaid } = gps
  expect([read(unsaid).accuracyMetres, read({ ...gps, accuracyMetres: null }).accuracyMetres]).toEqual([10, 10])
})

test('the edges of the earth are on it', () => {
  expect(read({ ...gps, lon: -180, lat: 90 }).at).toEqual({ lon: -180, lat: 90 })
})

const { at: _, ...timeless } = gps
const { lat: __, ...latless } = gps
const { id: ___, ...nameless } = gps

test('an id is not needed', () => {
  expect(read(nameless)).not.toHaveProperty('id')
})

describe('is refused by name', () => {
  test.each<[string, string, unknown, string]>([
    ['what is no object', 'wrong_shape', [gps], 'the message is an array of 1: must be { id, at, lon, lat or x, y,'],
    ['a number for an id', 'wrong_shape', { ...gps, id: 5 }, 'id is 5: must be text of 1 to 128 characters'],
    ['an empty id', 'wrong_shape', { ...gps, id: '' }, 'id is "": must be text'],
    ['an endless id', 'wrong_shape', { ...gps, id: 'x'.repeat(129) }, 'must be text of 1 to 128 characters'],
    ['no time', 'bad_time', timeless, 'at is missing: must be milliseconds since 1970'],
    ['a time in words', 'bad_time', { ...gps, at: 'today' }, 'at is "today"'],
    ['no place', 'bad_position', { id: 'p1', at: 5 }, 'lon is missing: must be degrees of longitude'],
    ['half a place', 'bad_position', latless, 'lat is missing: must be degrees of latitude'],
    ['a latitude beyond the pole', 'bad_position', { ...gps, lat: 90.1 }, 'lat is 90.1'],
    ['a longitude beyond the date line', 'bad_position', { ...gps, lon: -180.1 }, 'lon is -180.1'],
    ['a place in text', 'bad_position', { ...gps, lon: '13.4' }, 'lon is "13.4"'],
    [
      'both kinds of place',
      'bad_position',
      { ...gps, x: 1, y: 2 },
      'the message has lon, lat and x, y: say one of them',
    ],
    ['half of the other kind', 'bad_position', { id: 'p', at: 5, x: 1 }, 'y is missing: must be metres'],
    ['millimetres', 'bad_position', { ...indoors, x: 125_000 }, 'x is 125000: must be metres from the floor'],
    ['an accuracy below 0', 'bad_position', { ...gps, accuracyMetres: -1 }, 'accuracyMetres is -1: must be metres'],
    ['an accuracy in text', 'bad_position', { ...gps, accuracyMetres: '8' }, 'accuracyMetres is "8"'],
    ['a floor that is a list', 'bad_position', { ...indoors, floor: ['ground'] }, 'floor is an array of 1'],
    ['half a level', 'bad_position', { ...indoors, floor: 0.5 }, 'floor is 0.5'],
    ['a floor without a name', 'bad_position', { ...indoors, floor: '' }, 'floor is ""'],
  ])('%s', (_, reason, message, detail) => {
    const refusal = (() => {
      try {
        return read(message)
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(Unreadable)
    expect(refusal).toMatchObject({ reason, message: expect.stringContaining(detail) })
  })
})

test('whatever comes, it is read or refused', () => {
  const field = fc.oneof(fc.double(), fc.jsonValue(), fc.constant(undefined))
  const message = fc.record({ id: field, at: field, lon: field, lat: field, x: field, y: field, floor: field })
  fc.assert(
    fc.property(fc.oneof(message, fc.jsonValue()), (sent) => {
      try {
        const { at, accuracyMetres } = read(sent ?? '')
        expect(Object.values(at).every(Number.isFinite) && accuracyMetres >= 0).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable)
      }
    }),
  )
})
