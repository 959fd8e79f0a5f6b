import { describe, expect, test } from 'vitest'
import { readMonitor } from '#shared/hardware/monitor.ts'
import { readMqttRoom } from '#shared/hardware/mqtt-room.ts'
import type { GatewayReport } from '#shared/hardware/reading.ts'
import { readShelly } from '#shared/hardware/shelly.ts'
import { bytesOf, refusalOf } from './support.ts'

const ofOne = (reading: object) => ({ readings: [{ index: 0, reading }], refused: [], warnings: [] })
const refusedOf = ({ readings, refused }: GatewayReport) => [
  readings.length,
  ...refused.map(({ reason, detail }) => [reason, detail]),
]
const noRssi = 'must be a number of dBm as heard, from -127 to below 0'

describe('monitor', () => {
  const read = (message: unknown) => readMonitor(bytesOf(message))
  const id = 'FDA50693-A4E2-4FB1-AFCF-C6EB07647825-10-7'
  const transmitter = 'ibeacon:fda50693a4e24fb1afcfc6eb07647825:10:7'

  test('says all in text, and some of it twice: the last word counts', () => {
    const raw = `{"id":"${id}","confidence":"100","timestamp":"Tue Oct ","rssi":"-70","rssi":"-83","power":"-59"}`
    expect(read(raw)).toEqual(ofOne({ transmitter, rssi: -83, txPower: -59 }))
  })

  test('names a device by its address, whose power nobody knows', () => {
    expect(read({ id: 'AA:BB:CC:DD:EE:FF', rssi: '-60', power: '-12' })).toEqual(
      ofOne({ transmitter: 'aabbccddeeff', rssi: -60 }),
    )
    expect(read({ id, mac: 'AA:BB:CC:DD:EE:FF', rssi: '-60', power: '46' })).toEqual({
      ...ofOne({ transmitter: 'aabbccddeeff', alsoKnownAs: [transmitter], rssi: -60 }),
      warnings: [{ index: 0, reason: 'bad_tx_power' }],
    })
  })

  test.each([
    [{ id, confidence: '0' }, ['bad_rssi', `rssi is missing: ${noRssi}`]],
    [{ id, rssi: '' }, ['bad_rssi', `rssi is "": ${noRssi}`]],
    [{ id: 'somebody', rssi: '-60' }, ['bad_beacon', 'id is "somebody": must be 12 hex digits']],
  ])('is refused where it says %j', (message, expected) => expect(refusedOf(read(message))).toEqual([0, expected]))

  test('is refused where it is none', () => expect(refusalOf(() => read('[]'))).toBe('wrong_shape'))
})

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
  ])('is refused where it says %j', (message, expected) => expect(refusedOf(read(message))).toEqual([0, expected]))

  test('is refused where it is none', () => expect(refusalOf(() => read('[]'))).toBe('wrong_shape'))
})

describe('a Shelly script', () => {
  const read = (message: unknown) => readShelly(bytesOf(message))
  const data = { BTHome_version: 2, battery: 100, temperature: [21, 22], rssi: -76, address: 'aa:bb:cc:dd:ee:ff' }
  const reading = { transmitter: 'aabbccddeeff', rssi: -76 }
  const told = { telemetry: [{ index: 0, telemetry: { transmitter: 'aabbccddeeff', batteryPercent: 100 } }] }

  test('tells what a tag said, alone or in the event that carries it', () => {
    const event = { component: 'script:1', id: 1, info: { event: 'shelly-blu', data, ts: 1_653_668_027.5 } }
    expect([read(data), read(event)]).toEqual([
      { ...ofOne(reading), ...told },
      { ...ofOne({ ...reading, deviceTime: 1_653_668_027_500 }), ...told },
    ])
  })

  test('tells of several at once, and a bad one does not take its neighbours down', () => {
    const events = [{ event: 'shelly-blu', data }, 7, { data: { ...data, rssi: 0, battery: 0 } }]
    const report = read({ src: 'shelly', method: 'NotifyEvent', params: { ts: 1, events } })
    expect({ ...report, refused: report.refused.map(({ index, reason }) => [index, reason]) }).toEqual({
      ...ofOne(reading),
      ...told,
      refused: [
        [1, 'wrong_shape'],
        [2, 'bad_rssi'],
      ],
    })
  })

  test.each([
    [{ info: { data: { ...data, address: '*' } } }, ['bad_beacon', 'data.address is "*": must be 12 hex digits']],
    [{ ...data, address: undefined }, ['bad_beacon', 'address is missing: must be 12 hex digits']],
    [{ info: { data, ts: 'noon' } }, ['bad_time', 'ts is "noon": must be seconds since 1970']],
  ])('is refused where it says %j', (message, expected) => expect(refusedOf(read(message))).toEqual([0, expected]))

  test.each([
    ['[]', 'wrong_shape'],
    ['{"params":{"events":[]}}', 'empty'],
    ['{"params":{}}', 'empty'],
  ])('%s is %s', (text, reason) => expect(refusalOf(() => read(text))).toBe(reason))
})
