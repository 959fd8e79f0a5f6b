import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPhoneReport } from '#shared/hardware/phone.ts'
import { bytesOf, prefixesOf, realData, reasonsOf, refusalOf } from './support.ts'

const uuid = '9195B3AD-A9D0-4500-85FF-9FB0F65A5201'
const aSighting = (changes: object = {}) => ({
  id: 's1',
  at: 1_574_572_522_535,
  beacon: { uuid, major: 1, minor: 2, mac: 'E0:78:A3:3E:93:35' },
  rssi: -84,
  txPower: -56,
  ...changes,
})
const report = (...sightings: unknown[]) => readPhoneReport(bytesOf({ sightings }))

describe('what a phone heard', () => {
  test('an iBeacon and an Eddystone are read as they were said', () => {
    const eddystone = { namespace: '00112233445566778899', instance: 'AABBCCDDEEFF' }
    expect(report(aSighting(), { at: 5, beacon: eddystone, rssi: -60.5 })).toEqual({
      sightings: [
        {
          index: 0,
          id: 's1',
          beacon: { uuid, major: 1, minor: 2, mac: 'E0:78:A3:3E:93:35' },
          rssi: -84,
          txPower: -56,
          deviceTime: 1_574_572_522_535,
        },
        { index: 1, beacon: eddystone, rssi: -60.5, deviceTime: 5 },
      ],
      refused: [],
      warnings: [],
    })
  })

  test.each([uuid, uuid.toLowerCase(), uuid.replaceAll('-', ''), uuid.replaceAll('-', '').toLowerCase()])(
    'a uuid may be written %s',
    (written) => {
      const { sightings } = report(aSighting({ beacon: { uuid: written, major: 0, minor: 65_535 } }))
      expect(sightings.map(({ beacon }) => beacon)).toEqual([{ uuid: written, major: 0, minor: 65_535 }])
    },
  )

  test.each([
    [0, 0],
    [-1, -1],
    [1_574_572_522_535.9, 1_574_572_522_535],
    ['2026-02-09T00:13:53.667Z', 1_770_596_033_667],
    ['2026-02-09T01:13:53.667+01:00', 1_770_596_033_667],
    ['2026-02-09T00:13:53Z', 1_770_596_033_000],
    ['2026-02-09T00:13:53.667123Z', 1_770_596_033_667],
  ])('the time %s is %d', (at, deviceTime) => {
    expect(report(aSighting({ at })).sightings.map((sighting) => sighting.deviceTime)).toEqual([deviceTime])
  })

  test.each([46, 0, -19.9, -100.1, 127])(
    'a power of %d at 1 m is left out with a warning, the sighting stays',
    (txPower) => {
      const { txPower: _, at: deviceTime, ...heard } = aSighting()
      expect(report(aSighting({ txPower }))).toEqual({
        sightings: [{ index: 0, ...heard, deviceTime }],
        refused: [],
        warnings: [{ index: 0, reason: 'bad_tx_power' }],
      })
    },
  )

  test.each([-100, -20])('a power of %d at 1 m is kept', (txPower) => {
    expect(report(aSighting({ txPower })).sightings.map((sighting) => sighting.txPower)).toEqual([txPower])
  })

  test.each([-127, -0.1])('an rssi of %d is kept', (rssi) => {
    expect(report(aSighting({ rssi })).sightings.map((sighting) => sighting.rssi)).toEqual([rssi])
  })

  test('fields that nobody asked for are left out', () => {
    const { sightings } = report(aSighting({ deviceId: 'other', beacon: { uuid, major: 1, minor: 2, venueId: 'v' } }))
    expect(sightings).toEqual(report(aSighting({ beacon: { uuid, major: 1, minor: 2 } })).sightings)
  })
})

