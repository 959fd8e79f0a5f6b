import { describe, expect, test } from 'vitest'
import { readEspresense } from '#shared/hardware/espresense.ts'
import { bytesOf, prefixesOf, refusalOf } from './support.ts'

const aDevice = (changes: object = {}) => ({
  mac: '5a3f1c9d0e42',
  id: 'iBeacon:1d4b2e16-481e-4579-8b35-ffc32e4a1758-100-1',
  'rssi@1m': -59,
  rssi: -72.35,
  distance: 3.42,
  ...changes,
})
const read = (changes: object = {}) => readEspresense(bytesOf(aDevice(changes)))
const alsoKnownAs = ['ibeacon:1d4b2e16481e45798b35ffc32e4a1758:100:1']
const aReading = { transmitter: '5a3f1c9d0e42', rssi: -72.35, txPower: -59 }

describe('ESPresense', () => {
  test('tells a device by its address and its identity', () => {
    expect(read()).toEqual({
      readings: [{ index: 0, reading: { ...aReading, alsoKnownAs } }],
      refused: [],
      warnings: [],
    })
  })

  test.each([
    ['name:watch', undefined],
    ['apple:1005:9-24', undefined],
    ['iBeacon:1d4b2e16-481e-4579-8b35-ffc32e4a1758-100-65536', undefined],
    [
      'altBeacon:00112233-4455-6677-8899-aabbccddeeff-291-17767',
      ['altbeacon:00112233445566778899aabbccddeeff01234567'],
    ],
    // as its firmware writes it: the fifth byte of the namespace twice
    ['eddy:0011223344445566778899-aabbccddeeff', ['eddystone:00112233445566778899:aabbccddeeff']],
    ['eddy:00112233445566778899-aabbccddeeff', ['eddystone:00112233445566778899:aabbccddeeff']],
    ['eddy:0011223344556677889900-aabbccddeeff', undefined],
    [7, undefined],
  ])('knows the identity in the id %j', (id, expected) => {
    expect(read({ id }).readings).toEqual([
      { index: 0, reading: { ...aReading, ...(expected === undefined ? {} : { alsoKnownAs: expected }) } },
    ])
  })

  test('may know no address: then the id is one, or the identity', () => {
    const readings = (id: string) => read({ mac: undefined, id }).readings.map(({ reading }) => reading.transmitter)
    expect([readings('244b03d72780'), readings(aDevice().id)]).toEqual([['244b03d72780'], alsoKnownAs])
  })

  test('hands on battery and temperature', () => {
    const told = { transmitter: '5a3f1c9d0e42', batteryPercent: 77, batteryVolts: 2.95, temperatureCelsius: 21.5 }
    expect(read({ batt: 77, mV: 2950, temp: '21.50' }).telemetry).toEqual([{ index: 0, telemetry: told }])
    expect(read({ batt: 0, mV: 0 }).telemetry).toBeUndefined()
  })

  test.each([
    [{ mac: undefined, id: 'name:watch' }, 'bad_beacon', 'mac is missing: must be 12 hex digits'],
    [{ mac: '5a3f1c9d0e4' }, 'bad_beacon', 'mac is "5a3f1c9d0e4": must be 12 hex digits'],
    [{ rssi: undefined }, 'bad_rssi', 'rssi is missing: must be a number of dBm as heard, from -127 to below 0'],
    [{ rssi: 0 }, 'bad_rssi', 'rssi is 0: must be a number of dBm as heard, from -127 to below 0'],
  ])('is refused where it says %j', (changes, reason, detail) => {
    expect(read(changes)).toEqual({ readings: [], refused: [{ index: 0, reason, detail }], warnings: [] })
  })

  test('wherever it is cut, or is nothing of the kind, it is refused', () => {
    const [, ...cut] = prefixesOf(JSON.stringify(aDevice()))
    expect(new Set(cut.map((text) => refusalOf(() => readEspresense(bytesOf(text)))))).toEqual(new Set(['not_json']))
    expect(refusalOf(() => readEspresense(bytesOf('[]')))).toBe('wrong_shape')
  })
})
