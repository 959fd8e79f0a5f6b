import { describe, expect, test } from 'vitest'
import { readRaddec } from '#shared/hardware/raddec.ts'
import { bytesOf, prefixesOf, reasonsOf, refusalOf } from './support.ts'

const aHearing = (changes: object = {}) => ({
  receiverId: 'ac233fffffff',
  receiverIdType: 2,
  rssi: -77,
  numberOfDecodings: 1,
  ...changes,
})
const aRaddec = (changes: object = {}) => ({
  transmitterId: 'fee150bada55',
  transmitterIdType: 2,
  rssiSignature: [aHearing()],
  packets: ['001a55daba50e1fe0201060303e1ff1216e1ffa1034affe7004500fa55daba50e1fe'],
  timestamp: 1_645_568_542_222,
  ...changes,
})
const read = (changes: object = {}) => readRaddec(bytesOf(aRaddec(changes)))
const aReading = { transmitter: 'fee150bada55', rssi: -77, deviceTime: 1_645_568_542_222 }

describe('a raddec', () => {
  test('tells of its transmitter', () => {
    expect(read()).toEqual({
      readings: [{ index: 0, reading: aReading }],
      telemetry: [{ index: 0, telemetry: { transmitter: 'fee150bada55', batteryPercent: 74 } }],
      refused: [],
      warnings: [],
    })
  })

  test.each([
    ['in hex', (hex: string) => bytesOf(hex)],
    ['in hex with a line behind it', (hex: string) => bytesOf(`${hex.toUpperCase()}\n`)],
    ['in bytes', (hex: string) => Buffer.from(hex, 'hex')],
  ])('may come %s', (_, encode) => {
    // type 16, 34 bytes, of an EUI-48, heard by one receiver 1 time at -42 dBm and by none else
    const hex = '10002402aabbccddeeff01550101001bc50940810001f0014aa31759000'
    const sealed = (text: string) => {
      const body = Buffer.from(text, 'hex')
      body.writeUInt16BE(body.length + 1, 1)
      return body.toString('hex') + Buffer.of(body.reduce((sum, byte) => sum + byte, 0) % 256).toString('hex')
    }
    expect(readRaddec(encode(sealed(`${hex.slice(0, -1)}`)))).toEqual({
      readings: [{ index: 0, reading: { transmitter: 'aabbccddeeff', rssi: -42, deviceTime: 1_420_075_424_000 } }],
      refused: [],
      warnings: [],
    })
  })

  test.each(['10', '1000', '10002402aabbccddeeff01550101001bc50940810001f0014aa3175900ff'])(
    'in bytes of which some are missing or wrong is refused: %s',
    (hex) => {
      expect(refusalOf(() => readRaddec(Buffer.from(hex, 'hex')))).toBe('wrong_shape')
    },
  )

  test('may be flattened', () => {
    const { rssiSignature: _, ...flat } = aRaddec({ packets: [], receiverId: 'ac233fffffff', rssi: -77 })
    const read = (own: object) => readRaddec(bytesOf({ ...flat, ...own }))
    expect(read({ numberOfReceivers: 1 })).toEqual({
      readings: [{ index: 0, reading: aReading }],
      refused: [],
      warnings: [],
    })
    expect(read({ rssi: undefined }).refused.map(({ reason }) => reason)).toEqual(['bad_rssi'])
    expect(() => read({ numberOfReceivers: 2 })).toThrow(
      "numberOfReceivers is 2: publish what each one hears on its own gateway's topic",
    )
  })

  test('may say neither time nor packets', () => {
    const { deviceTime: _, ...timeless } = aReading
    const report = read({ transmitterId: 'FE:E1:50:BA:DA:55', timestamp: undefined, packets: undefined })
    expect(report.readings).toEqual([{ index: 0, reading: timeless }])
  })

  test('has a reading for each antenna of its receiver', () => {
    const report = read({
      rssiSignature: [aHearing({ receiverAntenna: 1 }), aHearing({ receiverAntenna: 2, rssi: -80 })],
    })
    expect(report.readings).toEqual([
      { index: 0, reading: aReading },
      { index: 1, reading: { ...aReading, rssi: -80 } },
    ])
  })

  test('tells the power of an iBeacon among its packets', () => {
    const iBeacon = '422455daba50e1fe0201061aff4c000215e2c56db5dffb48d2b060d0f5a71096e000000000c3'
    const { readings } = read({ packets: [7, 'zz', '00', ...aRaddec().packets, iBeacon] })
    const alsoKnownAs = ['ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:0:0']
    expect(readings).toEqual([{ index: 0, reading: { ...aReading, alsoKnownAs, txPower: -61 } }])
  })

  test('of several receivers would put the tag in the wrong place', () => {
    const rssiSignature = [aHearing(), aHearing({ receiverId: '001bc50940810000' })]
    expect(() => read({ rssiSignature })).toThrow(
      "rssiSignature is an array of 2: names 2 receivers; publish what each one hears on its own gateway's topic",
    )
  })
})

describe('what can not be read of a raddec', () => {
  test.each([
    [{ transmitterId: undefined }, 'bad_beacon', /^transmitterId is missing: must be 12 hex digits$/],
    [
      { transmitterId: '001bc50940810000' },
      'bad_beacon',
      /^transmitterId is "001bc50940810000": must be 12 hex digits$/,
    ],
    [{ timestamp: 'noon' }, 'bad_time', /^timestamp is "noon": must be milliseconds since 1970/],
    [{ rssiSignature: [aHearing({ rssi: 0 })] }, 'bad_rssi', /^rssiSignature\[0\]\.rssi is 0: must be a number of dBm/],
    [{ rssiSignature: [7] }, 'wrong_shape', /^rssiSignature\[0\] is 7: must be \{ receiverId, rssi \}/],
  ])('%j', (changes, reason, detail) => {
    expect(read({ packets: [], ...changes })).toEqual({
      readings: [],
      refused: [{ index: 0, reason, detail: expect.stringMatching(detail) }],
      warnings: [],
    })
  })

  test('one bad hearing does not take its neighbours down', () => {
    const report = read({ rssiSignature: [aHearing({ rssi: 127 }), aHearing(), null] })
    expect(report.readings).toEqual([{ index: 1, reading: aReading }])
    expect(reasonsOf(report)).toEqual([
      [0, 'bad_rssi'],
      [2, 'wrong_shape'],
    ])
  })

  test.each([
    ['', 'empty'],
    ['raddec', 'not_json'],
    ['[]', 'wrong_shape'],
    ['null', 'wrong_shape'],
    ['{}', 'wrong_shape'],
    ['{"rssiSignature":{}}', 'wrong_shape'],
    ['{"rssiSignature":[]}', 'empty'],
  ])('%j instead of one is %s', (text, reason) => {
    expect(refusalOf(() => readRaddec(bytesOf(text)))).toBe(reason)
  })

  test('wherever it is cut, it is refused', () => {
    const [, ...cut] = prefixesOf(JSON.stringify(aRaddec()))
    expect(new Set(cut.map((text) => refusalOf(() => readRaddec(bytesOf(text)))))).toEqual(new Set(['not_json']))
  })
})
