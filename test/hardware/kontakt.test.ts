import { describe, expect, test } from 'vitest'
import { readKontakt } from '#shared/hardware/kontakt.ts'
import { bytesOf, prefixesOf, reasonsOf, refusalOf } from './support.ts'

const anItem = (changes: object = {}) => ({
  timestamp: 1_461_220_784,
  sourceId: 'recv1',
  trackingId: 'beacon1',
  rssi: -70,
  proximity: 'NEAR',
  scanType: 'BLE',
  deviceAddress: 'aa:bb:cc:dd:ee:ff',
  ...changes,
})
const read = (...items: unknown[]) => readKontakt(bytesOf(items))
const aReading = { transmitter: 'aabbccddeeff', rssi: -70, deviceTime: 1_461_220_784_000 }

describe('Kontakt.io', () => {
  test('tells what one receiver hears, in seconds', () => {
    expect(read(anItem(), anItem({ deviceAddress: 'AABBCCDDEE00', rssi: '-71' }))).toEqual({
      readings: [
        { index: 0, reading: aReading },
        { index: 1, reading: { ...aReading, transmitter: 'aabbccddee00', rssi: -71 } },
      ],
      refused: [],
      warnings: [],
    })
  })

  test('tells in its newer streams of one tag, by its address as tracking id, in ISO 8601', () => {
    const streamed = {
      companyId: 'abcdef',
      sourceId: 'abcdef',
      trackingId: 'aa:bb:cc:dd:ee:ff',
      rssi: -77,
      timestamp: '2020-06-26T13:37:00Z',
      batteryLevel: 100,
      temperature: 15.75,
    }
    expect(readKontakt(bytesOf(streamed))).toEqual({
      readings: [{ index: 0, reading: { ...aReading, rssi: -77, deviceTime: 1_593_178_620_000 } }],
      telemetry: [
        { index: 0, telemetry: { transmitter: 'aabbccddeeff', batteryPercent: 100, temperatureCelsius: 15.75 } },
      ],
      refused: [],
      warnings: [],
    })
  })

  test.each([
    [1_461_220_784_123, 1_461_220_784_123],
    ['1461220784', 1_461_220_784_000],
  ])('tells the time in either unit: %j', (timestamp, deviceTime) => {
    expect(read(anItem({ timestamp })).readings).toEqual([{ index: 0, reading: { ...aReading, deviceTime } }])
  })

  test('may hear nothing', () => expect(read()).toEqual({ readings: [], refused: [], warnings: [] }))

  test('of several sources would put the tags in the wrong place', () => {
    expect(() => read(anItem(), anItem({ sourceId: 'recv2' }))).toThrow(
      "the message is an array of 2: names 2 sources; publish what each one hears on its own gateway's topic",
    )
  })

  test('each item that can not be read is refused by name, and its neighbours are read', () => {
    const report = read(
      7,
      anItem({ deviceAddress: undefined }),
      anItem({ rssi: 0 }),
      anItem({ timestamp: 'noon' }),
      anItem(),
    )
    expect(reasonsOf(report)).toEqual([
      [0, 'wrong_shape'],
      [1, 'bad_beacon'],
      [2, 'bad_rssi'],
      [3, 'bad_time'],
    ])
    expect(report.readings).toEqual([{ index: 4, reading: aReading }])
  })

  test('wherever it is cut, or is nothing of the kind, it is refused', () => {
    const [, ...cut] = prefixesOf(JSON.stringify([anItem()]))
    expect(new Set(cut.map((text) => refusalOf(() => readKontakt(bytesOf(text)))))).toEqual(new Set(['not_json']))
    expect(refusalOf(() => readKontakt(bytesOf('7')))).toBe('wrong_shape')
  })
})
