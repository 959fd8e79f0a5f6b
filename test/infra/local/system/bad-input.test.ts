import { stripVTControlCharacters } from 'node:util'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { feedLines } from '#infra/local/feed.ts'
import { nameOf } from '#infra/local/template/attributes.ts'
import { readTemplate } from '#infra/local/template.ts'
import { topics } from '#shared/domain/topic.ts'
import { journeyExample } from '#shared/schemas/journey-example.ts'
import { sdkOptions } from '../sdk-options.ts'
import { beaconOf } from './harbour.ts'
import { entriesOf, type Laptop, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, aSighting, connectGateway, type TestPhone } from './phone.ts'
import { currentTemplate } from './template.ts'

const tag = 'ac233f5e6a01'
const day = 24 * 60 * 60 * 1000

let laptop: Laptop
let phone: TestPhone
let now: number
let start: number
let before: Record<string, number>

beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
  phone = await aPhone(laptop)
  await laptop.api('operator', 'PUT', '/devices/tag-1', { kind: 'tag', hardwareAddress: tag })
  await laptop.system.idle()
})
beforeEach(async () => {
  await laptop.pass(1) // sightings of the next test are no duplicates of the last one's
  now = laptop.system.clock.now()
  start = laptop.journal.length
  before = await laptop.counters()
})
afterAll(async () => {
  await phone.close()
  await laptop.close()
})

/** What has become of the sightings, in order: `folded`, `duplicate`, or with its reason `parked bad_rssi`. */
const outcomes = () =>
  entriesOf(laptop, 'outcomes', start)
    .flatMap((entry) => entry.outcomes)
    .map((one) => ('reason' in one ? `${one.outcome} ${one.reason}` : one.outcome))

/** By how much counters have grown. */
const counted = async () => {
  const after = await laptop.counters()
  const names = Object.keys(after).filter((name) => !/^(calls|mqtt\.|moment\.)/.test(name))
  return Object.fromEntries(
    names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]).filter(([, more]) => more !== 0),
  )
}

/** What the feed shows of it, without time and colours. */
const feed = () =>
  laptop.journal
    .slice(start)
    .filter(({ type }) => type === 'outcomes' || type === 'counted')
    .flatMap((entry) => feedLines(entry, (id) => (id === phone.deviceId ? 'phone' : id)))
    .map((line) => stripVTControlCharacters(line).slice(10).replaceAll(/ +/g, ' '))

describe('a part that can’t be used is named, and its neighbours go through', () => {
  const good = () => aSighting('shoes', now)
  test.each<[name: string, bad: () => object, becomes: string, shown: string]>([
    ['a signal strength of 0', () => ({ ...good(), rssi: 0 }), 'parked bad_rssi', 'parked, bad_rssi'],
    ['a positive signal strength', () => ({ ...good(), rssi: 7 }), 'parked bad_rssi', 'parked, bad_rssi'],
    ['a signal strength in words', () => ({ ...good(), rssi: '-60' }), 'parked bad_rssi', 'parked, bad_rssi'],
    ['a beacon that is a number', () => ({ ...good(), beacon: 7 }), 'parked bad_beacon', 'parked, bad_beacon'],
    ['a time that is none', () => ({ ...good(), at: 'noon' }), 'parked bad_time', 'parked, bad_time'],
    ['a null', () => null as unknown as object, 'parked wrong_shape', 'parked, wrong_shape'],
    ['the year 2000', () => ({ ...good(), at: '2000-01-01T00:00:00Z' }), 'parked too_old', 'parked, too_old'],
    ['tomorrow', () => ({ ...good(), at: now + day }), 'parked clock_ahead', 'parked, clock_ahead'],
    ['a beacon of nobody', () => aSighting('nowhere', now), 'ignored unknown_beacon', 'unknown_beacon'],
  ])('%s', async (_, bad, becomes, shown) => {
    const seen = laptop.system.clock.now()
    const report = [aSighting('shoes', seen - 2), bad(), aSighting('shoes', seen - 1), aSighting('shoes', seen)]
    await phone.report(report)
    const [outcome = '', reason = ''] = becomes.split(' ')
    expect(outcomes().sort()).toEqual(['folded', 'folded', 'folded', becomes].sort())
    expect(await counted()).toEqual({ folded: 3, [`${outcome}.${reason}`]: 1 })
    expect(feed()).toEqual([`phone 1 × ${shown}`])
  })

  test.each([0, 46])(
    'a txPower of %i at 1 m is left out, counted, and no reason to lose a sighting',
    async (txPower) => {
      await phone.report([aSighting('shoes', now - 1, { txPower }), aSighting('shoes', now)])
      expect(outcomes()).toEqual(['folded', 'folded'])
      expect(await counted()).toEqual({ folded: 2, 'engage-visitors.bad_tx_power': 1 })
      expect(feed()).toEqual(['harbour 1 × bad_tx_power'])
    },
  )

  test('a tag among tags of which one was never that loud', async () => {
    const gateway = await connectGateway(laptop, 'minew')
    const heard = [-60, 12].map((rssi) => ({ address: tag, rssi, advertisement: tagAdvertisement(tag, 1) }))
    const [payload = ''] = writers.minew?.('c0ffee000001', heard, now) ?? []
    await gateway.publishAsync(topics.gateway('harbour', 'minew', 'minew'), payload, { qos: 1 })
    await laptop.system.idle()
    expect(outcomes()).toEqual(['folded'])
    expect(await counted()).toEqual({ folded: 1, 'ingest-gateways.bad_rssi': 1 })
    expect(feed()).toEqual(['minew 1 × bad_rssi'])
    await gateway.endAsync(true)
  })
})

