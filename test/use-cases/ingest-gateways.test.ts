import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { unseal } from '#shared/access/seal.ts'
import { topics } from '#shared/domain/topic.ts'
import { ingestGateways } from '#shared/use-cases/ingest-gateways.ts'
import { at } from '#test/support/builders.ts'
import { allThatLeft, counted, sightings } from './ingested.ts'
import { outage, watchedPorts } from './support.ts'

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

const gateway = { type: 'Gateway', mac: 'AC233FC00000' }
const tag = (mac: string, rssi: unknown, seconds: number) => ({ type: 'Unknown', mac, rssi, timestamp: at(seconds) })

test('a Minew message is split by device, each in its own mailbox; who is not registered is dropped and counted', async () => {
  const { ingest, memory, calls } = await open()
  const upperCase = 'AC233F000001'
  await ingest(
    message('minew', [
      gateway,
      tag(upperCase, -60, 58),
      tag(bens, -70, 58),
      tag(strangers, -50, 58),
      tag(adas, -62, 59),
    ]),
  )
  expect(memory.streamed).toEqual([
    sightings('tag-ada', { rssi: -60, deviceTime: at(58) }, { rssi: -62, deviceTime: at(59) }),
    sightings('tag-ben', { rssi: -70, deviceTime: at(58) }),
  ])
  expect(memory.journaled).toEqual([counted('unregistered_device', 1)])
  expect(memory.parked()).toEqual([])
  for (const address of [adas, bens, strangers]) expect(allThatLeft(calls)).not.toContain(address)
})

test('a raddec is one tag, heard by its gateway', async () => {
  const { ingest, memory } = await open()
  const raddec = {
    transmitterId: adas,
    transmitterIdType: 2,
    rssiSignature: [{ receiverId: '001bc50940810000', rssi: -66, numberOfDecodings: 1 }],
    timestamp: at(59),
  }
  await ingest(message('raddec', raddec))
  expect(memory.streamed).toEqual([sightings('tag-ada', { rssi: -66, deviceTime: at(59) })])
  expect(memory.journaled).toEqual([])
})

test('a Ruuvi gateway tells its tag by the advertisement, and its time in seconds', async () => {
  const { ingest, memory, calls } = await open()
  const data = `1bff990405${'00'.repeat(17)}${adas}`
  await ingest(message('ruuvi', { gw_mac: 'C0:00:00:00:00:01', rssi: -71, ts: String(at(59) / 1000), data }))
  expect(memory.streamed).toEqual([sightings('tag-ada', { rssi: -71, deviceTime: at(59) })])
  expect(allThatLeft(calls)).not.toContain(adas)
})

test('an iBeacon tag is registered and heard under its identity, and what it says of its power goes along', async () => {
  const { ingest, memory } = await open()
  const identity = 'ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:7'
  await memory.devices.save({ id: 'cart-1', kind: 'cart', staff: false, hardwareKey: hardwareKey(secret, identity) })
  const data = '1aff4c000215e2c56db5dffb48d2b060d0f5a71096e000010007c5'
  await ingest(message('ruuvi', { rssi: -71, data }))
  expect(memory.streamed).toEqual([sightings('cart-1', { rssi: -71, txPower: -59, deviceTime: at(60) })])
})

test('a tag that is registered under its identity is known by gateways that tell its address first', async () => {
  const { ingest, memory } = await open()
  const uuid = 'e2c56db5dffb48d2b060d0f5a71096e0'
  const identity = `ibeacon:${uuid}:1:7`
  await memory.devices.save({ id: 'cart-1', kind: 'cart', staff: false, hardwareKey: hardwareKey(secret, identity) })
  const numbers = { ibeaconUuid: uuid, ibeaconMajor: 1, ibeaconMinor: 7 }
  await ingest(message('minew', [gateway, { ...tag(strangers, -71, 58), ...numbers }]))
  await ingest(message('theengs', { id: strangers, rssi: -72, uuid, major: 1, minor: 7, txpower: -59 }))
  await ingest(message('espresense', { mac: strangers, id: `iBeacon:${uuid}-1-7`, rssi: -73 }))
  expect(memory.streamed).toEqual([
    sightings('cart-1', { rssi: -71, deviceTime: at(58) }),
    sightings('cart-1', { rssi: -72, txPower: -59, deviceTime: at(60) }),
    sightings('cart-1', { rssi: -73, deviceTime: at(60) }),
  ])
  expect(memory.parked()).toEqual([])
})

test('what of a message cannot be read is parked and counted, without the addresses, and its neighbours go through', async () => {
  const { ingest, memory, calls } = await open()
  const punctuated = 'AC:23:3F:00:00:02'
  await ingest(message('minew', [gateway, tag(punctuated, 0, 58), tag(adas, -60, 58), tag(strangers, 5, 58), 'what']))
  expect(memory.streamed).toEqual([sightings('tag-ada', { rssi: -60, deviceTime: at(58) })])
  const [badRssi, wrongShape] = memory.parked()
  expect(badRssi?.detail).toBe(
    '[1].rssi is 0: must be a number of dBm as heard, from -127 to below 0 (and 1 more of this reason)',
  )
  expect([badRssi?.reason, wrongShape?.reason]).toEqual(['bad_rssi', 'wrong_shape'])
  const pseudonym = (address: string) => hardwareKey(secret, address)
  expect(JSON.parse(Buffer.from(badRssi?.body ?? '', 'base64').toString())).toEqual([
    { ...gateway, mac: pseudonym(gateway.mac) },
    tag(pseudonym(bens), 0, 58),
    tag(pseudonym(adas), -60, 58),
    tag(pseudonym(strangers), 5, 58),
    'what',
  ])
  expect(memory.journaled).toEqual([counted('bad_rssi', 2), counted('wrong_shape', 1)])
  for (const address of [adas, bens, strangers, punctuated.toLowerCase()])
    expect(allThatLeft(calls)).not.toContain(address)
})

