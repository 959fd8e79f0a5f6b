import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { topics } from '#shared/domain/topic.ts'
import { gatewayFormats } from './harbour.ts'
import { entriesOf, type Laptop, openHarbour, startLaptop } from './laptop.ts'
import { connectGateway } from './phone.ts'

const address = 'ac233f5e6a01'
const strangers = ['d4f513c07b92', 'd4f513c07b93']

let laptop: Laptop
const gateways = new Map<string, MqttClient>()

beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
  await laptop.api('operator', 'PUT', '/devices/tag-1', { kind: 'tag', hardwareAddress: address.toUpperCase() })
  for (const id of gatewayFormats) gateways.set(id, await connectGateway(laptop, id))
  await laptop.system.idle()
})
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.endAsync(true)
  await laptop.close()
})

/** A gateway of each format hears these transmitters, three seconds long. */
const hears = async (format: string, addresses: readonly string[]) => {
  const now = laptop.system.clock.now()
  for (const second of [2, 1, 0]) {
    const heard = addresses.map((one) => ({ address: one, rssi: -60, advertisement: tagAdvertisement(one, second) }))
    for (const payload of writers[format]?.('c0ffee000001', heard, now - second * 1000) ?? [])
      await gateways.get(format)?.publishAsync(topics.gateway('harbour', format, format), payload, { qos: 1 })
    // gateways are taken in by a function without an order of its own
    await laptop.system.idle()
  }
}

test.each(gatewayFormats)('a tag that a %s gateway hears is in the zone of the gateway', async (format) => {
  const start = laptop.journal.length
  await hears(format, [address])
  const entered = entriesOf(laptop, 'moment', start).map(({ moment }) => [moment.deviceId, moment.kind, moment.zoneId])
  expect(entered).toEqual([
    ['tag-1', 'venue.enter', undefined],
    ['tag-1', 'zone.enter', 'shoes'],
  ])
  await laptop.pass(80)
})

test('whoever nobody registered is dropped and counted, and takes nobody down with it', async () => {
  const start = laptop.journal.length
  const before = (await laptop.counters())['ingest-gateways.unregistered_device'] ?? 0
  await hears('minew', [...strangers, address])

  const counted = { type: 'counted', source: 'ingest-gateways', reason: 'unregistered_device', count: 2 }
  const where = { at: laptop.system.clock.now(), venueId: 'harbour', gatewayId: 'minew' }
  expect(entriesOf(laptop, 'counted', start)).toEqual(Array.from({ length: 3 }, () => ({ ...counted, ...where })))
  expect((await laptop.counters())['ingest-gateways.unregistered_device']).toBe(before + 6)
  const outcomes = entriesOf(laptop, 'outcomes', start).flatMap((entry) => entry.outcomes)
  expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ index: 0, outcome: 'folded' })))
})

test('no hardware address is in any file or in any line that was printed', () => {
  const files = readdirSync(laptop.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(10)
  const found = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => mentions(readFileSync(path), [address, ...strangers]))
  expect(found).toEqual([])
  expect(mentions(Buffer.from(laptop.lines.join('\n')), [address, ...strangers])).toBe(false)
})

/** In any punctuation, forwards or backwards as radio sends it, in plain text or in base64. */
const mentions = (bytes: Buffer, addresses: readonly string[]): boolean => {
  const text = bytes.toString('latin1')
  const encoded = [...text.matchAll(/[\w+/]{16,}={0,2}/g)].map(([run]) => Buffer.from(run, 'base64').toString('latin1'))
  const plain = [text, ...encoded].join('\n').replaceAll(/[:-]/g, '').toLowerCase()
  return addresses.some((one) => [one, (one.match(/../g) ?? []).reverse().join('')].some((hex) => plain.includes(hex)))
}
