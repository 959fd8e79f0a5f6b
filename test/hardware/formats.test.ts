import fc from 'fast-check'
import { describe, expect, type TestContext, test } from 'vitest'
import { findFormat, formats } from '#shared/hardware/formats.ts'
import { type GatewayReport, Unreadable } from '#shared/hardware/reading.ts'
import { bytesOf, realData, refusalOf } from './support.ts'

test.each(Object.entries(formats))('%s is spoken', (name, format) => {
  expect(findFormat(name)).toBe(format)
})

test.each(['espresense', 'Minew', '', 'constructor', '__proto__', 'toString'])('nobody speaks "%s"', (name) => {
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
  const messages = {
    minew: fc.array(fc.oneof(tag, anything)).map((sent) => ({ sent, parts: sent.filter((e) => !isGateway(e)).length })),
    raddec: record({
      transmitterId: fc.oneof(address, anything),
      timestamp: time,
      rssiSignature: fc.array(fc.oneof(hearing, anything)),
      packets: fc.oneof(fc.array(data), anything),
    }).map((sent) => ({ sent, parts: sent.rssiSignature?.length ?? 0 })),
    ruuvi: record({ rssi, ts: time, gwts: time, data: fc.oneof(data, anything) }).map((sent) => ({ sent, parts: 1 })),
  }
  const countOf = ({ readings, refused }: GatewayReport) => readings.length + refused.length

  test.each(['minew', 'raddec', 'ruuvi'] as const)('%s loses nothing that was heard', (name) => {
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
    const bodies = fc.oneof(fc.uint8Array(), fc.json().map(bytesOf))
    fc.assert(fc.property(bodies, (body) => void refusalOf(() => format(body))))
  })
})

describe('messages from the field', () => {
  const payloadOf = (format: string, context: TestContext) => {
    const lines = realData('gateways/samples.ndjson', context).trim().split('\n')
    const sample = lines.map((line) => JSON.parse(line)).find((line) => line.format === format)
    return bytesOf(sample.payload)
  }

  test('of a Minew G1', (context) => {
    expect(formats.minew(payloadOf('minew-g1-json-long', context))).toEqual({
      readings: [
        { index: 1, reading: { transmitter: 'c3000025ef6a', rssi: -65, txPower: -59, deviceTime: 1_770_596_033_667 } },
      ],
      refused: [],
      warnings: [],
    })
  })

  test('of reelyActive', (context) => {
    expect(formats.raddec(payloadOf('reelyactive-raddec', context))).toEqual({
      readings: [{ index: 0, reading: { transmitter: 'fee150bada55', rssi: -77, deviceTime: 1_645_568_542_222 } }],
      refused: [],
      warnings: [],
    })
  })

  test('of a Ruuvi gateway with a clock', (context) => {
    expect(formats.ruuvi(payloadOf('ruuvi-gateway-mqtt-timestamped', context))).toEqual({
      readings: [{ index: 0, reading: { transmitter: 'f41f0c28cbd6', rssi: -26, deviceTime: 1_653_668_027_000 } }],
      refused: [],
      warnings: [],
    })
  })

  test('of a Ruuvi gateway without one', (context) => {
    expect(formats.ruuvi(payloadOf('ruuvi-gateway-mqtt-no-timestamp', context))).toEqual({
      readings: [{ index: 0, reading: { transmitter: 'f41f0c28cbd6', rssi: -25 } }],
      refused: [],
      warnings: [],
    })
  })
})
