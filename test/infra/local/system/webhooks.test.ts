import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ApiError } from '#infra/local/api-error.ts'
import { entriesOf, type Laptop, openHarbour, startLaptop } from './laptop.ts'

const address = 'ac233f5e6a71'
const stranger = 'd4f513c07b71'
const mail = 'jdoe.of.webhooks@example.com'

let laptop: Laptop
let secret: string
let start: number

beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
  await laptop.api('operator', 'PUT', '/devices/tag-1', { kind: 'tag', hardwareAddress: address })
  const opened = await laptop.api('operator', 'POST', '/venues/harbour/webhooks/mist')
  secret = (opened.body as { secret: string }).secret
  await laptop.system.idle()
})
beforeEach(() => {
  start = laptop.journal.length
})
afterAll(() => laptop.close())

const now = () => laptop.system.clock.now()
const post = async (engine: string, body: string, headers: Record<string, string>) => {
  const response = await fetch(`${laptop.system.apiUrl}/webhooks/harbour/${engine}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const answer = { status: response.status, body: await response.json() }
  await laptop.system.idle()
  return answer
}
const signed = (body: string, key = secret) => ({
  'X-Mist-Signature-v2': createHmac('sha256', key).update(body).digest('hex'),
})
const deliver = (body: string) => post('mist', body, signed(body))

const heard = (secondsAgo: number, mac = address) => ({
  mac,
  device_id: 'minew',
  rssi: -60,
  timestamp: (now() - secondsAgo * 1000) / 1000,
})
const placed = (own: object = {}) => ({ mac: address, map_id: 'ground', x: 4, y: 2, timestamp: now() / 1000, ...own })
const bodyOf = (topic: string, ...events: object[]) => JSON.stringify({ topic, events })
const outcomes = () => entriesOf(laptop, 'outcomes', start).flatMap((entry) => entry.outcomes)
const counter = async (name: string) => (await laptop.counters())[name] ?? 0

test('a tag that an access point hears is in the zone of the access point', async () => {
  const answer = await deliver(bodyOf('asset-raw-rssi', heard(2), heard(1), heard(0), heard(0, stranger)))
  expect(answer).toMatchObject({
    status: 200,
    body: { taken: 3, skipped: [{ reason: 'unregistered_device', count: 1 }] },
  })
  expect(outcomes()).toEqual([0, 1, 2].map((index) => ({ index, outcome: 'folded' })))
  const entered = entriesOf(laptop, 'moment', start).map(({ moment }) => [moment.deviceId, moment.kind, moment.zoneId])
  expect(entered).toEqual([
    ['tag-1', 'venue.enter', undefined],
    ['tag-1', 'zone.enter', 'shoes'],
  ])
  await laptop.pass(80)
})

test('a place and a zone that the engine tells reach the mailbox of the tag', async () => {
  await deliver(bodyOf('location', placed()))
  await deliver(bodyOf('zone', placed({ zone_id: 'shoes', trigger: 'exit' })))
  const told = entriesOf(laptop, 'outcomes', start)
  expect(told.map(({ mailbox, venueId, outcomes }) => [mailbox, venueId, outcomes.length])).toEqual([
    ['device:tag-1', 'harbour', 1],
    ['device:tag-1', 'harbour', 1],
  ])
  await laptop.pass(80)
})

test('a forged or tampered delivery is 401 and counted, and changes nothing', async () => {
  const before = await counter('receive-webhooks.forged')
  const body = bodyOf('location', placed({ x: 5 }))
  const verdicts = [
    await post('mist', body, {}),
    await post('mist', body, signed(body, 'a guess')),
    await post('mist', body.replace('"x":5', '"x":6'), signed(body)),
    await post('cisco', body, signed(body)),
  ]
  expect(verdicts.map(({ status }) => status)).toEqual([401, 401, 401, 401])
  expect(await counter('receive-webhooks.forged')).toBe(before + 4)
  expect(outcomes()).toEqual([])
  expect((await deliver(body)).status).toBe(200)
})

test('a replay is 401 and counted, and so is what was signed more than a day ago', async () => {
  const body = bodyOf('location', placed({ x: 7 }))
  expect((await deliver(body)).status).toBe(200)
  expect(await deliver(body)).toMatchObject({ status: 401, body: { message: expect.stringContaining('replayed') } })
  expect(await counter('receive-webhooks.replayed')).toBe(1)
  expect(outcomes()).toHaveLength(1)
  const yesterdays = bodyOf('location', placed({ timestamp: now() / 1000 - 25 * 3600 }))
  expect(await deliver(yesterdays)).toMatchObject({ status: 401, body: { message: expect.stringContaining('stale') } })
  expect(await counter('receive-webhooks.stale')).toBe(1)
})

test('of copies that come at once one is taken', async () => {
  const body = bodyOf('location', placed({ x: 8 }))
  const answers = await Promise.all([1, 2, 3].map(() => deliver(body)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
})

test('what fails on our side is taken when the engine delivers it again', async () => {
  let away = true
  laptop.system.interfereBy(async ({ service }, go) => {
    if (away && service === 'kinesis') throw new ApiError('InternalFailure', 'the stream is away', 500)
    return go()
  })
  const body = bodyOf('location', placed({ x: 9 }))
  expect(await deliver(body)).toMatchObject({ status: 500, body: { message: expect.stringContaining('again') } })
  expect(outcomes()).toEqual([])
  away = false
  expect((await deliver(body)).status).toBe(200)
  expect(outcomes()).toHaveLength(1)
  expect((await deliver(body)).status).toBe(401)
})

test('what was parked of a delivery is driven again like any gateway’s message', async () => {
  await deliver(bodyOf('location', placed({ x: 'left' })))
  const { body } = await laptop.api('admin', 'GET', '/parked?reason=bad_position')
  const [parked] = (body as { parked: { id: string; topic: string }[] }).parked
  expect(parked?.topic).toBe('usher/harbour/gateways/mist/mist')
  const redriven = await laptop.api('admin', 'POST', '/parked/redrive', { ids: [parked?.id] })
  expect(redriven.body).toMatchObject({ redriven: [parked?.id], kept: [] })
  await laptop.system.idle()
  const again = await laptop.api('admin', 'GET', `/parked/${parked?.id}`)
  expect(again.body).toMatchObject({ attempts: 1, reasons: [{ reason: 'bad_position' }] })
})

test('an operator opens webhooks of her venue, of engines that there are', async () => {
  const door = '/venues/harbour/webhooks/cisco'
  expect((await laptop.api('marketer', 'POST', door)).status).toBe(403)
  expect((await laptop.api('operator@elsewhere', 'POST', door)).status).toBe(403)
  expect((await laptop.api('operator', 'POST', '/venues/harbour/webhooks/other')).status).toBe(404)
  expect(await laptop.api('operator@harbour', 'POST', door)).toEqual({
    status: 201,
    body: { path: '/webhooks/harbour/cisco', secret: expect.stringMatching(/^whsec_/), generation: 1 },
  })
  expect((await laptop.api('operator', 'POST', '/venues/elsewhere/webhooks/mist')).status).toBe(201)
})

test('a forwarder of Cisco Spaces signs by Standard Webhooks, and what Cisco says of who somebody is goes nowhere', async () => {
  const { body: opened } = await laptop.api('operator', 'POST', '/venues/harbour/webhooks/cisco')
  const key = Buffer.from((opened as { secret: string }).secret.replace('whsec_', ''), 'base64')
  const send = (event: object) => {
    const body = JSON.stringify(event)
    const timestamp = String(Math.floor(now() / 1000))
    const signature = createHmac('sha256', key).update(`msg.${timestamp}.${body}`).digest('base64')
    const headers = { 'webhook-id': 'msg', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
    return post('cisco', body, headers)
  }
  const device = { macAddress: address.toUpperCase(), email: mail, mobile: '+14155551234' }
  const event = (own: object) => ({
    eventType: 'DEVICE_LOCATION_UPDATE',
    recordTimestamp: now(),
    deviceLocationUpdate: { device, mapId: 'ground', xPos: 10, yPos: 5, ...own },
  })
  expect(await send(event({}))).toEqual({ status: 200, body: { taken: 1, skipped: [] } })
  expect(outcomes()).toHaveLength(1)
  expect(await send(event({ xPos: 'left' }))).toMatchObject({ body: { skipped: [{ reason: 'bad_position' }] } })
})

test('no address, mail or secret is in any file or in any line that was printed', () => {
  const files = readdirSync(laptop.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)).toString('latin1'))
  const encoded = texts.flatMap((text) =>
    [...text.matchAll(/[\w+/]{16,}={0,2}/g)].map(([run]) => Buffer.from(run, 'base64').toString('latin1')),
  )
  const all = [...texts, ...encoded, ...laptop.lines].join('\n').toLowerCase()
  expect(all).toContain('tag-1')
  for (const said of [address, stranger, mail, '+14155551234', secret.toLowerCase()]) expect(all).not.toContain(said)
})
