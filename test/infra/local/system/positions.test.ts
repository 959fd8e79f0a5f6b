import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createPhone } from '#shared/client/phone.ts'
import { topics } from '#shared/domain/topic.ts'
import { entriesOf, type Laptop, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, connectGateway, type TestPhone } from './phone.ts'

let laptop: Laptop
let phone: TestPhone
let start: number

beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
  phone = await aPhone(laptop)
})
beforeEach(() => {
  start = laptop.journal.length
})
afterAll(async () => {
  await phone.close()
  await laptop.close()
})

const now = () => laptop.system.clock.now()
const told = () =>
  entriesOf(laptop, 'outcomes', start).flatMap(({ mailbox, venueId, outcomes }) =>
    outcomes.map(({ index, id }) => ({ mailbox, venueId, index, id })),
  )
const tells = async (position: object) => {
  await phone.publish(topics.position('harbour', phone.deviceId), JSON.stringify(position))
  await phone.settled()
}

test('where a phone says that it is reaches its mailbox, under its id', async () => {
  await tells({ id: 'p1', at: now(), lon: 9.99, lat: 53.54, accuracyMetres: 8 })
  await tells({ id: 'p2', at: now(), x: 4, y: 2, floor: 'ground', accuracyMetres: 2 })
  const base = { mailbox: `device:${phone.deviceId}`, venueId: 'harbour', index: 0 }
  expect(told()).toEqual([
    { ...base, id: 'p1' },
    { ...base, id: 'p2' },
  ])
})

test('a place that is none is parked and counted', async () => {
  await tells({ id: 'p3', at: now(), lon: 9.99, lat: 153.54 })
  expect(entriesOf(laptop, 'outcomes', start).flatMap(({ outcomes }) => outcomes)).toEqual([
    { index: 0, outcome: 'parked', reason: 'bad_position' },
  ])
})

test('the phone’s own client tells it by Basic Ingest', async () => {
  const { deviceId, token } = phone
  await phone.client.endAsync()
  const app = await createPhone({ identity: { deviceId, token }, mqttUrl: laptop.system.mqttUrl, venueId: 'harbour' })
  await app.online()
  app.reportPosition({ id: 'p4', at: now(), lon: 9.99, lat: 53.54, accuracyMetres: 8 })
  await app.drained()
  await laptop.system.idle()
  expect(told()).toMatchObject([{ id: 'p4' }])
  await app.close()
})

test('a gateway is told its client id, and one that MQTT would not take is refused', async () => {
  const tokenOf = (venueId: string, gatewayId: string) =>
    laptop.api('operator', 'POST', `/venues/${venueId}/gateways/${gatewayId}/token`)
  expect((await tokenOf('harbour', 'door')).body).toMatchObject({ gatewayId: 'door', clientId: 'harbour:door' })
  const long = 'x'.repeat(64)
  expect(await tokenOf(long, long)).toMatchObject({ status: 400, body: { issues: [{ path: 'gatewayId' }] } })
  expect((await tokenOf(long, long.slice(1))).status).toBe(201)
})

test('gateways of one name in two venues do not end each other’s connections', async () => {
  const gateways = [await connectGateway(laptop, 'door'), await connectGateway(laptop, 'door', 'elsewhere')]
  const [ours, theirs] = gateways
  await ours?.publishAsync(topics.gateway('harbour', 'door', 'minew'), '[]', { qos: 1 })
  await theirs?.publishAsync(topics.gateway('elsewhere', 'door', 'minew'), '[]', { qos: 1 })
  await laptop.system.idle()
  expect(gateways.map(({ connected }) => connected)).toEqual([true, true])
  expect(entriesOf(laptop, 'counted', start).map(({ venueId, reason }) => [venueId, reason])).toEqual([
    ['harbour', 'empty'],
    ['elsewhere', 'empty'],
  ])
  await Promise.all(gateways.map((gateway) => gateway.endAsync(true)))
})
