import { describe, expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { unseal } from '#shared/access/seal.ts'
import { topics } from '#shared/domain/topic.ts'
import { ingestGateways } from '#shared/use-cases/ingest-gateways.ts'
import { at } from '#test/support/builders.ts'
import { allThatLeft, counted, sightings } from './ingested.ts'
import { watchedPorts } from './support.ts'

const secret = 'a key that nobody knows'
const adas = 'ac233f000001'
const bens = 'ac233f000002'
const strangers = 'ac233fffff03'

/** Ada's and Ben's tags are registered; somebody else's is not. */
const open = async () => {
  const watched = watchedPorts()
  for (const [id, address] of [
    ['tag-ada', adas],
    ['tag-ben', bens],
  ] as const) {
    await watched.memory.devices.save({ id, kind: 'tag', staff: false, hardwareKey: hardwareKey(secret, address) })
  }
  return { ...watched, ingest: ingestGateways(watched.ports, async () => secret) }
}

const message = (format: string, payload: unknown, own: object = {}) => ({
  body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64'),
  topic: topics.gateway('store', 'shoes-gateway', format),
  clientId: 'shoes-gateway',
  receivedAt: at(60),
  ...own,
})

const positions = (deviceId: string, ...told: readonly object[]) => ({
  key: `device:${deviceId}`,
  body: { v: 1, kind: 'positions', deviceId, venueId: 'store', receivedAt: at(60), positions: told },
})
const place = { map_id: 'map-1', x: 4, y: 2 }
const seconds = (time: number) => at(time) / 1000

test('what a location engine tells of places goes to each device; who is not registered is dropped and counted', async () => {
  const { ingest, memory, calls } = await open()
  const events = [
    { mac: adas, ...place, timestamp: seconds(58) },
    { mac: strangers, ...place, timestamp: seconds(58) },
    { mac: bens, ...place, x: 5 },
    { mac: adas, ...place, x: 6, timestamp: seconds(59) },
  ]
  await ingest(message('mist', { topic: 'location', events }))
  const told = { floor: 'map-1', accuracyMetres: 10 }
  expect(memory.streamed).toEqual([
    positions(
      'tag-ada',
      { at: { x: 4, y: 2 }, ...told, deviceTime: at(58) },
      { at: { x: 6, y: 2 }, ...told, deviceTime: at(59) },
    ),
    positions('tag-ben', { at: { x: 5, y: 2 }, ...told, deviceTime: at(60) }),
  ])
  expect(memory.journaled).toEqual([counted('unregistered_device', 1)])
  for (const address of [adas, bens, strangers]) expect(allThatLeft(calls)).not.toContain(address)
})

test('a tag is found under any of its names, and heard by the access point that heard it', async () => {
  const { ingest, memory } = await open()
  const identity = 'ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:7'
  await memory.devices.save({ id: 'cart-1', kind: 'cart', staff: false, hardwareKey: hardwareKey(secret, identity) })
  const beacon = { ibeacon_uuid: 'e2c56db5-dffb-48d2-b060-d0f5a71096e0', ibeacon_major: 1, ibeacon_minor: 7 }
  const event = { mac: strangers, ...beacon, rssi: -60, device_id: 'ap-7', timestamp: seconds(59) }
  await ingest(message('mist', { topic: 'asset-raw-rssi', events: [event] }))
  expect(memory.streamed).toEqual([
    sightings('cart-1', { anchor: { gatewayId: 'ap-7' }, rssi: -60, deviceTime: at(59) }),
  ])
})

test('what says nothing of places is counted and not kept', async () => {
  const { ingest, memory } = await open()
  await ingest(message('mist', { topic: 'audits', events: [{ admin_name: 'Eve' }, {}] }))
  expect(memory.journaled).toEqual([counted('unknown_topic', 2)])
  expect([memory.streamed, memory.parked()]).toEqual([[], []])
})

describe('what a location engine says of who somebody is', () => {
  const person = { email: 'jdoe@example.com', mobile: '+14155551234', firstName: 'John', tags: ['vip'] }
  const event = (own: object) => ({
    eventType: 'DEVICE_LOCATION_UPDATE',
    recordTimestamp: at(59),
    deviceLocationUpdate: { device: { macAddress: adas, ...person }, mapId: 'map-1', ...own },
  })

  test('is not kept, neither to be looked at nor to be driven again', async () => {
    const { ingest, memory, calls } = await open()
    await ingest(message('cisco', event({ xPos: 'left', yPos: 1 })))
    const [parked] = memory.parked()
    expect(parked).toMatchObject({ reason: 'bad_position' })
    const sealed = JSON.parse(unseal(secret, parked?.sealed ?? ''))
    const kept = Buffer.from(sealed.body, 'base64').toString()
    expect(JSON.parse(kept)).toMatchObject({ deviceLocationUpdate: { device: { macAddress: adas }, xPos: 'left' } })
    for (const said of ['jdoe', '+1415', 'John', 'vip']) {
      expect(kept).not.toContain(said)
      expect(allThatLeft(calls)).not.toContain(said.toLowerCase())
    }
  })

  test('nor in lines, nor where nobody can read it', async () => {
    const { ingest, memory, calls } = await open()
    const line = JSON.stringify(event({ xPos: 'left' }))
    await ingest(message('cisco', `${line}\n${line}`))
    await ingest(message('cisco', `${line}\n${line.slice(0, -20)}`))
    const [lines, cut] = memory.parked()
    expect(lines).toMatchObject({ reason: 'bad_position', sealed: expect.any(String) })
    expect(cut).toMatchObject({ body: '', cutFromBytes: expect.any(Number) })
    expect(cut).not.toHaveProperty('sealed')
    for (const said of ['jdoe', '+1415', 'john']) expect(allThatLeft(calls)).not.toContain(said)
  })
})
