import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCisco } from '#shared/hardware/cisco.ts'
import { bytesOf, realData, reasonsOf, refusalOf } from './support.ts'

const read = (message: unknown) => readCisco(bytesOf(message))
const nothing = { readings: [], positions: [], telemetry: [], skipped: [], refused: [], warnings: [] }
const feet = (metres: number) => metres / 0.3048

const mac = 'AA:BB:CC:DD:EE:01'
const transmitter = 'aabbccddee01'
const seen = 1_714_450_000_000
const named = { transmitter, alsoKnownAs: ['cisco:dev-abc-12345'] }
const device = { deviceId: 'dev-abc-12345', macAddress: mac, mobile: '+14155551234', email: 'jdoe@example.com' }
const location = { locationId: 'location-7', name: 'Shoes', inferredLocationTypes: ['ZONE'] }
const place = { mapId: 'map-1', xPos: feet(12), yPos: feet(3), confidenceFactor: feet(10) }

const envelope = { recordUid: 'evt-1', recordTimestamp: seen + 250, eventType: 'DEVICE_LOCATION_UPDATE' }
const located = (own: object = {}) => ({
  ...envelope,
  deviceLocationUpdate: { device, location, lastSeen: seen, ...place, ...own },
})
const placesOf = (message: unknown) => read(message).positions?.map(({ position }) => position)

test('a place is in feet of its map, and exact two times out of three to 0.6 of what Cisco says for 19 of 20', () => {
  const [told] = placesOf(located()) ?? []
  expect(told).toEqual({
    ...named,
    at: { x: expect.closeTo(12, 9), y: expect.closeTo(3, 9) },
    floor: 'map-1',
    accuracyMetres: expect.closeTo(6.056, 3),
    deviceTime: seen,
  })
})

test('degrees are taken where there are any', () => {
  expect(placesOf(located({ longitude: -121.93, latitude: 37.41 }))).toMatchObject([
    { at: { lon: -121.93, lat: 37.41 }, floor: 'map-1' },
  ])
})

test.each([0, -999])('degrees of %i are none', (unknown) => {
  expect(placesOf(located({ longitude: unknown, latitude: unknown }))?.[0]?.at).toHaveProperty('x')
})

test('on the equator, and on the meridian of Greenwich, there are degrees', () => {
  expect(placesOf(located({ longitude: 0, latitude: 51.5 }))?.[0]?.at).toEqual({ lon: 0, lat: 51.5 })
})

test('without a map she is in the place of the hierarchy that Cisco names', () => {
  expect(placesOf(located({ mapId: '', xPos: 0, yPos: 0 }))).toEqual([
    { ...named, at: { zone: 'location-7', inside: true }, accuracyMetres: 0, deviceTime: seen },
  ])
})

test('who says neither how exact nor when it was, is off by 10 m when the record was made', () => {
  expect(placesOf(located({ confidenceFactor: 0, lastSeen: undefined }))).toMatchObject([
    { accuracyMetres: 10, deviceTime: seen + 250 },
  ])
})

describe('who comes and goes', () => {
  const passage = (eventType: string, part: string, own: object) => ({
    ...envelope,
    eventType,
    [part]: { device, location, ...own },
  })
  test.each([
    ['enters', true, passage('DEVICE_ENTRY', 'deviceEntry', { entryTimestamp: seen })],
    ['leaves', false, passage('DEVICE_EXIT', 'deviceExit', { exitTimestamp: seen })],
    [
      'is said to enter',
      true,
      passage('DEVICE_PRESENCE', 'devicePresence', {
        presenceEventType: 'DEVICE_ENTRY_EVENT',
        entryTimestamp: seen,
        exitTimestamp: 0,
      }),
    ],
    [
      'is said to leave',
      false,
      passage('DEVICE_PRESENCE', 'devicePresence', {
        presenceEventType: 'DEVICE_EXIT_EVENT',
        entryTimestamp: 5,
        exitTimestamp: seen,
      }),
    ],
  ])('%s a place of the hierarchy', (_, inside, event) => {
    expect(placesOf(event)).toEqual([
      { ...named, at: { zone: 'location-7', inside }, accuracyMetres: 0, deviceTime: seen },
    ])
  })

  test('who is only still there is skipped', () => {
    const active = passage('DEVICE_PRESENCE', 'devicePresence', { presenceEventType: 'DEVICE_ACTIVE' })
    expect(read(active).skipped).toMatchObject([{ reason: 'unknown_topic', count: 1 }])
  })

  test('who comes to nowhere is refused', () => {
    expect(reasonsOf(read([passage('DEVICE_ENTRY', 'deviceEntry', { location: {} })]))).toEqual([[0, 'bad_position']])
  })
})

