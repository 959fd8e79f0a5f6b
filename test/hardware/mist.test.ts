import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMist } from '#shared/hardware/mist.ts'
import { Unreadable } from '#shared/hardware/reading.ts'
import { bytesOf, realData, reasonsOf, refusalOf } from './support.ts'

const read = (topic: string, ...events: readonly unknown[]) => readMist(bytesOf({ topic, events }))
const nothing = { readings: [], positions: [], telemetry: [], refused: [], warnings: [] }

const mac = '7fc2936fd243'
const uuid = 'f3f17139-704a-f03a-2786-0400279e37c3'
const asset = { mac, map_id: 'map-1', timestamp: 1461220784.25, x: 13.5, y: 3.2 }
const heard = { mac, device_id: '53f10664-3ce8-4c27-b382-0ef66432349f', rssi: -61, timestamp: 1461220784 }
const passed = { mac, map_id: 'map-1', zone_id: 'zone-7', trigger: 'enter', timestamp: 1461220784 }

describe('the samples of the documentation', () => {
  const sampleOf = (format: string, skip: Parameters<typeof realData>[1]) => {
    const lines = realData('gateways/samples.ndjson', skip).trim().split('\n')
    const sample = lines.map((line) => JSON.parse(line)).find((one) => one.format === format)
    return readMist(bytesOf(sample.payload))
  }
  const names = ['ibeacon:f3f17139704af03a27860400279e37c3:13:138', 'eddystone:2818e3868dec25629ede:5c5b35000001']
  const floor = '845a23bf-bed9-e43c-4c86-6fa474be7ae5'
  const deviceTime = 1_461_220_784_000

  test('an asset is where it is, on its map, under each of its names, and tells its battery', (context) => {
    const position = { transmitter: mac, alsoKnownAs: names, at: { x: 13.5, y: 3.2 }, floor, accuracyMetres: 10 }
    expect(sampleOf('mist-webhook-location_asset', context)).toEqual({
      ...nothing,
      positions: [{ index: 0, position: { ...position, deviceTime } }],
      telemetry: [{ index: 0, telemetry: { transmitter: mac, batteryVolts: 3.37 } }],
    })
  })

  test('a phone with the SDK is known by its id at Mist', (context) => {
    const transmitter = 'mist:de87bf9d-183f-e383-cc68-6ba43947d403'
    expect(sampleOf('mist-webhook-location_sdk', context)).toEqual({
      ...nothing,
      positions: [
        { index: 0, position: { transmitter, at: { x: 13.5, y: 3.2 }, floor, accuracyMetres: 10, deviceTime } },
      ],
    })
  })

  test('what was heard without saying how loud is refused', (context) => {
    expect(reasonsOf(sampleOf('mist-webhook-asset-raw-rssi', context))).toEqual([[0, 'bad_rssi']])
    expect(reasonsOf(sampleOf('mist-webhook-discovered-raw-rssi', context))).toEqual([[0, 'bad_rssi']])
  })

  test('who entered a zone is named by an id where the address is none', (context) => {
    expect(sampleOf('mist-webhook-zone', context)).toEqual({
      ...nothing,
      positions: [
        {
          index: 0,
          position: {
            transmitter: 'mist:00001e56-0000-0000-0000-000000000000',
            alsoKnownAs: ['mist:00000ce4-0000-0000-0000-000000000000'],
            at: { zone: '00000f60-0000-0000-0000-000000000000', inside: true },
            floor: '00001148-0000-0000-0000-000000000000',
            accuracyMetres: 0,
            deviceTime: 130_000,
          },
        },
      ],
    })
  })
})

test('an access point is the gateway that heard a tag', () => {
  const beacon = { ibeacon_uuid: uuid, ibeacon_major: 1, ibeacon_minor: 65535 }
  expect(read('asset-raw-rssi', { ...heard, ...beacon })).toEqual({
    ...nothing,
    readings: [
      {
        index: 0,
        reading: {
          transmitter: mac,
          alsoKnownAs: ['ibeacon:f3f17139704af03a27860400279e37c3:1:65535'],
          gatewayId: heard.device_id,
          rssi: -61,
          deviceTime: 1_461_220_784_000,
        },
      },
    ],
  })
})

