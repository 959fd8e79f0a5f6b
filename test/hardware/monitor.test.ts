import { describe, expect, test } from 'vitest'
import { readMonitor } from '#shared/hardware/monitor.ts'
import { bytesOf, refusalOf, refusalsOf } from './support.ts'

const ofOne = (reading: object) => ({ readings: [{ index: 0, reading }], refused: [], warnings: [] })
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
  ])('is refused where it says %j', (message, expected) => expect(refusalsOf(read(message))).toEqual([0, expected]))

  test('is refused where it is none', () => expect(refusalOf(() => read('[]'))).toBe('wrong_shape'))
})