describe('a message of which nothing can be read is parked, and the next one is read', () => {
  const whole = () => JSON.stringify({ sightings: [aSighting('shoes', now)] })
  test.each<[name: string, payload: () => string | Buffer, reason: string]>([
    ['no bytes', () => '', 'empty'],
    ['not JSON', () => 'hello', 'not_json'],
    ['bytes that are no text', () => Buffer.from([0x00, 0xff, 0xfe, 0x80]), 'not_json'],
    ['cut short', () => whole().slice(0, -7), 'not_json'],
    ['another shape', () => '{"sightings":"none"}', 'wrong_shape'],
    ['no sightings', () => '{"sightings":[]}', 'empty'],
    ['too many', () => JSON.stringify({ sightings: Array(51).fill(aSighting('shoes', now)) }), 'too_many'],
  ])('%s', async (_, payload, reason) => {
    const topic = topics.sightings('harbour', phone.deviceId)
    await Promise.all([phone.publish(topic, payload()), phone.publish(topic, whole())])
    await phone.settled()
    expect(outcomes()).toEqual([`parked ${reason}`, 'folded'])
    expect(await counted()).toEqual({ [`parked.${reason}`]: 1, folded: 1 })
    expect(feed()).toEqual([`phone 1 × parked, ${reason}`])
  })

  test('a receipt that is none', async () => {
    await phone.publish(topics.receipts(phone.deviceId), '{"event":"eaten"}')
    await phone.settled()
    expect(outcomes()).toEqual(['parked wrong_shape'])
    expect(feed()).toEqual(['phone 1 × parked, wrong_shape'])
  })
})

