import { expect, test } from 'vitest'
import { readCalibration } from '#shared/hardware/calibration.ts'
import { bytesOf, reasonsOf, refusalOf } from './support.ts'

const beacon = { uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201', major: 1, minor: 7 }
const read = (message: unknown) => readCalibration(bytesOf(message))
const refusal = (message: unknown) => refusalOf(() => read(message))

test('taps in metres and degrees, floors by name and level, and what was heard', () => {
  expect(
    read({
      walkId: 'w1',
      taps: [
        { at: 1000, floor: 'ground', x: 1, y: 2 },
        { at: 2000, floor: -1, lon: 13.4, lat: 52.5 },
      ],
      sightings: [{ id: 's1', at: 1500, beacon, rssi: -70, txPower: -59 }],
    }),
  ).toEqual({
    walkId: 'w1',
    part: {
      taps: [
        { at: 1000, floor: 'ground', place: { x: 1, y: 2 } },
        { at: 2000, floor: '-1', place: { lon: 13.4, lat: 52.5 } },
      ],
      sightings: [{ at: 1500, beacon, rssi: -70, txPower: -59 }],
    },
    refused: [],
  })
})

test('what can not be read is refused by itself, taps first', () => {
  const { part, refused } = read({
    walkId: 'w1',
    taps: [
      { at: 1000, floor: 'ground', x: 1 },
      { at: 1000, floor: 'ground', x: 1, y: 2 },
    ],
    sightings: [
      { at: 1500, beacon, rssi: 3 },
      { at: 'noon', beacon, rssi: -70 },
    ],
  })
  expect(part).toEqual({ taps: [{ at: 1000, floor: 'ground', place: { x: 1, y: 2 } }], sightings: [] })
  expect(reasonsOf({ refused })).toEqual([
    [0, 'wrong_shape'],
    [2, 'bad_rssi'],
    [3, 'bad_time'],
  ])
})

test('a message without a walk, without anything, or with over fifty of either is refused whole', () => {
  const tap = { at: 1000, floor: 'ground', x: 1, y: 2 }
  expect(refusal([])).toBe('wrong_shape')
  expect(refusal({ taps: [tap] })).toBe('wrong_shape')
  expect(refusal({ walkId: 'a/b', taps: [tap] })).toBe('wrong_shape')
  expect(refusal({ walkId: 'w1' })).toBe('empty')
  expect(refusal({ walkId: 'w1', taps: 'here' })).toBe('wrong_shape')
  expect(refusal({ walkId: 'w1', taps: Array(50).fill(tap) })).toBe('read')
  expect(refusal({ walkId: 'w1', taps: Array(51).fill(tap) })).toBe('too_many')
})
