import { describe, expect, test } from 'vitest'
import { beaconKey } from '#shared/domain/sighting.ts'
import { readRuuvi } from '#shared/hardware/ruuvi.ts'
import { bytesOf, prefixesOf, refusalOf } from './support.ts'

const aMessage = (changes: object = {}) => ({
  gw_mac: 'C8:25:2D:8E:9C:2C',
  rssi: -26,
  aoa: [],
  gwts: '1653668030',
  ts: '1653668027',
  data: '0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F',
  coords: '',
  ...changes,
})
const read = (changes: object = {}) => readRuuvi(bytesOf(aMessage(changes)))
const aReading = { transmitter: 'cbb8334c884f', rssi: -26, deviceTime: 1_653_668_027_000 }
const telemetry = [
  { index: 0, telemetry: { transmitter: 'cbb8334c884f', batteryVolts: 2.977, temperatureCelsius: 24.3 } },
]
const iBeacon = '0201061AFF4C00021500112233445566778899AABBCCDDEEFF01234567C5'
const eddystone = '0201060303AAFE1516AAFE00EE00112233445566778899AABBCCDDEEFF'

describe('a Ruuvi gateway', () => {
  test('hears a Ruuvi tag', () => {
    expect(read()).toEqual({ readings: [{ index: 0, reading: aReading }], telemetry, refused: [], warnings: [] })
  })

  test('hears an iBeacon', () => {
    const transmitter = beaconKey({ uuid: '00112233-4455-6677-8899-AABBCCDDEEFF', major: 0x0123, minor: 0x4567 })
    expect(read({ data: iBeacon }).readings).toEqual([
      { index: 0, reading: { ...aReading, transmitter, txPower: -59 } },
    ])
  })

  test('hears an Eddystone UID, its power at 1 m', () => {
    const transmitter = beaconKey({ namespace: '00112233445566778899', instance: 'aabbccddeeff' })
    expect(read({ data: eddystone }).readings).toEqual([
      { index: 0, reading: { ...aReading, transmitter, txPower: -59 } },
    ])
  })

  test.each([
    [
      'an AltBeacon',
      '1bff1801beac00112233445566778899aabbccddeeff01234567c500',
      { beaconId: '00112233445566778899aabbccddeeff01234567' },
    ],
    ['an Eddystone URL', '0d16aafe10ee0367657470617207', { url: 'https://getpar.com' }],
    ['an Eddystone EID', '0d16aafe30ee0011223344556677', { eid: '0011223344556677' }],
  ])('hears %s', (_, data, beacon) => {
    expect(read({ data }).readings).toEqual([
      { index: 0, reading: { ...aReading, transmitter: beaconKey(beacon), txPower: -59 } },
    ])
  })

  test('posts several by their addresses', () => {
    const { data } = aMessage()
    const tags = {
      'CB:B8:33:4C:88:4F': { rssi: -26, timestamp: '1653668027', data },
      'C3:00:00:25:EF:6A': { rssi: -70, data: '020106' },
      'C3:00:00:25:EF:6B': { rssi: 0, data: '020106' },
      'C3:00:00:25:EF:6C': 7,
    }
    const { readings, refused } = readRuuvi(bytesOf({ data: { gw_mac: 'C8:25:2D:8E:9C:2C', tags } }))
    expect(readings).toEqual([
      { index: 0, reading: aReading },
      { index: 1, reading: { transmitter: 'c3000025ef6a', rssi: -70 } },
    ])
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [2, 'bad_rssi'],
      [3, 'wrong_shape'],
    ])
  })

  test('hears a beacon that claims nonsense of its power', () => {
    const transmitter = beaconKey({ uuid: '00112233445566778899aabbccddeeff', major: 0x0123, minor: 0x4567 })
    expect(read({ data: `${iBeacon.slice(0, -2)}2E` })).toEqual({
      readings: [{ index: 0, reading: { ...aReading, transmitter } }],
      refused: [],
      warnings: [{ index: 0, reason: 'bad_tx_power' }],
    })
  })

  test.each([
    [{ ts: 1_653_668_027 }, 1_653_668_027_000],
    [{ ts: '1653668027.5' }, 1_653_668_027_500],
    [{ ts: undefined }, 1_653_668_030_000],
    [{ ts: null, gwts: 1 }, 1_000],
  ])('tells the time in seconds: %j', (changes, deviceTime) => {
    expect(read(changes).readings).toEqual([{ index: 0, reading: { ...aReading, deviceTime } }])
  })

  test('without a clock counts instead', () => {
    const { deviceTime: _, ...timeless } = aReading
    const { readings } = read({ ts: undefined, gwts: undefined, cnt: '338' })
    expect(readings).toEqual([{ index: 0, reading: timeless }])
  })
})

describe('what can not be read of a Ruuvi gateway', () => {
  test.each([
    [{ data: undefined }, 'wrong_shape', /^data is missing: must be the advertisement in hex$/],
    [{ data: '020' }, 'wrong_shape', /^data is "020": must be the advertisement in hex$/],
    [{ data: 'zz' }, 'wrong_shape', /^data is "zz": /],
    [
      { data: '020106' },
      'bad_beacon',
      /^data is "020106": must name its sender: an iBeacon, an AltBeacon, an Eddystone UID, URL or EID, or Ruuvi/,
    ],
    [{ rssi: 0 }, 'bad_rssi', /^rssi is 0: must be a number of dBm as heard/],
    [{ rssi: undefined }, 'bad_rssi', /^rssi is missing: /],
    [{ ts: 'noon' }, 'bad_time', /^ts is "noon": must be seconds since 1970$/],
    [{ ts: '' }, 'bad_time', /^ts is "": /],
    [{ ts: {} }, 'bad_time', /^ts is \{/],
    [{ ts: 1e300 }, 'bad_time', /^ts is 1e\+300: /],
  ])('%j', (changes, reason, detail) => {
    const isSomebodys = reason === 'bad_rssi' || reason === 'bad_time'
    expect(read(changes)).toEqual({
      readings: [],
      // what it says of its own state is right all the same
      ...(isSomebodys ? { telemetry } : {}),
      refused: [{ index: 0, reason, detail: expect.stringMatching(detail) }],
      warnings: [],
    })
  })

  test.each([
    ['', 'empty'],
    ['ruuvi', 'not_json'],
    ['[]', 'wrong_shape'],
    ['null', 'wrong_shape'],
  ])('%j instead of a message is %s', (text, reason) => {
    expect(refusalOf(() => readRuuvi(bytesOf(text)))).toBe(reason)
  })

  test('wherever an advertisement is cut, it names nobody', () => {
    const { data } = aMessage()
    const [, ...cut] = prefixesOf(data).filter((text) => text.length % 2 === 0)
    expect(new Set(cut.flatMap((text) => read({ data: text }).refused.map(({ reason }) => reason)))).toEqual(
      new Set(['bad_beacon']),
    )
  })

  test('wherever a message is cut, it is refused', () => {
    const [, ...cut] = prefixesOf(JSON.stringify(aMessage()))
    expect(new Set(cut.map((text) => refusalOf(() => readRuuvi(bytesOf(text)))))).toEqual(new Set(['not_json']))
  })
})