describe('who or what nobody knows is counted by name', () => {
  test('a venue', async () => {
    const payload = JSON.stringify({ sightings: [aSighting('shoes', now)] })
    await phone.publish(topics.sightings('nowhere', phone.deviceId), payload)
    await phone.settled()
    expect(outcomes()).toEqual(['ignored unknown_venue'])
    expect(await counted()).toEqual({ 'ignored.unknown_venue': 1 })
    expect(feed()).toEqual(['phone 1 × unknown_venue'])
  })

  test('a gateway, and a format that none speaks', async () => {
    const gateway = await connectGateway(laptop, 'attic')
    const heard = [{ address: tag, rssi: -60, advertisement: tagAdvertisement(tag, 1) }]
    const [payload = ''] = writers.minew?.('c0ffee000001', heard, now) ?? []
    await gateway.publishAsync(topics.gateway('harbour', 'attic', 'minew'), payload, { qos: 1 })
    await gateway.publishAsync(topics.gateway('harbour', 'attic', 'morse'), payload, { qos: 1 })
    await laptop.system.idle()
    expect(await counted()).toEqual({ 'ignored.unknown_gateway': 1, 'ingest-gateways.unknown_format': 1 })
    expect(feed().sort()).toEqual(['attic 1 × unknown_format', 'tag-1 1 × unknown_gateway'])
    await gateway.endAsync(true)
  })

  test('a device, in the same batch as one that is known', async () => {
    const template = readTemplate(await currentTemplate(), { endpointPort: 1 })
    const [stream] = template.ofType('AWS::Kinesis::Stream').map(nameOf)
    const client = new KinesisClient({ ...sdkOptions(laptop.system.awsUrl), requestHandler: new NodeHttpHandler() })
    const speak = (deviceId: string) => {
      const body = Buffer.from(JSON.stringify({ sightings: [aSighting('shoes', now)] })).toString('base64')
      const record = { body, topic: topics.sightings('harbour', deviceId), clientId: deviceId, receivedAt: now }
      const Data = Buffer.from(JSON.stringify(record))
      return client.send(new PutRecordCommand({ StreamName: stream, PartitionKey: `device:${deviceId}`, Data }))
    }
    await Promise.all([speak('nobody'), speak(phone.deviceId)])
    await phone.settled()
    client.destroy()
    expect(outcomes().sort()).toEqual(['folded', 'parked unknown_device'])
    expect(await counted()).toEqual({ folded: 1, 'parked.unknown_device': 1 })
    expect(feed()).toEqual(['nobody 1 × parked, unknown_device'])
  })
})

test('a topic with levels too many speaks for nobody', async () => {
  const victim = await aPhone(laptop)
  start = laptop.journal.length
  before = await laptop.counters()
  const payload = JSON.stringify({ sightings: [2, 1, 0].map((i) => aSighting('shoes', now - i)) })
  // the policy's * spans levels, so this one is let through, and lands in the victim's own mailbox
  await phone.publish(`usher/harbour/devices/${victim.deviceId}/devices/${phone.deviceId}/sightings`, payload)
  await phone.settled()
  expect(outcomes()).toEqual(['parked forged'])
  expect(await counted()).toEqual({ 'parked.forged': 1 })
  expect(feed()).toEqual([`${victim.deviceId.slice(0, 12)} 1 × parked, forged`])
  await victim.close()
})

test('a venue or journey that does not fit is refused with the place, the reason and an example', async () => {
  const venue = await laptop.api('operator', 'PUT', '/venues/pier', { name: 'Pier', timezone: 'Moon', floors: [] })
  expect(venue).toEqual({
    status: 400,
    body: { message: expect.stringContaining('not right'), issues: expect.any(Array) },
  })
  expect((venue.body as { issues: unknown[] }).issues).toContainEqual({
    path: 'timezone',
    reason: 'must be an IANA timezone, such as Europe/Berlin',
    example: 'Europe/Berlin',
  })

  const journey = await laptop.api('marketer', 'PUT', '/journeys/tea', {
    name: 'Tea',
    entrance: { moment: 'zone.nap', venueId: 'harbour' },
    steps: [],
  })
  expect(journey.status).toBe(400)
  expect((journey.body as { issues: unknown[] }).issues).toContainEqual({
    path: 'entrance.moment',
    reason: 'must be one of venue.enter, zone.enter, zone.dwell, zone.exit, venue.exit',
    example: journeyExample.entrance.moment,
  })

  const beacon = { id: 'b', identity: beaconOf('shoes'), floorId: 'attic' }
  const loose = await laptop.api('operator', 'PUT', '/venues/pier', {
    name: 'Pier',
    timezone: 'Europe/Berlin',
    floors: [{ id: 'ground', name: 'Ground', level: 0 }],
    zones: [],
    beacons: [beacon],
    gateways: [],
  })
  expect(loose.status).toBe(400)
  expect((loose.body as { issues: unknown[] }).issues).toEqual([
    { path: 'beacons[0].floorId', reason: 'there is no floor "attic"; known are ground', example: 'ground' },
  ])
})
