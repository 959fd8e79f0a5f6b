import { expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { learnVenue } from '#infra/replay/learn-venue.ts'
import type { Heard, Walk } from '#infra/replay/recording.ts'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { ingestGateways } from '#shared/use-cases/ingest-gateways.ts'
import { readRecord } from '#shared/use-cases/read-record.ts'
import { aRelease } from '#test/support/builders.ts'
import { relive } from '#test/support/mailbox.ts'
import { faultsOf } from '#test/support/story.ts'
import { longestUnseen, theMall, turnedAround } from './mall.ts'

const address = 'c3000025ef6a'
const start = Date.UTC(2026, 10, 21)
const secret = 'a key that nobody knows'

/** One tag as one gateway heard it at a whole second, written as its hardware would. */
type Write = (heard: { gatewayAddress: string; rssi: number; at: number }) => string | Uint8Array

const byDemo =
  (format: string): Write =>
  ({ gatewayAddress, rssi, at }) =>
    writers[format]?.(gatewayAddress, [{ address, rssi, advertisement: tagAdvertisement(address, 1) }], at)[0] ?? ''

const binaryLong: Write = ({ gatewayAddress, rssi }) => {
  const advertisement = tagAdvertisement(address, 1)
  const frame = Buffer.from(`bb0100000000${gatewayAddress}0001${address}0001${'00'}${advertisement}0000dd`, 'hex')
  frame.writeUInt8(advertisement.length / 2, 22)
  frame.writeInt8(rssi, frame.length - 2)
  frame.writeUInt32BE(frame.length, 2)
  return frame
}

const formats: readonly [name: string, format: string, Write][] = [
  ['minew', 'minew', byDemo('minew')],
  ['minew, binary long', 'minew', binaryLong],
  ['raddec', 'raddec', byDemo('raddec')],
  ['ruuvi', 'ruuvi', byDemo('ruuvi')],
  [
    'aruba',
    'aruba',
    ({ gatewayAddress, rssi, at }) =>
      JSON.stringify({
        reporter: { mac: gatewayAddress },
        reported: [{ mac: address, lastSeen: String(at / 1000), rssi: { last: rssi } }],
      }),
  ],
  [
    'kontakt',
    'kontakt',
    ({ gatewayAddress, rssi, at }) =>
      JSON.stringify([{ sourceId: gatewayAddress, deviceAddress: address, rssi, timestamp: at / 1000 }]),
  ],
  ['espresense', 'espresense', ({ rssi }) => JSON.stringify({ mac: address, id: 'name:tag', rssi })],
  ['theengs', 'theengs', ({ rssi }) => JSON.stringify({ id: 'C3:00:00:25:EF:6A', rssi })],
  ['monitor', 'monitor', ({ rssi }) => JSON.stringify({ id: 'C3:00:00:25:EF:6A', rssi: String(rssi) })],
  ['shelly', 'shelly', ({ rssi }) => JSON.stringify({ info: { data: { address, rssi } } })],
]

/** What became of a walk that these gateways told of. */
const lived = async (walk: Walk, mall: Venue, format: string, write: Write) => {
  const gatewayOf = new Map(mall.beacons.map(({ id, identity }) => [beaconKey(identity), id]))
  const memory = memoryPorts()
  await memory.devices.save({ id: 'tag', kind: 'tag', staff: false, hardwareKey: hardwareKey(secret, address) })
  const ingest = ingestGateways(memory, async () => secret)
  const startedAt = walk.heard[0]?.at ?? 0
  const secondOf = ({ at }: Heard) => start + Math.floor((at - startedAt) / 1000) * 1000
  for (const heard of walk.heard) {
    const receivedAt = secondOf(heard)
    const gatewayId = gatewayOf.get(beaconKey(heard.beacon)) ?? ''
    await ingest({
      body: Buffer.from(write({ gatewayAddress: 'ac233fc00000', rssi: heard.rssi, at: receivedAt })).toString('base64'),
      topic: topics.gateway(mall.id, gatewayId, format),
      clientId: gatewayId,
      receivedAt,
    })
  }
  const release = aRelease({ venues: [turnedAround(mall)], journeys: [] })
  const events = memory.streamed.flatMap(({ key, body }, i) => {
    const data = Buffer.from(JSON.stringify(body))
    return readRecord({ sequence: String(i), partitionKey: key, arrivedAt: start, data }).events.map(
      ({ event }) => event,
    )
  })
  const enrolled = { kind: 'enrol', deviceId: 'tag', deviceKind: 'tag', staff: false, receivedAt: start } as const
  return {
    heard: events.length,
    parked: memory.parked(),
    moments: relive([enrolled, ...events], () => release).moments,
  }
}

test('a recorded walk ends in the same zones, whichever hardware tells of it', async ({ skip }) => {
  const recording = await theMall(skip)
  const mall = learnVenue(recording)
  const walks = longestUnseen(recording, 4)
  let entered = 0
  for (const walk of walks) {
    const lives = []
    for (const [name, format, write] of formats) lives.push({ name, ...(await lived(walk, mall, format, write)) })
    const { moments = [] } = lives[0] ?? {}
    entered += moments.filter(({ kind }) => kind === 'zone.enter').length
    expect(faultsOf(moments)).toEqual([])
    for (const one of lives) {
      expect([one.name, one.heard, one.parked]).toEqual([one.name, walk.heard.length, []])
      expect([one.name, one.moments]).toEqual([one.name, moments])
    }
  }
  expect(entered).toBeGreaterThan(8)
})
