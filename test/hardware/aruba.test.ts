import fc from 'fast-check'
import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { readAruba } from '#shared/hardware/aruba.ts'
import { bytesOf, prefixesOf, reasonsOf, refusalOf } from './support.ts'

// an independent encoder: protobufjs, taught what Aruba's protocol says of these messages, and some that we do not read
const { root } = protobuf.parse(
  `
  syntax = "proto2";
  package aruba_telemetry;
  message Meta { required uint64 version = 1; optional string access_token = 2; optional int32 nbTopic = 3; }
  message Reporter { optional string name = 1; optional bytes mac = 2; optional string hwType = 5; optional uint64 time = 8; }
  message History { required uint64 time = 1; required sint32 rssi = 2; optional int32 antenna = 4; }
  message Rssi { optional sint32 last = 1; optional sint32 avg = 2; optional sint32 max = 3; repeated History history = 4; optional sint32 smooth = 5; }
  message Ibeacon { required bytes uuid = 1; required uint32 major = 2; required uint32 minor = 3; required sint32 power = 4; }
  message EddyUID { required bytes nid = 1; required bytes bid = 2; }
  message EddyURL { required uint32 prefix = 1; required bytes encodedUrl = 2; }
  message Eddystone { optional sint32 power = 1; optional EddyUID uid = 2; optional EddyURL url = 3; }
  message Beacons { optional Ibeacon ibeacon = 1; optional Eddystone eddystone = 2; }
  message Sensors { optional int32 battery = 2; optional float temperatureC = 3; optional int32 humidity = 4; optional float voltage = 5; }
  message Stats { optional uint64 uptime = 1; optional uint64 adv_cnt = 2; required uint32 frame_cnt = 4; }
  message Reported { optional bytes mac = 1; repeated int32 deviceClass = 2; optional string model = 3; optional uint64 lastSeen = 7;
    optional Rssi rssi = 10; repeated Beacons beacons = 12; optional sint32 txpower = 13; optional Sensors sensors = 14; optional Stats stats = 16;
    optional string vendorName = 19; }
  message BleData { optional bytes mac = 1; optional int32 frameType = 2; optional bytes data = 3; optional sint32 rssi = 4; }
  message Telemetry { required Meta meta = 1; required Reporter reporter = 2; repeated Reported reported = 3; repeated BleData bleData = 6; }
`,
  { keepCase: true },
)
const telemetryType = root.lookupType('aruba_telemetry.Telemetry')

/** The same message with its bytes as bytes: in JSON they are hex. */
const withBytes = (value: unknown, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((one) => withBytes(one, name))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withBytes(one, key)]))
  const isBytes = ['mac', 'uuid', 'nid', 'bid', 'encodedUrl', 'data'].includes(name)
  return isBytes ? Buffer.from(String(value), 'hex') : value
}
const encode = (message: object): Uint8Array =>
  telemetryType.encode(telemetryType.fromObject(withBytes(message) as object)).finish()

const aTag = (changes: object = {}) => ({
  mac: 'f008d155b65e',
  deviceClass: [8],
  model: 'iBeacon',
  lastSeen: 1_639_126_660,
  rssi: { last: -71 },
  beacons: [{ ibeacon: { uuid: '783a69707094d0863b4a9bf94e555241', major: 214, minor: 87, power: -56 } }],
  sensors: { battery: 92, temperatureC: 21.5, voltage: 3 },
  stats: { uptime: 84_450, adv_cnt: 75, frame_cnt: 3 },
  vendorName: 'Aruba',
  ...changes,
})
const aMessage = (reported: unknown, own: object = {}) => ({
  meta: { version: 1, access_token: '1234', nbTopic: 0 },
  reporter: { name: 'Gaming-Room', mac: '204c038b86fe', hwType: 'AP-303H', time: 1_639_126_691 },
  reported,
  ...own,
})
const alsoKnownAs = ['ibeacon:783a69707094d0863b4a9bf94e555241:214:87']
const aReading = { transmitter: 'f008d155b65e', rssi: -71, deviceTime: 1_639_126_660_000 }
const read = (...reported: unknown[]) => readAruba(bytesOf(aMessage(reported)))