describe('a sighting that can not be read', () => {
  test.each([
    [
      'rssi 0',
      { rssi: 0 },
      'bad_rssi',
      /^sightings\[0\]\.rssi is 0: must be a number of dBm as heard, from -127 to below 0$/,
    ],
    ['a positive rssi', { rssi: 3 }, 'bad_rssi', /^sightings\[0\]\.rssi is 3: /],
    ['an rssi below what radios hear', { rssi: -127.5 }, 'bad_rssi', /is -127.5: /],
    ['an rssi in text', { rssi: '-84' }, 'bad_rssi', /is "-84": /],
    ['no rssi', { rssi: undefined }, 'bad_rssi', /^sightings\[0\]\.rssi is missing: /],
    ['no beacon', { beacon: undefined }, 'bad_beacon', /^sightings\[0\]\.beacon is missing: /],
    ['a beacon in text', { beacon: uuid }, 'bad_beacon', /^sightings\[0\]\.beacon is "9195B3AD/],
    ['a beacon of neither kind', { beacon: {} }, 'bad_beacon', /must be \{ uuid: 32 hex digits/],
    ['half a beacon', { beacon: { uuid, major: 1 } }, 'bad_beacon', /^sightings\[0\]\.beacon is \{ uuid, major \}/],
    [
      'a short uuid',
      { beacon: { uuid: uuid.slice(1), major: 1, minor: 2 } },
      'bad_beacon',
      /beacon\.uuid is "195B3AD-/,
    ],
    ['a uuid with stray dashes', { beacon: { uuid: `${uuid}-`, major: 1, minor: 2 } }, 'bad_beacon', /beacon\.uuid/],
    ['a major beyond 16 bits', { beacon: { uuid, major: 65_536, minor: 0 } }, 'bad_beacon', /beacon\.major is 65536: /],
    ['a negative minor', { beacon: { uuid, major: 0, minor: -1 } }, 'bad_beacon', /beacon\.minor is -1: /],
    [
      'half a minor',
      { beacon: { uuid, major: 0, minor: 0.5 } },
      'bad_beacon',
      /^sightings\[0\]\.beacon is \{ uuid, major, minor \}: /,
    ],
    [
      'a mac that is none',
      { beacon: { uuid, major: 0, minor: 0, mac: 'E0:78' } },
      'bad_beacon',
      /beacon\.mac is "E0:78": /,
    ],
    ['no time', { at: undefined }, 'bad_time', /^sightings\[0\]\.at is missing: must be milliseconds since 1970/],
    ['a time in words', { at: 'today' }, 'bad_time', /is "today": /],
    ['a time without its zone', { at: '2026-02-09T00:13:53' }, 'bad_time', /must be milliseconds since 1970/],
    ['a time that no calendar has', { at: 1e16 }, 'bad_time', /is 10000000000000000: must be milliseconds/],
    ['a day that no calendar has', { at: '2026-02-30T00:13:53Z' }, 'bad_time', /is "2026-02-30/],
    ['an id that is a number', { id: 7 }, 'wrong_shape', /^sightings\[0\]\.id is 7: must be text/],
    ['an empty id', { id: '' }, 'wrong_shape', /^sightings\[0\]\.id is "": /],
    ['an id without end', { id: 'x'.repeat(129) }, 'wrong_shape', /^sightings\[0\]\.id is "x{60}…": /],
    ['a power in text', { txPower: '-56' }, 'wrong_shape', /^sightings\[0\]\.txPower is "-56": /],
  ])('%s', (_, changes, reason, detail) => {
    expect(report(aSighting(changes))).toEqual({
      sightings: [],
      refused: [{ index: 0, reason, detail: expect.stringMatching(detail) }],
      warnings: [],
    })
  })

  test.each([[null], ['text'], [7], [[]], [true]])('%j instead of a sighting', (value) => {
    expect(reasonsOf(report(value))).toEqual([[0, 'wrong_shape']])
  })

  test('does not take its neighbours down', () => {
    const { sightings, refused } = report(aSighting(), aSighting({ rssi: 0 }), null, aSighting({ at: 9 }))
    expect(sightings.map(({ index, deviceTime }) => [index, deviceTime])).toEqual([
      [0, 1_574_572_522_535],
      [3, 9],
    ])
    expect(reasonsOf({ refused })).toEqual([
      [1, 'bad_rssi'],
      [2, 'wrong_shape'],
    ])
  })
})

describe('a message that can not be read', () => {
  const read = (body: Uint8Array) => refusalOf(() => readPhoneReport(body))

  test.each([
    ['', 'empty'],
    ['hello', 'not_json'],
    ['[1', 'not_json'],
    ['null', 'wrong_shape'],
    ['[]', 'wrong_shape'],
    ['7', 'wrong_shape'],
    ['{}', 'wrong_shape'],
    ['{"sightings":{}}', 'wrong_shape'],
    ['{"sightings":[]}', 'empty'],
  ])('%s is %s', (text, reason) => {
    expect(read(bytesOf(text))).toBe(reason)
  })

  test('bytes that are not UTF-8 are not_json', () => {
    expect(read(Uint8Array.of(0x22, 0xff, 0x22))).toBe('not_json')
  })

  test('50 sightings are read, 51 are refused together', () => {
    expect(report(...Array(50).fill(aSighting())).sightings).toHaveLength(50)
    expect(() => report(...Array(51).fill(aSighting()))).toThrow(
      'sightings is an array of 51: send at most 50 a message and the rest a second later',
    )
  })

  test('wherever a report is cut, it is refused', () => {
    const [nothing, ...cut] = prefixesOf(JSON.stringify({ sightings: [aSighting(), aSighting()] }))
    expect(read(bytesOf(nothing))).toBe('empty')
    expect(new Set(cut.map((text) => read(bytesOf(text))))).toEqual(new Set(['not_json']))
  })
})

test('no sighting of any message is lost', () => {
  const some = (values: fc.Arbitrary<unknown>) => fc.option(values, { nil: undefined, freq: 3 })
  const maybe = fc.record({
    id: some(fc.oneof(fc.string(), fc.jsonValue())),
    at: some(fc.oneof(fc.double(), fc.integer(), fc.jsonValue())),
    beacon: some(fc.oneof(fc.constant({ uuid, major: 1, minor: 2 }), fc.jsonValue())),
    rssi: some(fc.oneof(fc.integer({ min: -130, max: 5 }), fc.jsonValue())),
    txPower: some(fc.oneof(fc.integer({ min: -128, max: 127 }), fc.jsonValue())),
  })
  const lists = fc.array(fc.oneof(maybe, fc.constant(aSighting()), fc.jsonValue()), { minLength: 1, maxLength: 50 })
  let read = 0
  fc.assert(
    fc.property(lists, (list) => {
      const { sightings, refused } = report(...list)
      const places = [...sightings, ...refused].map(({ index }) => index).sort((a, b) => a - b)
      expect(places).toEqual(list.map((_, index) => index))
      read += sightings.length
    }),
  )
  expect(read).toBeGreaterThan(0)
})

test('every sighting of the mall is read, and 8 claims of power are left out', (context) => {
  const csv = realData('mall/beacons.csv', context)
  const rows = parse<Record<'t_ms' | 'uuid' | 'major' | 'minor' | 'tx_power' | 'rssi' | 'mac', string>>(csv, {
    columns: true,
  })
  const said = rows.map((row) => ({
    at: Number(row.t_ms),
    beacon: { uuid: row.uuid, major: Number(row.major), minor: Number(row.minor), mac: row.mac },
    rssi: Number(row.rssi),
    txPower: Number(row.tx_power),
  }))
  const counts = { sightings: 0, refused: 0, warnings: 0 }
  for (let from = 0; from < said.length; from += 50) {
    const { sightings, refused, warnings } = report(...said.slice(from, from + 50))
    counts.sightings += sightings.length
    counts.refused += refused.length
    counts.warnings += warnings.length
  }
  expect(counts).toEqual({ sightings: 63_786, refused: 0, warnings: 8 })
})
