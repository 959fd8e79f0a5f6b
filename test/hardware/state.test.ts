import { describe, expect, test } from 'vitest'
import { readAdvertised } from '#shared/hardware/advertised.ts'
import { type State, stateIn, stateOf } from '#shared/hardware/state.ts'

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const told = (hex: string) => stateOf(stateIn(bytes(hex)))

describe('telemetry of Eddystone', () => {
  test('is in millivolts, 1/256 °C and tenths of a second', () => {
    expect(told('1116aafe20000bb8198000000064000000c8')).toEqual({
      batteryVolts: 3,
      temperatureCelsius: 25.5,
      advertisementCount: 100,
      uptimeSeconds: 20,
    })
  })

  test('leaves out what the beacon does not know: 0 mV and -128 °C', () => {
    expect(told('1116aafe20000000800000000064000000c8')).toEqual({ advertisementCount: 100, uptimeSeconds: 20 })
  })

  test('may be below zero', () => {
    expect(told('1116aafe20000bb8f68000000001000000c8')?.temperatureCelsius).toBe(-9.5)
  })

  test('may be encrypted: it is told as it is', () => {
    expect(told('1516aafe2001000102030405060708090a0b0c0d0e0f')).toEqual({
      encrypted: '2001000102030405060708090a0b0c0d0e0f',
    })
  })

  test.each(['1016aafe20000bb819800000000100000a', '1116aafe20020bb8198000000064000000c8', '0516aafe2000'])(
    'that is cut or of another version tells nothing: %s',
    (hex) => expect(told(hex)).toBeUndefined(),
  )
})

test.each([
  [
    'Ruuvi',
    '1bff99040512fc5394c37c0004fffc040cac364200cdcbb8334c884f',
    { batteryVolts: 2.977, temperatureCelsius: 24.3 },
  ],
  ['Minew', '1016e1ffa1016315803200aabbccddeeff', { batteryPercent: 99, temperatureCelsius: 21.5 }],
  ['the battery service', '0416192a45', { batteryPercent: 69 }],
])('%s tells its battery', (_, hex, expected) => {
  expect(told(hex)).toEqual(expected)
})

test('an iBeacon fills an advertisement: nothing else is looked for', () => {
  expect(readAdvertised(bytes('1aff4c00021500112233445566778899aabbccddeeff01234567c5'))).toEqual({
    identity: 'ibeacon:00112233445566778899aabbccddeeff:291:17767',
    txPower: -59,
  })
})

describe('a figure', () => {
  test.each<[State, object | undefined]>([
    [{ batteryPercent: 0 }, undefined],
    [{ batteryPercent: -101 }, undefined],
    [{ batteryPercent: 101 }, undefined],
    [{ batteryPercent: 100 }, { batteryPercent: 100 }],
    [{ batteryPercent: '88' }, { batteryPercent: 88 }],
    [{ batteryVolts: '3.3', temperatureCelsius: '-128' }, { batteryVolts: 3.3 }],
    [{ batteryVolts: 3300 }, undefined],
    [{ temperatureCelsius: 0 }, { temperatureCelsius: 0 }],
    [{ temperatureCelsius: [21] }, undefined],
    [{ uptimeSeconds: Number.POSITIVE_INFINITY, advertisementCount: null }, undefined],
    [{ batteryPercent: true, batteryVolts: {}, encrypted: 7 }, undefined],
  ])('of %j is %j', (state, expected) => expect(stateOf(state)).toEqual(expected))
})