describe.each([
  ['JSON', (message: object) => bytesOf(message)],
  ['protobuf', encode],
])('an Aruba access point that speaks %s', (_, write) => {
  const readings = (changes: object) =>
    readAruba(write(aMessage([aTag(changes)]))).readings.map(({ reading }) => reading)

  test('tells who was heard, how loud, when, and what they say of themselves', () => {
    expect(
      readAruba(write(aMessage([aTag(), aTag({ rssi: undefined, sensors: { battery: -101 }, stats: undefined })]))),
    ).toEqual({
      readings: [{ index: 0, reading: { ...aReading, alsoKnownAs, txPower: -56 } }],
      telemetry: [
        {
          index: 0,
          telemetry: {
            transmitter: 'f008d155b65e',
            batteryPercent: 92,
            batteryVolts: 3,
            temperatureCelsius: 21.5,
            uptimeSeconds: 84_450,
            advertisementCount: 75,
          },
        },
      ],
      refused: [{ index: 1, reason: 'bad_rssi', detail: expect.stringMatching(/^reported\[1\]\.rssi is missing: /) }],
      warnings: [],
    })
  })

  test.each([
    [{ avg: -72, max: -60 }, -72],
    [{ smooth: -73, max: -60 }, -73],
    [{ max: -60 }, -60],
    [
      {
        history: [
          { time: 1, rssi: -80 },
          { time: 2, rssi: -74 },
        ],
      },
      -74,
    ],
  ])('says how loud as it is set to: %j', (rssi, expected) => {
    expect(readings({ rssi })).toEqual([{ ...aReading, alsoKnownAs, txPower: -56, rssi: expected }])
  })

  test.each([
    [
      { power: -18, uid: { nid: '00112233445566778899', bid: 'aabbccddeeff' } },
      { alsoKnownAs: ['eddystone:00112233445566778899:aabbccddeeff'], txPower: -59 },
    ],
    [
      { power: -18, url: { prefix: 3, encodedUrl: '67657470617207' } },
      { alsoKnownAs: ['eddystone-url:https://getpar.com'], txPower: -59 },
    ],
    [{ power: 0 }, {}],
  ])('knows Eddystone, whose power is at 0 m: %j', (eddystone, expected) => {
    expect(readings({ beacons: [{ eddystone }] })).toEqual([{ ...aReading, ...expected }])
  })

  test('hands on what was said as it was said', () => {
    const data = '0201061aff4c00021500112233445566778899aabbccddeeff01234567c5'
    const report = readAruba(write(aMessage([], { bleData: [{ mac: 'f008d155b65e', data, rssi: -80 }] })))
    expect(report).toEqual({
      readings: [
        {
          index: 0,
          reading: {
            transmitter: 'f008d155b65e',
            alsoKnownAs: ['ibeacon:00112233445566778899aabbccddeeff:291:17767'],
            rssi: -80,
            txPower: -59,
            deviceTime: 1_639_126_691_000,
          },
        },
      ],
      refused: [],
      warnings: [],
    })
  })

  test('may speak of its own health alone', () => {
    expect(readAruba(write(aMessage([])))).toEqual({ readings: [], refused: [], warnings: [] })
  })
})

test('numbers may be text, and a power of 0 is left out with a warning', () => {
  const beacons = [{ ibeacon: { uuid: '783a69707094d0863b4a9bf94e555241', major: '214', minor: '87', power: 0 } }]
  const report = read(aTag({ lastSeen: '1639126660', rssi: { last: '-71' }, beacons, sensors: {}, stats: {} }))
  expect(report).toEqual({
    readings: [{ index: 0, reading: { ...aReading, alsoKnownAs } }],
    refused: [],
    warnings: [{ index: 0, reason: 'bad_tx_power' }],
  })
})

test('each part that can not be read is refused by name, and its neighbours are read', () => {
  const report = read(null, aTag({ mac: 'f008' }), aTag({ rssi: { last: 0 } }), aTag({ lastSeen: 'noon' }), aTag())
  expect(reasonsOf(report)).toEqual([
    [0, 'wrong_shape'],
    [1, 'bad_beacon'],
    [2, 'bad_rssi'],
    [3, 'bad_time'],
  ])
  expect(report.readings.map(({ index }) => index)).toEqual([4])
})

test.each([
  ['', 'empty'],
  ['[]', 'wrong_shape'],
  ['{}', 'wrong_shape'],
  ['{"reporter":{},"reported":7}', 'wrong_shape'],
])('%j instead of a message is %s', (text, reason) => {
  expect(refusalOf(() => readAruba(bytesOf(text)))).toBe(reason)
})

test('protobuf that is cut is refused, or ends with a whole part', () => {
  const whole = encode(aMessage([aTag(), aTag()]))
  const outcomes = prefixesOf(Buffer.from(whole).toString('latin1')).map((cut) => {
    const body = Buffer.from(cut, 'latin1')
    const refused = refusalOf(() => readAruba(body))
    return refused === 'read' ? readAruba(body).readings.length : refused
  })
  expect(new Set(outcomes)).toEqual(new Set(['empty', 'wrong_shape', 0, 1]))
})

test('protobuf and JSON of one message come to the same', () => {
  const power = fc.integer({ min: -127, max: 10 })
  const tag = fc.record({
    last: power,
    power,
    battery: fc.integer({ min: -200, max: 200 }),
    uptime: fc.nat(2 ** 31 - 1),
    seen: fc.nat(),
  })
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 5 }), (tags) => {
      const message = aMessage(
        tags.map(({ last, power, battery, uptime, seen }) =>
          aTag({
            rssi: { last },
            lastSeen: seen,
            sensors: { battery },
            stats: { uptime, frame_cnt: 1 },
            beacons: [{ ibeacon: { uuid: '783a69707094d0863b4a9bf94e555241', major: 1, minor: 65_535, power } }],
          }),
        ),
      )
      expect(readAruba(encode(message))).toEqual(readAruba(bytesOf(message)))
    }),
  )
})
