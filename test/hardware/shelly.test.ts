import { describe, expect, test } from 'vitest'
import { readShelly } from '#shared/hardware/shelly.ts'
import { bytesOf, refusalOf, refusalsOf } from './support.ts'

const ofOne = (reading: object) => ({ readings: [{ index: 0, reading }], refused: [], warnings: [] })

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
  ])('is refused where it says %j', (message, expected) => expect(refusalsOf(read(message))).toEqual([0, expected]))

  test.each([
    ['[]', 'wrong_shape'],
    ['{"params":{"events":[]}}', 'empty'],
    ['{"params":{}}', 'empty'],
  ])('%s is %s', (text, reason) => expect(refusalOf(() => read(text))).toBe(reason))
})
