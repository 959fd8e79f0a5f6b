import { describe, expect, test } from 'vitest'
import { readMqttRoom } from '#shared/hardware/mqtt-room.ts'
import { bytesOf, refusalOf, refusalsOf } from './support.ts'

const ofOne = (reading: object) => ({ readings: [{ index: 0, reading }], refused: [], warnings: [] })
const noRssi = 'must be a number of dBm as heard, from -127 to below 0'

describe('mqtt_room', () => {
  const read = (message: unknown) => readMqttRoom(bytesOf(message))

  test('is read where it says how loud', () => {
    expect(read({ id: 'AA:BB:CC:DD:EE:FF', rssi: -61, distance: 1.5 })).toEqual(
      ofOne({ transmitter: 'aabbccddeeff', rssi: -61 }),
    )
  })

  test.each([
    [
      { id: 'AA:BB:CC:DD:EE:FF', distance: 5.678 },
      ['bad_rssi', 'rssi is missing: a distance alone is no evidence: have the listener publish its rssi, too'],
    ],
    [{ id: 'AA:BB:CC:DD:EE:FF' }, ['bad_rssi', `rssi is missing: ${noRssi}`]],
    [{ id: '123testid', rssi: -61 }, ['bad_beacon', 'id is "123testid": must be 12 hex digits']],
  ])('is refused where it says %j', (message, expected) => expect(refusalsOf(read(message))).toEqual([0, expected]))

  test('is refused where it is none', () => expect(refusalOf(() => read('[]'))).toBe('wrong_shape'))
})
