import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ReadRecord, readRecord, type StreamedRecord } from '#shared/use-cases/read-record.ts'
import { at } from '#test/support/builders.ts'
import { beaconOf } from '#test/support/venues.ts'
import { aRecord, published } from './support.ts'

const hour = 3600
const heard = { id: 's1', at: at(60), beacon: beaconOf('shoes'), rssi: -60 }
const one = (own: object) => published('phone-1', { sightings: [{ ...heard, ...own }] })
const read = (body: unknown, key = 'device:phone-1') => readRecord(aRecord(key, body))
const refusals = ({ refused }: ReadRecord) => refused.map(({ index, id, reason }) => ({ index, id, reason }))

/** What our own functions put into the stream for a tag. */
const internal = (own: object = {}, ...sightings: object[]) => ({
  v: 1,
  kind: 'sightings',
  deviceId: 'phone-1',
  venueId: 'store',
  receivedAt: at(60),
  sightings,
  ...own,
})
const byGateway = { anchor: { gatewayId: 'shoes-gateway' }, rssi: -60, deviceTime: at(59) }

test('a report becomes a sighting event each, in the name of its topic', () => {
  const record = aRecord('device:phone-1', one({ txPower: -59 }))
  expect(readRecord(record)).toEqual({
    record,
    mailbox: 'device:phone-1',
    venueId: 'store',
    topic: 'usher/store/devices/phone-1/sightings',
    events: [
      {
        index: 0,
        id: 's1',
        event: {
          kind: 'sighting',
          deviceId: 'phone-1',
          venueId: 'store',
          receivedAt: at(60),
          sighting: {
            id: 's1',
            anchor: { beacon: heard.beacon },
            rssi: -60,
            txPower: -59,
            deviceTime: at(60),
            occurredAt: at(60),
            receivedAt: at(60),
          },
        },
      },
    ],
    refused: [],
    warnings: [],
  })
})

test('what a clock a little ahead says, happened when it arrived', () => {
  const [placed] = read(one({ at: at(90) })).events
  expect(placed?.event).toMatchObject({ sighting: { deviceTime: at(90), occurredAt: at(60) } })
})

describe('a position', () => {
  const told = { id: 'p1', at: at(58), x: 4, y: 2, floor: 'ground', accuracyMetres: 3 }
  const topic = 'usher/store/devices/phone-1/position'
  const positioned = (own: object = {}) => published('phone-1', { ...told, ...own }, 60, { topic })
  const position = { at: { x: 4, y: 2 }, floor: 'ground', accuracyMetres: 3, deviceTime: at(58), receivedAt: at(60) }
  const event = { kind: 'position', deviceId: 'phone-1', venueId: 'store', receivedAt: at(60) }

  test('of a phone becomes an event under its id', () => {
    const record = aRecord('device:phone-1', positioned())
    expect(readRecord(record)).toEqual({
      record,
      mailbox: 'device:phone-1',
      venueId: 'store',
      topic,
      events: [{ index: 0, id: 'p1', event: { ...event, position: { id: 'p1', ...position, occurredAt: at(58) } } }],
      refused: [],
      warnings: [],
    })
  })

  test('that happens after it arrived happened when it arrived', () => {
    const [placed] = read(positioned({ at: at(90) })).events
    expect(placed?.event).toMatchObject({ position: { deviceTime: at(90), occurredAt: at(60) } })
  })

  test.each([
    ['clock_ahead', at(60 + 301)],
    ['too_old', at(60 - 24 * hour - 1)],
  ])('whose clock is %s is refused under its id', (reason, time) => {
    expect(refusals(read(positioned({ at: time })))).toEqual([{ index: 0, id: 'p1', reason }])
  })

  test('that is nowhere is refused', () => {
    expect(refusals(read(positioned({ x: 'here' })))).toEqual([{ index: 0, id: undefined, reason: 'bad_position' }])
  })

  test('that a phone tells of another is forged', () => {
    const forged = positioned()
    expect(refusals(read({ ...forged, topic: 'usher/store/devices/phone-2/position' }))).toEqual([
      { index: 0, id: undefined, reason: 'forged' },
    ])
  })

  test('and zones of a location engine become an event each, and one that comes too late takes none down', () => {
    const inZone = { at: { zone: 'z-7', inside: false }, accuracyMetres: 0, deviceTime: at(59) }
    const { receivedAt: _, ...engine } = position
    const record = aRecord('device:tag-1', {
      v: 1,
      kind: 'positions',
      deviceId: 'tag-1',
      venueId: 'store',
      receivedAt: at(60),
      positions: [engine, { ...engine, deviceTime: at(60 - 25 * hour) }, inZone],
    })
    const { events, refused, mailbox, venueId } = readRecord(record)
    expect({ mailbox, venueId }).toEqual({ mailbox: 'device:tag-1', venueId: 'store' })
    const ofTag = { ...event, deviceId: 'tag-1' }
    expect(events).toEqual([
      { index: 0, event: { ...ofTag, position: { ...position, occurredAt: at(58) } } },
      { index: 2, event: { ...ofTag, position: { ...inZone, occurredAt: at(59), receivedAt: at(60) } } },
    ])
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([[1, 'too_old']])
  })
})

