import { describe, expect, test } from 'vitest'
import { readTheengs } from '#shared/hardware/theengs.ts'
import { bytesOf, prefixesOf, refusalOf } from './support.ts'

const aDevice = (changes: object = {}) => ({ id: '60:87:57:4C:9B:C2', mac_type: 1, rssi: -78, ...changes })
const read = (changes: object = {}) => readTheengs(bytesOf(aDevice(changes)))
const aReading = { transmitter: '6087574c9bc2', rssi: -78 }
const uuid = '1de4b189115e45f6b44e509352269977'
const identity = `ibeacon:${uuid}:1:7`

describe('Theengs and OpenMQTTGateway', () => {
  test('tell a device by its address', () => {
    expect(read()).toEqual({ readings: [{ index: 0, reading: aReading }], refused: [], warnings: [] })
  })

  test('tell an iBeacon by its address, its UUID, or both', () => {
    const iBeacon = { uuid, major: '1', minor: 7, txpower: -66 }
    const both = { ...aReading, alsoKnownAs: [identity], txPower: -66 }
    expect([
      read(iBeacon).readings,
      read({ ...iBeacon, id: uuid, mac: '60:87:57:4C:9B:C2' }).readings,
      read({ ...iBeacon, id: uuid }).readings,
    ]).toEqual([
      [{ index: 0, reading: both }],
      [{ index: 0, reading: both }],
      [{ index: 0, reading: { transmitter: identity, rssi: -78, txPower: -66 } }],
    ])
  })

  test('what an unknown device transmits with is no power at 1 m', () => {
    expect(read({ txpower: -66 }).readings).toEqual([{ index: 0, reading: aReading }])
  })

  test.each([
    [
      { manufacturerdata: '4c00021500112233445566778899aabbccddeeff01234567c5' },
      'ibeacon:00112233445566778899aabbccddeeff:291:17767',
    ],
    [
      { servicedata: '00ee00112233445566778899aabbccddeeff', servicedatauuid: '0xfeaa' },
      'eddystone:00112233445566778899:aabbccddeeff',
    ],
    [{ servicedata: '10ee0367657470617207', servicedatauuid: 'feaa' }, 'eddystone-url:https://getpar.com'],
  ])('hand on what they do not know themselves: %j', (raw, key) => {
    expect(read(raw).readings).toEqual([{ index: 0, reading: { ...aReading, alsoKnownAs: [key], txPower: -59 } }])
  })

  test.each([{ manufacturerdata: 'zz' }, { servicedata: '00ee', servicedatauuid: 7 }, { manufacturerdata: '4c00' }])(
    'what of it tells nobody is left alone: %j',
    (raw) => expect(read(raw).readings).toEqual([{ index: 0, reading: aReading }]),
  )

  test.each([
    [{ unixtime: 1_653_668_027 }, 1_653_668_027_000],
    [{ unixtime: '1653668027' }, 1_653_668_027_000],
    [{ UTCtime: '2022-05-27T16:13:47Z' }, 1_653_668_027_000],
    [{ unixtime: 1_653_668_027_500 }, 1_653_668_027_500],
  ])('may say when: %j', (time, deviceTime) => {
    expect(read(time).readings).toEqual([{ index: 0, reading: { ...aReading, deviceTime } }])
  })

  test('hand on battery and temperature', () => {
    expect(read({ batt: 64, volt: '2.9', tempc: -3.5 }).telemetry).toEqual([
      {
        index: 0,
        telemetry: { transmitter: '6087574c9bc2', batteryPercent: 64, batteryVolts: 2.9, temperatureCelsius: -3.5 },
      },
    ])
  })

  test.each([
    [{ id: undefined }, 'bad_beacon', 'id is missing: must be 12 hex digits'],
    [{ id: uuid }, 'bad_beacon', `id is "${uuid}": must be 12 hex digits`],
    [{ rssi: undefined }, 'bad_rssi', 'rssi is missing: must be a number of dBm as heard, from -127 to below 0'],
    [{ unixtime: 'noon' }, 'bad_time', 'unixtime is "noon": must be seconds since 1970, or UTCtime in ISO 8601'],
  ])('are refused where they say %j', (changes, reason, detail) => {
    expect(read(changes)).toEqual({ readings: [], refused: [{ index: 0, reason, detail }], warnings: [] })
  })

  test('wherever they are cut, or are nothing of the kind, they are refused', () => {
    const [, ...cut] = prefixesOf(JSON.stringify(aDevice()))
    expect(new Set(cut.map((text) => refusalOf(() => readTheengs(bytesOf(text)))))).toEqual(new Set(['not_json']))
    expect(refusalOf(() => readTheengs(bytesOf('[]')))).toBe('wrong_shape')
  })
})