test('each access point that heard a tag is its gateway, without the punctuation of its address', () => {
  const heard = (apMacAddress: string, rssi: number, own: object = {}) => ({ apMacAddress, rssi, ...own })
  const event = {
    ...envelope,
    eventType: 'BLE_RSSI_UPDATE',
    bleRssiUpdate: {
      rssiNotification: {
        macAddress: mac,
        apRssiMeasurements: [
          heard('00:2B:01:00:0A:00', -61, { timestamp: seen }),
          heard('00:2b:01:00:0a:10', 0),
          heard('00:2b:01:00:0a:20', -70),
          heard('', -70),
        ],
      },
    },
  }
  expect(read(event)).toMatchObject({
    readings: [
      { index: 0, reading: { transmitter, gatewayId: '002b01000a00', rssi: -61, deviceTime: seen } },
      { index: 0, reading: { transmitter, gatewayId: '002b01000a20', rssi: -70, deviceTime: seen + 250 } },
    ],
    refused: [
      { index: 0, reason: 'bad_rssi' },
      { index: 0, reason: 'wrong_shape' },
    ],
  })
})

test('a sensor tells where it was found, and how warm it is', () => {
  const iotTelemetry = {
    deviceInfo: { deviceMacAddress: mac, deviceId: 'dev-abc-12345' },
    detectedPosition: { ...place, lastLocatedTime: seen },
    temperature: { temperatureInCelsius: 21.5 },
  }
  const event = { ...envelope, eventType: 'IOT_TELEMETRY', iotTelemetry }
  const warm = [{ index: 0, telemetry: { transmitter, temperatureCelsius: 21.5 } }]
  expect(read(event)).toMatchObject({
    positions: [{ position: { floor: 'map-1', deviceTime: seen } }],
    telemetry: warm,
  })
  const { detectedPosition: _, ...unlocated } = iotTelemetry
  expect(read({ ...event, iotTelemetry: unlocated })).toEqual({ ...nothing, telemetry: warm })
})

describe('a notification of Detect and Locate', () => {
  const notification = (own: object = {}) => ({
    notificationType: 'locationupdate',
    locationCoordinate: { x: feet(20), y: feet(5), z: 0, unit: 'FEET' },
    geoCoordinate: { latitude: -999, longitude: -999, unit: 'DEGREES' },
    confidenceFactor: feet(10),
    floorId: 7,
    deviceId: '00:23:68:e7:a2:54',
    timestamp: seen,
    ...own,
  })

  test('is a place', () => {
    expect(read({ notifications: [notification()] })).toEqual({
      ...nothing,
      positions: [
        {
          index: 0,
          position: {
            transmitter: '002368e7a254',
            at: { x: expect.closeTo(20, 9), y: expect.closeTo(5, 9) },
            floor: '7',
            accuracyMetres: expect.closeTo(6.056, 3),
            deviceTime: seen,
          },
        },
      ],
    })
  })

  test('may be in metres', () => {
    const metric = notification({ locationCoordinate: { x: 20, y: 5, unit: 'METERS' } })
    expect(placesOf({ notifications: [metric] })?.[0]?.at).toEqual({
      x: expect.closeTo(20, 9),
      y: expect.closeTo(5, 9),
    })
  })

  test('keeps all digits of its floor', () => {
    const text = JSON.stringify({ notifications: [notification()] }).replace(
      '"floorId":7',
      '"floorId": 215507646298456147',
    )
    expect(placesOf(text)?.[0]?.floor).toBe('215507646298456147')
  })
})

