import { describe, expect, test } from 'vitest'
import { readMinew } from '#shared/hardware/minew.ts'
import { bytesOf, prefixesOf, reasonsOf, refusalOf } from './support.ts'

const gateway = { timestamp: '2026-02-09T00:13:53.668Z', type: 'Gateway', mac: 'AC233FC0FFEE', gatewayFree: 89 }
const aTag = (changes: object = {}) => ({
  timestamp: '2026-02-09T00:13:53.667Z',
  type: 'iBeacon',
  mac: 'C3000025EF6A',
  rssi: -65,
  ibeaconUuid: 'E2C56DB5DFFB48D2B060D0F5A71096E0',
  ibeaconMajor: 0,
  ibeaconMinor: 0,
  ibeaconTxPower: -59,
  ...changes,
})
const read = (...elements: unknown[]) => readMinew(bytesOf(elements))
const identity = 'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:0:0'
const aReading = {
  transmitter: 'c3000025ef6a',
  alsoKnownAs: [identity],
  rssi: -65,
  txPower: -59,
  deviceTime: 1_770_596_033_667,
}

describe('a Minew gateway', () => {
  test('reports tags; its own element is none', () => {
    expect(read(gateway, aTag(), aTag({ mac: 'c3:00:00:25:ef:6b', rssi: -70 }))).toEqual({
      readings: [
        { index: 1, reading: aReading },
        { index: 2, reading: { ...aReading, transmitter: 'c3000025ef6b', rssi: -70 } },
      ],
      refused: [],
      warnings: [],
    })
  })

  test('that heard nothing reports no readings', () => {
    expect(read(gateway)).toEqual({ readings: [], refused: [], warnings: [] })
  })

  test('without a clock reports no time', () => {
    const { deviceTime: _, ...timeless } = aReading
    expect(read(aTag({ timestamp: undefined })).readings).toEqual([{ index: 0, reading: timeless }])
  })

  test('may write its numbers as text', () => {
    const spoken = { rssi: '-65', ibeaconTxPower: '-59', ibeaconMajor: '0', ibeaconMinor: '0' }
    expect(read(aTag(spoken)).readings).toEqual([{ index: 0, reading: aReading }])
  })

  test('tells of a battery and a temperature, and of none where they say 0 %', () => {
    expect(
      read(aTag({ battery: 88, temperature: 21.5 }), aTag({ battery: 0, rssi: 0 }), aTag({ battery: 7, rssi: 0 }))
        .telemetry,
    ).toEqual([
      { index: 0, telemetry: { transmitter: 'c3000025ef6a', batteryPercent: 88, temperatureCelsius: 21.5 } },
      { index: 2, telemetry: { transmitter: 'c3000025ef6a', batteryPercent: 7 } },
    ])
  })

  test('set to JSON-RAW names itself by its address alone', () => {
    const { txPower: _, alsoKnownAs: __, ...bare } = aReading
    const raw = { mac: 'C3000025EF6A', rssi: -65, timestamp: '2026-02-09T00:13:53.667Z', rawData: '020106' }
    expect(read({ gateway: 'AC233FC0FFEE' }, raw)).toEqual({
      readings: [{ index: 1, reading: bare }],
      refused: [],
      warnings: [],
    })
  })

  test('hands on what a tag of unknown type advertises: an iBeacon tells its power', () => {
    const rawData = '0201061AFF4C000215E2C56DB5DFFB48D2B060D0F5A71096E000000000C3'
    const { readings } = read(aTag({ type: 'Unknown', ibeaconTxPower: undefined, rawData }))
    expect(readings).toEqual([{ index: 0, reading: { ...aReading, txPower: -61 } }])
  })

  test.each(['', 'zz', '020106', '0201061bff99040512fc5394c37c0004fffc040cac364200cdcbb8334c884f', 7])(
    'may hand on an advertisement without any power: %s',
    (rawData) => {
      const { txPower: _, ...powerless } = aReading
      const report = read(aTag({ type: 'Unknown', ibeaconTxPower: undefined, rawData }))
      expect(report).toEqual({ ...report, readings: [{ index: 0, reading: powerless }], refused: [], warnings: [] })
    },
  )

  test.each([0, 46, '46', 'loud'])('claims a power of %j: it is left out with a warning', (ibeaconTxPower) => {
    const { txPower: _, ...powerless } = aReading
    expect(read(gateway, aTag({ ibeaconTxPower }))).toEqual({
      readings: [{ index: 1, reading: powerless }],
      refused: [],
      warnings: [{ index: 1, reason: 'bad_tx_power' }],
    })
  })
})

describe('a tag that can not be read', () => {
  test.each([
    [{ mac: undefined }, 'bad_beacon', /^\[1\]\.mac is missing: must be 12 hex digits$/],
    [{ mac: 'C3000025EF6' }, 'bad_beacon', /^\[1\]\.mac is "C3000025EF6": must be 12 hex digits$/],
    [{ rssi: 0 }, 'bad_rssi', /^\[1\]\.rssi is 0: must be a number of dBm as heard, from -127 to below 0$/],
    [{ rssi: 'loud' }, 'bad_rssi', /^\[1\]\.rssi is "loud": /],
    [{ timestamp: 'noon' }, 'bad_time', /^\[1\]\.timestamp is "noon": must be milliseconds since 1970/],
  ])('%j does not take its neighbours down', (changes, reason, detail) => {
    expect(read(gateway, aTag(changes), aTag())).toEqual({
      readings: [{ index: 2, reading: aReading }],
      refused: [{ index: 1, reason, detail: expect.stringMatching(detail) }],
      warnings: [],
    })
  })

  test.each([[null], [7], ['Gateway'], [[]]])('%j instead of a tag', (value) => {
    expect(reasonsOf(read(gateway, value))).toEqual([[1, 'wrong_shape']])
  })
})

test.each([
  ['', 'empty'],
  ['[]', 'empty'],
  ['AC233FC0FFEE,-65', 'not_json'],
  ['{}', 'wrong_shape'],
  ['null', 'wrong_shape'],
])('%j instead of a message is %s', (text, reason) => {
  expect(refusalOf(() => readMinew(bytesOf(text)))).toBe(reason)
})

test('wherever a message is cut, it is refused', () => {
  const [, ...cut] = prefixesOf(JSON.stringify([gateway, aTag()]))
  expect(new Set(cut.map((text) => refusalOf(() => readMinew(bytesOf(text)))))).toEqual(new Set(['not_json']))
})
