import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { ShownHealth } from '#shared/use-cases/show-health.ts'
import { callApi, entriesOf, type Laptop, startLaptop } from './laptop.ts'
import { aPhone, connectGateway } from './phone.ts'

const gatewayIds = ['gateway-6', 'gateway-7', 'gateway-8'] as const
type GatewayId = (typeof gatewayIds)[number]
const zoneOf: Record<GatewayId, string> = { 'gateway-6': 'hats', 'gateway-7': 'boots', 'gateway-8': 'bags' }
const tags = { here: 'ac233f5e6a01', there: 'ac233f5e6a02' }

const venue: Venue = {
  id: 'pier',
  name: 'Pier',
  timezone: 'Europe/Berlin',
  floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
  zones: gatewayIds.map((id) => ({
    id: zoneOf[id],
    name: zoneOf[id],
    floorId: 'ground',
    area: { beaconIds: [], gatewayIds: [id] },
  })),
  beacons: [],
  gateways: gatewayIds.map((id) => ({ id, floorId: 'ground', format: 'minew' })),
}

const bootsOffer = {
  name: 'Boots',
  entrance: { moment: 'zone.enter', venueId: 'pier', zoneId: 'boots', usefulForSeconds: 120 },
  steps: [
    {
      id: 'say',
      kind: 'message',
      class: 'service',
      message: { kind: 'text', title: 'Boots', body: 'Come and see' },
      expiresInSeconds: 600,
    },
  ],
  frequencyCaps: [],
}

let laptop: Laptop
const gateways = new Map<GatewayId, MqttClient>()

beforeAll(async () => {
  laptop = await startLaptop()
  const ok = async (role: string, method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await laptop.api(role, method, path, body)
    if (status > 201) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  }
  await ok('operator', 'PUT', '/venues/pier', venue)
  await ok('marketer', 'PUT', '/journeys/boots-offer', bootsOffer)
  await ok('admin', 'POST', '/publish', { venueId: 'pier' })
  await ok('operator', 'PUT', '/devices/tag-here', { kind: 'tag', hardwareAddress: tags.here })
  await ok('operator', 'PUT', '/devices/tag-there', { kind: 'tag', hardwareAddress: tags.there })
  for (const id of gatewayIds) gateways.set(id, await connectGateway(laptop, id, 'pier'))
  await laptop.pass(6)
})
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.endAsync(true)
  await laptop.close()
})

const message = (gatewayId: GatewayId, addresses: readonly string[], at: number): string[] => {
  const heard = addresses.map((address) => ({
    address,
    rssi: -55,
    advertisement: tagAdvertisement(address, at % 1000),
  }))
  return writers.minew?.(gatewayId, heard, at) ?? []
}

const says = async (gatewayId: GatewayId, addresses: readonly string[], at = laptop.system.clock.now()) => {
  for (const payload of message(gatewayId, addresses, at))
    await gateways.get(gatewayId)?.publishAsync(topics.gateway('pier', gatewayId, 'minew'), payload, { qos: 1 })
  await laptop.system.idle()
}

/** A minute in which a tag visits the zone of each gateway in turn, three seconds each; who is `out` hears nothing. */
const aMinute = async (out?: GatewayId) => {
  for (const visited of gatewayIds) {
    for (let second = 0; second < 4; second++) {
      for (const id of gatewayIds) if (id !== out) await says(id, id === visited ? [tags.here] : [])
      await laptop.pass(1)
    }
  }
  await laptop.pass(48)
}

const board = async (): Promise<ShownHealth> => {
  const { status, body } = await laptop.api('analyst', 'GET', '/venues/pier/health')
  expect(status).toBe(200)
  return body as ShownHealth
}
const seven = ({ anchors }: ShownHealth) => anchors.find(({ id }) => id === 'gateway-7')
const told = () =>
  entriesOf(laptop, 'health').map(({ subject, change }) => ['id' in subject ? subject.id : subject.kind, change])
const bootsRaised = (from: number) =>
  entriesOf(laptop, 'moment', from).filter(({ moment }) => moment.zoneId === 'boots').length

let perMinute = 0
let unpluggedAt = 0

