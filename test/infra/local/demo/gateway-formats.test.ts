import { expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { formats } from '#shared/hardware/formats.ts'

const gateway = 'ac233f000001'
const at = 1_798_000_000_500
const tags = [
  { address: 'f46d69726100', rssi: -60, advertisement: tagAdvertisement('f46d69726100', 1) },
  { address: 'f4656c696600', rssi: -75, advertisement: tagAdvertisement('f4656c696600', 2) },
]

const readBack = (format: keyof typeof formats) =>
  (writers[format]?.(gateway, tags, at) ?? []).flatMap((payload) => {
    const { readings, refused } = formats[format](new TextEncoder().encode(payload))
    expect(refused).toEqual([])
    return readings.map(({ reading }) => reading)
  })

test.each(['minew', 'raddec'] as const)('what a %s gateway writes is read as what it heard', (format) => {
  expect(readBack(format)).toEqual([
    { transmitter: 'f46d69726100', rssi: -60, deviceTime: at },
    { transmitter: 'f4656c696600', rssi: -75, deviceTime: at },
  ])
})

test('a ruuvi gateway tells the time in whole seconds', () => {
  expect(readBack('ruuvi')).toEqual([
    { transmitter: 'f46d69726100', rssi: -60, deviceTime: at - 500 },
    { transmitter: 'f4656c696600', rssi: -75, deviceTime: at - 500 },
  ])
})

test('a minew gateway that hears nobody still reports itself, the others are silent', () => {
  expect(writers.minew?.(gateway, [], at)).toEqual([
    JSON.stringify([
      {
        timestamp: '2026-12-23T04:26:40.500Z',
        type: 'Gateway',
        mac: 'AC233F000001',
        gatewayFree: 89,
        gatewayLoad: 0.03,
      },
    ]),
  ])
  expect(writers.raddec?.(gateway, [], at)).toEqual([])
  expect(writers.ruuvi?.(gateway, [], at)).toEqual([])
})

test('ruuvi writes addresses as its hardware does', () => {
  const [message = '{}'] = writers.ruuvi?.(gateway, tags, at) ?? []
  expect(JSON.parse(message)).toEqual({
    gw_mac: 'AC:23:3F:00:00:01',
    rssi: -60,
    aoa: [],
    gwts: '1798000000',
    ts: '1798000000',
    data: '0201061BFF99040511303E80C8640000000003E8A296000001F46D69726100',
    coords: '',
  })
})