test("a Ruuvi tag's address is hidden in its advertisement too, when the message is parked", async () => {
  const { ingest, memory, calls } = await open()
  const before = `1bff990405${'00'.repeat(17)}`
  await ingest(message('ruuvi', { rssi: 0, data: before + strangers }))
  expect(JSON.parse(Buffer.from(memory.parked()[0]?.body ?? '', 'base64').toString())).toEqual({
    rssi: 0,
    data: before + hardwareKey(secret, strangers),
  })
  expect(allThatLeft(calls)).not.toContain(strangers)
})

test('of bytes that are no text nothing is shown, as an address may stand in them; what is sealed has them all', async () => {
  const { ingest, memory, calls } = await open()
  const frame = Buffer.from(`bb0100000018${'ac233fc00000'}0001${adas}0001000000dd`, 'hex').toString('base64')
  await ingest(message('minew', '', { body: frame }))
  expect(memory.parked().map(({ reason, body }) => [reason, Buffer.from(body, 'base64').toString()])).toEqual([
    ['wrong_shape', '26 bytes that are no text, not shown for their addresses'],
  ])
  expect(JSON.parse(unseal(secret, memory.parked()[0]?.sealed ?? ''))).toMatchObject({ body: frame })
  expect(allThatLeft(calls)).not.toContain(Buffer.from(adas, 'hex').toString('base64'))
})

test('an address is hidden within packets too, its last byte first', async () => {
  const { ingest, memory, calls } = await open()
  const reversed = '0200003f23ac'
  const raddec = {
    transmitterId: bens,
    rssiSignature: [{ receiverId: '001bc50940810000', rssi: 0 }],
    packets: [`001a${reversed}0201061116e1ffa10364fffe000000ff${reversed}`],
  }
  await ingest(message('raddec', raddec))
  expect(Buffer.from(memory.parked()[0]?.body ?? '', 'base64').toString()).toContain(hardwareKey(secret, bens))
  for (const address of [bens, reversed]) expect(allThatLeft(calls)).not.toContain(address)
})

test('of bytes in hex nothing is shown either', async () => {
  const { ingest, memory, calls } = await open()
  await ingest(message('raddec', `10001602${bens}017f0102ac233fc0000100`))
  expect(memory.parked().map(({ reason }) => reason)).toEqual(['wrong_shape'])
  expect(allThatLeft(calls)).not.toContain(bens)
})

test.each([
  ['in a format that nobody speaks', 'unknown_format', message('bluetooth', [])],
  ['in the name of a built-in', 'unknown_format', message('constructor', [])],
  ['that is no JSON', 'not_json', message('minew', '[{"type":')],
  ['of another shape', 'wrong_shape', message('minew', { mac: adas })],
  ['of nothing', 'empty', message('raddec', '')],
])('a message %s is parked and counted as %s', async (_, reason, published) => {
  const { ingest, memory, calls } = await open()
  await ingest(published)
  expect(memory.parked().map(({ reason, topic, at }) => ({ reason, topic, at }))).toEqual([
    { reason, topic: published.topic, at: at(60) },
  ])
  expect(memory.journaled).toEqual([counted(reason, 1)])
  expect(memory.streamed).toEqual([])
  expect(allThatLeft(calls)).not.toContain(adas)
})

test.each([
  'usher/store/gateways/shoes-gateway/minew/more',
  'usher/store/devices/phone-1/sightings',
  'usher/store/gateways/shoes-gateway/',
])('a message on %s is forged', async (topic) => {
  const { ingest, memory } = await open()
  await ingest(message('minew', [tag(adas, -60, 58)], { topic }))
  expect(memory.parked().map(({ reason, topic }) => ({ reason, topic }))).toEqual([{ reason: 'forged', topic }])
  const { venueId: _, gatewayId: __, ...nobodys } = counted('forged', 1)
  expect(memory.journaled).toEqual([nobodys])
  expect(memory.streamed).toEqual([])
})

test('a message that comes twice is parked once', async () => {
  const { ingest, memory } = await open()
  await ingest(message('minew', '{'))
  await ingest(message('minew', '{'))
  expect(memory.parked()).toHaveLength(1)
})

test('a txPower that no transmitter has is counted, and its sighting stays', async () => {
  const { ingest, memory } = await open()
  await ingest(message('minew', [{ ...tag(adas, -60, 58), ibeaconTxPower: 46 }]))
  expect(memory.streamed).toEqual([sightings('tag-ada', { rssi: -60, deviceTime: at(58) })])
  expect(memory.journaled).toEqual([counted('bad_tx_power', 1)])
})

test.each(['devices.findByHardware', 'events.put', 'parking.park'])(
  'an outage of %s rejects, and nothing was counted by then',
  async (call) => {
    const { ingest, memory, before } = await open()
    const published = message('minew', [tag(adas, -60, 58), tag(strangers, -60, 58), 'what'])
    before(call, outage)
    await expect(ingest(published)).rejects.toThrow('the store is away')
    expect(memory.journaled).toEqual([])
    await ingest(published)
    expect(memory.streamed.at(-1)).toEqual(sightings('tag-ada', { rssi: -60, deviceTime: at(58) }))
    expect(memory.journaled).toEqual([counted('wrong_shape', 1), counted('unregistered_device', 1)])
  },
)

test('what no topic rule selects is a fault of the stack, and rejects', async () => {
  const { ingest } = await open()
  await expect(ingest({ body: '' })).rejects.toThrow('not what the topic rule selects: topic')
})