describe('all of a record is refused by name', () => {
  test.each<[string, string, unknown, string?]>([
    ['bytes that are no JSON', 'not_json', '{"half'],
    ['JSON that no rule or function writes', 'wrong_shape', { hello: 'world' }],
    ['no object at all', 'wrong_shape', 5],
    ['a kind of record that nobody knows', 'wrong_shape', { v: 1, kind: 'teleport', deviceId: 'phone-1' }],
    ['a version from the future', 'wrong_shape', internal({ v: 2 })],
    ['a time that JSON cannot hold', 'wrong_shape', internal({}, { ...byGateway, deviceTime: Number.NaN })],
    ['a client that speaks for another device', 'forged', { ...one({}), clientId: 'phone-2' }],
    ['a topic with a level too many', 'forged', { ...one({}), topic: 'usher/store/devices/phone-1/sightings/more' }],
    ['a topic of a gateway', 'forged', { ...one({}), topic: 'usher/store/gateways/phone-1/minew' }],
    ['a key of another mailbox', 'forged', one({}), 'device:phone-2'],
    ["a function's record under another key", 'forged', internal({}, byGateway), 'device:phone-2'],
    [
      "a timer under another mailbox's key",
      'forged',
      { v: 1, kind: 'timer', mailbox: 'device:x', dueAt: 1, receivedAt: 1 },
    ],
    ['a payload that is no JSON', 'not_json', published('phone-1', '{"sightings":[')],
    ['a payload of no bytes', 'empty', published('phone-1', '')],
    ['a payload without a list', 'wrong_shape', published('phone-1', { sightings: 'none' })],
    ['a report of nothing', 'empty', published('phone-1', { sightings: [] })],
    ['51 sightings', 'too_many', published('phone-1', { sightings: Array.from({ length: 51 }, () => heard) })],
    [
      'a receipt of nothing',
      'wrong_shape',
      published('phone-1', { event: 'opened' }, 60, { topic: 'usher/devices/phone-1/receipts' }),
    ],
  ])('%s: %s', (_, reason, body, key = 'device:phone-1') => {
    const result = read(body, key)
    expect({ ...result, refused: refusals(result) }).toMatchObject({
      mailbox: key,
      events: [],
      refused: [{ index: 0, reason }],
      warnings: [],
    })
    expect(result.refused[0]?.detail).toMatch(/\w{3,}.* /)
  })
})

