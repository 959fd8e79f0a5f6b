import { expect, test } from 'vitest'
import { iBeacons, measureAdvertisements } from '#infra/bench/advertisements.ts'
import { readAdvertisement } from '#shared/hardware/advertisement.ts'

test('iBeacons are measured beside advlib, after both were found to agree on each', async () => {
  const results = await measureAdvertisements(0.01)
  expect(results.map(({ name, unit, peer }) => [name, unit, peer])).toEqual([
    ['iBeacon advertisements decoded from bytes', 'events/s', undefined],
    ['iBeacon advertisements decoded from bytes: advlib-ble', 'events/s', 'advlib-ble'],
  ])
  expect(results[1]?.ratio).toBeCloseTo((results[0]?.value ?? 0) / (results[1]?.value ?? 1))
})

test('no two of them are alike', () => {
  expect(new Set(iBeacons.map((bytes) => JSON.stringify(readAdvertisement(bytes)))).size).toBe(iBeacons.length)
})