test('while all gateways speak the board is green', async () => {
  await aMinute()
  const start = laptop.journal.length
  for (let minute = 0; minute < 9; minute++) await aMinute()
  perMinute = bootsRaised(start) / 9
  expect(perMinute).toBeGreaterThanOrEqual(1)
  const { colour, counts, momentsLost, at } = await board()
  expect([colour, counts.ok, counts.silent, momentsLost]).toEqual(['green', 3, 0, 0])
  expect(at).toBeGreaterThan(laptop.system.clock.now() - 61_000)
  expect(told()).toEqual([])
}, 120_000)

test('gateway 7 is unplugged: the board turns red, names the journey that it hits, and the moments lost within a quarter', async () => {
  unpluggedAt = laptop.system.clock.now()
  for (let minute = 0; minute < 16; minute++) await aMinute('gateway-7')

  const red = await board()
  expect([red.colour, red.journeys, red.counts.silent]).toEqual(['red', ['boots-offer'], 1])
  const gateway = seven(red)
  expect(gateway).toMatchObject({ state: 'silent', zones: ['boots'], journeys: ['boots-offer'] })
  expect(Math.abs((gateway?.since ?? 0) - unpluggedAt)).toBeLessThan(60_000)
  const truth = perMinute * 16
  expect(Math.abs(red.momentsLost - truth) / truth).toBeLessThan(0.25)
  expect(told()).toEqual([['gateway-7', 'silent']])
}, 180_000)

test('plugged in again it is green, and what the gateway kept meanwhile sends nothing stale', async () => {
  const start = laptop.journal.length
  // it was buffering: a visit of every minute that it was away, all at once
  for (let minute = 16; minute > 3; minute--)
    for (const second of [2, 1, 0])
      await says('gateway-7', [tags.there], laptop.system.clock.now() - minute * 60_000 - second * 1000)
  for (let minute = 0; minute < 3; minute++) await aMinute()

  const green = await board()
  expect([green.colour, green.momentsLost, seven(green)?.state]).toEqual(['green', 0, 'ok'])
  const outage = seven(green)?.lastOutage
  expect(Math.abs((outage?.momentsLost ?? 0) - perMinute * 16) / (perMinute * 16)).toBeLessThan(0.25)
  expect(told()).toEqual([
    ['gateway-7', 'silent'],
    ['gateway-7', 'heard'],
  ])
  const sent = entriesOf(laptop, 'decision', start).filter(({ occasion }) => occasion.deviceId === 'tag-there')
  expect(sent.filter(({ messageId }) => messageId !== undefined)).toEqual([])
  expect(sent.filter(({ suppressed }) => suppressed !== undefined).length).toBeGreaterThan(0)
  expect(new Set(sent.map(({ suppressed }) => suppressed))).toEqual(new Set(['stale']))
}, 120_000)

test('beacons that nobody registered are told of once, and shown by their identity', async () => {
  const phone = await aPhone(laptop)
  const stranger = { uuid: 'f7826da6-4fa2-4e98-8024-bc5b71e0893e', major: 7, minor: 9 }
  const now = laptop.system.clock.now()
  const sightings = Array.from({ length: 12 }, (_, i) => ({
    id: `s${i}`,
    at: now - i * 1000,
    beacon: stranger,
    rssi: -60,
  }))
  await phone.publish(topics.sightings('pier', phone.deviceId), JSON.stringify({ sightings }))
  await phone.settled()
  await laptop.pass(120)

  const { colour, unknownIds } = await board()
  expect([colour, unknownIds.map(({ identity, sightings }) => [identity, sightings])]).toEqual([
    'amber',
    [['ibeacon:f7826da64fa24e988024bc5b71e0893e:7:9', 12]],
  ])
  expect(told().slice(2)).toEqual([['venue', 'unknown_ids']])
  expect(JSON.stringify(entriesOf(laptop, 'health'))).not.toContain('f7826da6')
  await phone.close()
}, 60_000)

test('the board is for operators and analysts, of venues that are published', async () => {
  const { system } = laptop
  const ask = async (grant: string, venueId = 'pier') =>
    (await callApi(system.apiUrl, await system.tokenFor([grant]), 'GET', `/venues/${venueId}/health`)).status
  expect([await ask('operator@pier'), await ask('analyst'), await ask('admin')]).toEqual([200, 200, 200])
  expect([await ask('marketer'), await ask('operator@other'), await ask('operator', 'nowhere')]).toEqual([
    403, 403, 404,
  ])
})