test.each(['location', 'location_asset', 'location-asset', 'location-client', 'location_unclient', 'location-sdk'])(
  'topic %s tells places',
  (topic) => expect(read(topic, asset).positions).toHaveLength(1),
)

test('a tag leaves a zone, and a zone of signal strength', () => {
  const left = { ...passed, trigger: 'exit' }
  const at = { zone: 'zone-7', inside: false }
  expect(read('zone', left).positions).toMatchObject([{ position: { at } }])
  expect(read('rssizone', { ...left, rssizone_id: 'zone-7' }).positions).toMatchObject([{ position: { at } }])
})

test('times are seconds, and milliseconds where they can be nothing else; without one there is none', () => {
  const timesOf = (timestamp: unknown) =>
    read('location', { ...asset, timestamp }).positions?.map(({ position }) => position.deviceTime)
  expect([1461220784.25, 1461220784250, undefined].map(timesOf)).toEqual([
    [1461220784250],
    [1461220784250],
    [undefined],
  ])
})

test('an event that cannot be read takes none of its neighbours down, and says what it lacks', () => {
  const report = read('location', asset, { ...asset, x: '13' }, 'what', { ...asset, mac: 'mac4' }, asset)
  expect(report.positions?.map(({ index }) => index)).toEqual([0, 4])
  expect(report.refused).toEqual([
    {
      index: 1,
      reason: 'bad_position',
      detail: 'events[1].x is "13": must be metres from the floor\'s origin, at most 100000 away',
    },
    { index: 2, reason: 'wrong_shape', detail: 'events[2] is "what": must be an object' },
    {
      index: 3,
      reason: 'bad_beacon',
      detail:
        'events[3].mac is "mac4": must be an address of 12 hex digits, or the event must name an iBeacon, an Eddystone UID or an id',
    },
  ])
})

test.each<[string, string, string, object]>([
  ['a time in words', 'bad_time', 'location', { ...asset, timestamp: 'noon' }],
  ['a floor that is a list', 'bad_position', 'location', { ...asset, map_id: [] }],
  ['a zone without a name', 'bad_position', 'zone', { ...passed, zone_id: '' }],
  ['neither in nor out', 'bad_position', 'zone', { ...passed, trigger: 'dwell' }],
  ['a shout', 'bad_rssi', 'asset-raw-rssi', { ...heard, rssi: 3 }],
  ['an access point without a name', 'wrong_shape', 'asset-raw-rssi', { ...heard, device_id: undefined }],
  ['an access point whose name is no name', 'wrong_shape', 'asset-raw-rssi', { ...heard, device_id: 'a/b' }],
])('%s is refused as %s', (_, reason, topic, event) => {
  expect(reasonsOf(read(topic, event))).toEqual([[0, reason]])
})

test('a topic that tells of no place is skipped, and says so', () => {
  expect(read('device-events', {}, {})).toEqual({
    readings: [],
    skipped: [
      {
        reason: 'unknown_topic',
        detail: 'topic "device-events" says nothing of where anybody is: leave it out of the webhook',
        count: 2,
      },
    ],
    refused: [],
    warnings: [],
  })
})

test('an empty list is nothing', () => {
  expect(read('location')).toEqual(nothing)
  expect(read('audits').skipped).toEqual([])
})

test.each([
  ['not_json', '{"topic":'],
  ['empty', ''],
  ['wrong_shape', []],
  ['wrong_shape', { topic: 'location' }],
  ['wrong_shape', { events: [] }],
  ['wrong_shape', { topic: 5, events: [] }],
])('a message is refused as %s', (reason, message) => {
  expect(refusalOf(() => readMist(bytesOf(message)))).toBe(reason)
})

test('whatever an event holds, it is told or refused, once', () => {
  const field = fc.oneof(fc.double(), fc.string(), fc.jsonValue())
  const event = fc.oneof(
    fc.record(Object.fromEntries([...Object.keys({ ...asset, ...heard, ...passed }), 'id'].map((key) => [key, field]))),
    fc.jsonValue(),
  )
  const topic = fc.constantFrom('location', 'zone', 'asset-raw-rssi')
  fc.assert(
    fc.property(topic, fc.array(event), (name, events) => {
      try {
        const { readings, positions = [], refused } = read(name, ...events)
        expect(readings.length + positions.length + refused.length).toBe(events.length)
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable)
      }
    }),
  )
})
