import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findFormat, formats } from '#shared/hardware/formats.ts'
import { type GatewayReport, Unreadable } from '#shared/hardware/reading.ts'
import { bytesOf, refusalOf } from './support.ts'

test.each(Object.entries(formats))('%s is spoken', (name, format) => {
  expect(findFormat(name)).toBe(format)
})

test.each(['bluetooth', 'Minew', '', 'constructor', '__proto__', 'toString'])('nobody speaks "%s"', (name) => {
  expect(() => findFormat(name)).toThrow(
    new Unreadable({
      reason: 'unknown_format',
      detail: `nobody speaks "${name}": end the topic with one of ${Object.keys(formats).join(', ')}`,
    }),
  )
  expect(refusalOf(() => findFormat(name))).toBe('unknown_format')
})

describe('whatever the bytes', () => {
  const address = fc.constantFrom('C3000025EF6A', 'c3:00:00:25:ef:6a', 'C300', '')
  const rssi = fc.oneof(fc.integer({ min: -130, max: 5 }), fc.jsonValue())
  const time = fc.oneof(fc.constantFrom('2026-02-09T00:13:53.667Z', '1653668027', null), fc.double(), fc.jsonValue())
  const data = fc.oneof(
    fc.constantFrom('0201061aff4c00021500112233445566778899aabbccddeeff01234567c5', '1516aafe00'),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    fc.string(),
  )
  const anything = fc.jsonValue()
  const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] })
  const isGateway = (element: unknown) =>
    typeof element === 'object' && element !== null && 'type' in element && element.type === 'Gateway'

  const tag = record({
    type: fc.constantFrom('Gateway', 'iBeacon', 'Unknown'),
    mac: fc.oneof(address, anything),
    rssi,
    timestamp: time,
    ibeaconTxPower: fc.oneof(rssi, fc.constant(-59)),
    rawData: fc.oneof(data, anything),
  })
  const hearing = record({ receiverId: fc.constantFrom('r1', 'r1', 'r1', 'r2'), rssi })
  const uuid = fc.oneof(fc.constant('1de4b189115e45f6b44e509352269977'), anything)
  const major = fc.oneof(fc.constantFrom(7, '7', 65_536), anything)
  const id = fc.constantFrom(
    'iBeacon:1d4b2e16-481e-4579-8b35-ffc32e4a1758-100-1',
    'FDA50693-A4E2-4FB1-AFCF-C6EB07647825-10-7',
  )
  const beacon = record({
    ibeacon: record({ uuid, major, minor: major, power: rssi }),
    eddystone: record({ power: rssi, url: record({ prefix: major, encodedUrl: data }) }),
  })
  const reported = record({
    mac: fc.oneof(address, anything),
    lastSeen: time,
    rssi: fc.oneof(record({ last: rssi, avg: rssi, history: fc.array(record({ rssi })) }), anything),
    beacons: fc.oneof(fc.array(fc.oneof(beacon, anything)), anything),
    sensors: anything,
    stats: anything,
  })
  const one = (sent: unknown) => ({ sent, parts: 1 })
  const many = (sent: readonly unknown[]) => ({ sent, parts: sent.length })
  const messages = {
    minew: fc.array(fc.oneof(tag, anything)).map((sent) => ({ sent, parts: sent.filter((e) => !isGateway(e)).length })),
    raddec: record({
      transmitterId: fc.oneof(address, anything),
      timestamp: time,
      rssiSignature: fc.array(fc.oneof(hearing, anything)),
      packets: fc.oneof(fc.array(data), anything),
    }).map((sent) => ({ sent, parts: sent.rssiSignature?.length ?? 0 })),
    ruuvi: record({ rssi, ts: time, gwts: time, data: fc.oneof(data, anything) }).map(one),
    aruba: fc
      .record({
        reporter: record({ time }),
        reported: fc.array(fc.oneof(reported, anything)),
        bleData: fc.array(fc.oneof(record({ mac: fc.oneof(address, anything), data, rssi }), anything)),
      })
      .map((sent) => ({ sent, parts: sent.reported.length + sent.bleData.length })),
    kontakt: fc
      .array(record({ deviceAddress: fc.oneof(address, anything), trackingId: address, rssi, timestamp: time }))
      .map(many),
    espresense: record({ mac: fc.oneof(address, anything), id: fc.oneof(id, anything), rssi, 'rssi@1m': rssi }).map(
      one,
    ),
    theengs: record({
      id: fc.oneof(id, address, anything),
      mac: address,
      rssi,
      uuid,
      major,
      minor: major,
      manufacturerdata: data,
    }).map(one),
    monitor: record({ id: fc.oneof(id, address, anything), rssi: fc.oneof(rssi, fc.constant('-60')), power: rssi }).map(
      one,
    ),
    mqtt_room: record({ id: fc.oneof(address, anything), rssi, distance: fc.double() }).map(one),
    shelly: record({
      info: record({ ts: time, data: record({ address: fc.oneof(address, anything), rssi, battery: anything }) }),
    }).map(one),
  }
  const countOf = ({ readings, refused }: GatewayReport) => readings.length + refused.length

  test.each(Object.keys(messages) as (keyof typeof messages)[])('%s loses nothing that was heard', (name) => {
    let readings = 0
    fc.assert(
      fc.property(messages[name], ({ sent, parts }) => {
        try {
          const report = formats[name](bytesOf(sent))
          expect(countOf(report)).toBe(parts)
          readings += report.readings.length
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error
        }
      }),
      { numRuns: 500 },
    )
    expect(readings).toBeGreaterThan(0)
  })

  test.each(Object.entries(formats))('%s reads them or refuses them', (_, format) => {
    // what begins as the binary ones do gets further into them
    const begun = fc.tuple(fc.constantFrom('bb01', 'bb', '10', '0a', '12', '1a'), fc.uint8Array({ maxLength: 80 }))
    const bodies = fc.oneof(
      fc.uint8Array(),
      fc.json().map(bytesOf),
      begun.map(([head, rest]) => Buffer.concat([Buffer.from(head, 'hex'), rest])),
    )
    fc.assert(fc.property(bodies, (body) => void refusalOf(() => format(body))))
  })
})