test('events come one, in a list, or one a line, and a line that was cut takes none down', () => {
  const one = JSON.stringify(located())
  expect(read([located(), located()]).positions).toHaveLength(2)
  const { positions, refused } = read(`${one}\n\n${one.slice(0, 40)}\n${one}\r\n`)
  expect(positions?.map(({ index }) => index)).toEqual([0, 2])
  expect(refused).toEqual([{ index: 1, reason: 'not_json', detail: expect.stringContaining('line 2: 40 bytes') }])
  expect(read(JSON.stringify(located(), null, 2)).positions).toHaveLength(1)
})

test('what tells of no place is skipped, by its kind', () => {
  expect(read([{ eventType: 'KEEP_ALIVE' }, located(), { eventType: 'KEEP_ALIVE' }]).skipped).toEqual([
    {
      reason: 'unknown_topic',
      detail: 'event "KEEP_ALIVE" says nothing of where anybody is: leave it out of the stream',
      count: 2,
    },
  ])
})

test('the beginning of the documented sample, which has neither address nor place, is refused for its place', (context) => {
  const lines = realData('gateways/samples.ndjson', context).trim().split('\n')
  const sample = lines.map((line) => JSON.parse(line)).find(({ format }) => format.startsWith('cisco-spaces'))
  expect(reasonsOf(read(sample.payload))).toEqual([[0, 'bad_position']])
})

test.each<[string, string, unknown]>([
  ['no device', 'bad_beacon', located({ device: {} })],
  ['a device that is a list', 'bad_beacon', located({ device: [] })],
  ['a place in words', 'bad_position', located({ xPos: 'left' })],
  ['a latitude beyond the pole', 'bad_position', located({ latitude: 91, longitude: 5 })],
  ['a time in words', 'bad_time', located({ lastSeen: 'noon' })],
  ['no object', 'wrong_shape', 5],
  ['no kind', 'wrong_shape', { recordUid: 'evt-1' }],
])('%s is refused as %s', (_, reason, event) => expect(reasonsOf(read([event]))).toEqual([[0, reason]]))

test.each([
  ['not_json', '{"eventType":'],
  ['empty', ''],
  ['wrong_shape', 'null'],
  ['wrong_shape', '{}'],
])('a message is refused as %s', (reason, message) => {
  expect(refusalOf(() => read(message))).toBe(reason)
})

test('whatever an event holds, reading it never breaks', () => {
  const field = fc.oneof(fc.double(), fc.string(), fc.jsonValue(), fc.constantFrom(device, location, place))
  const part = fc.dictionary(
    fc.constantFrom('device', 'location', 'mapId', 'xPos', 'latitude', 'deviceInfo', 'detectedPosition', 'lastSeen'),
    field,
  )
  const event = fc.record({
    eventType: fc.constantFrom('DEVICE_LOCATION_UPDATE', 'IOT_TELEMETRY', 'DEVICE_PRESENCE', 'constructor', 'X'),
    deviceLocationUpdate: fc.oneof(part, field),
    iotTelemetry: fc.oneof(part, field),
    devicePresence: fc.oneof(part, field),
  })
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { positions = [], telemetry = [], skipped = [], refused } = read(events)
      const unread = skipped.reduce((sum, { count }) => sum + count, 0)
      expect(positions.length + telemetry.length + unread + refused.length).toBeGreaterThanOrEqual(events.length)
    }),
  )
})