describe('one sighting is refused by name and its neighbours go through', () => {
  test.each<[string, string, object]>([
    ['from the year 2000', 'too_old', { at: Date.UTC(2000, 0, 1) }],
    ['from yesterday, a day and a second ago', 'too_old', { at: at(60 - 24 * hour - 1) }],
    ['from tomorrow', 'clock_ahead', { at: at(60 + 24 * hour) }],
    ['from more than five minutes ahead', 'clock_ahead', { at: at(361) }],
    ['from a time that no calendar has', 'bad_time', { at: 1e300 }],
    ['without a time', 'bad_time', { at: undefined }],
    ['of 0 dBm', 'bad_rssi', { rssi: 0 }],
    ['of a positive rssi', 'bad_rssi', { rssi: 12 }],
    ['of an rssi in text', 'bad_rssi', { rssi: '-60' }],
    ['of no beacon', 'bad_beacon', { beacon: { uuid: 'x' } }],
  ])('%s: %s', (_, reason, own) => {
    const sightings = [heard, { ...heard, ...own }, { ...heard, id: 's3' }]
    const result = read(published('phone-1', { sightings }))
    expect(result.events.map(({ index, id }) => [index, id])).toEqual([
      [0, 's1'],
      [2, 's3'],
    ])
    expect(result.refused.map(({ index, reason }) => [index, reason])).toEqual([[1, reason]])
  })

  test('a tag that a gateway heard at a time that no calendar has', () => {
    const result = read(internal({}, { ...byGateway, deviceTime: 1e300 }, byGateway))
    expect(result.events.map(({ index }) => index)).toEqual([1])
    expect(result.refused).toEqual([
      {
        index: 0,
        reason: 'clock_ahead',
        detail: 'the device says 1e+300, it is 2026-11-21T09:01:00.000Z: set its clock',
      },
    ])
  })

  test.each([0, 46])('a txPower of %s is left out, and its sighting stays', (txPower) => {
    const { events, refused, warnings } = read(one({ txPower }))
    expect(events.map(({ event }) => 'sighting' in event && event.sighting.txPower)).toEqual([undefined])
    expect({ refused, warnings }).toEqual({ refused: [], warnings: [{ index: 0, reason: 'bad_tx_power' }] })
  })
})

test('a record that arrived at a time that no calendar has is refused, not thrown', () => {
  const result = read({ ...one({}), receivedAt: 1e300 })
  expect(refusals(result)).toEqual([{ index: 0, id: 's1', reason: 'too_old' }])
})

const anyJson = fc.jsonValue({ maxDepth: 3 })
const sometimes = <T>(good: T) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: anyJson })
const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(1e300, -1e300, 8.64e15, 0))
const anySighting = fc.record(
  {
    id: sometimes('s1'),
    at: fc.oneof(sometimes(at(60)), numbers),
    beacon: sometimes(heard.beacon),
    rssi: fc.oneof(sometimes(-60), numbers),
    txPower: fc.oneof(sometimes(-59), numbers),
  },
  { requiredKeys: [] },
)
const anyReport = fc.record({ sightings: fc.array(fc.oneof(anySighting, anyJson), { minLength: 1, maxLength: 50 }) })
const anyHeard = fc.record({
  anchor: sometimes(byGateway.anchor),
  rssi: numbers,
  deviceTime: fc.oneof(numbers, fc.constant(at(60))),
})

test('whatever is in a report, every sighting of it is an event or refused', () => {
  let events = 0
  fc.assert(
    fc.property(anyReport, fc.oneof(numbers, fc.constant(at(60))), (report, receivedAt) => {
      const result = read({ ...published('phone-1', report), receivedAt })
      if (!Number.isFinite(receivedAt)) return
      const places = [...result.events, ...result.refused].map(({ index }) => index).sort((a, b) => a - b)
      expect(places).toEqual(report.sightings.map((_, index) => index))
      events += result.events.length
    }),
    { numRuns: 500 },
  )
  expect(events).toBeGreaterThan(10)
})

test("whatever is in a function's record, every sighting of it is an event or refused, or all of it is", () => {
  fc.assert(
    fc.property(fc.array(anyHeard, { minLength: 1, maxLength: 5 }), numbers, (sightings, receivedAt) => {
      const { events, refused } = read(internal({ receivedAt }, ...sightings))
      const isWhole = refused[0]?.reason === 'wrong_shape'
      expect(events.length + refused.length).toBe(isWhole ? 1 : sightings.length)
    }),
  )
})

test('no bytes and no JSON make it throw, and nothing is without an outcome', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .oneof(anyJson, sometimes(one({})), sometimes(internal({}, byGateway)))
      .map((value) => Buffer.from(JSON.stringify(value))),
  )
  fc.assert(
    fc.property(bytes, fc.string(), (data, partitionKey) => {
      const record: StreamedRecord = { sequence: '1', partitionKey, arrivedAt: at(60), data }
      const { events, refused, mailbox } = readRecord(record)
      expect(events.length + refused.length).toBeGreaterThan(0)
      expect(mailbox).toBe(partitionKey)
    }),
    { numRuns: 500 },
  )
})
