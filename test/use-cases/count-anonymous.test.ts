import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { endOfDay } from '#shared/domain/anonymous-counts.ts'
import { beaconKey, withoutMac } from '#shared/domain/sighting.ts'
import { topics } from '#shared/domain/topic.ts'
import { countVisitors } from '#shared/use-cases/count-quarters.ts'
import { ingestGateways } from '#shared/use-cases/ingest-gateways.ts'
import { aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { aVenue, beaconOf } from '#test/support/venues.ts'
import { outage, watchedPorts } from './support.ts'

const secret = 'a key that nobody knows'
const day = 24 * 3600

const address = (i: number) => `d4f513${i.toString(16).padStart(6, '0')}`
const crowd = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => address(first + i))

const open = async (countsAnonymous = true) => {
  const watched = watchedPorts()
  const venues = [aVenue({ countsAnonymous })]
  await watched.memory.releases.publish(aReleaseContent({ venues }), undefined, aNote())
  const count = countVisitors(watched.memory)
  return {
    ...watched,
    /** A process that has heard nothing yet. */
    start: () => ingestGateways(watched.ports, async () => secret),
    quarter: async (seconds = 60) => {
      const quarters = await count('store', { from: at(seconds), until: at(seconds) + 1, now: at(seconds) })
      return Array.isArray(quarters) ? quarters[0] : quarters
    },
    names: () => watched.names().filter((name) => name.startsWith('anonymous') || name.startsWith('releases')),
  }
}

const hears = (addresses: readonly string[], seconds = 60, gatewayId = 'shoes-gateway') => ({
  body: Buffer.from(
    JSON.stringify(addresses.map((mac) => ({ type: 'Unknown', mac, rssi: -60, timestamp: at(seconds) }))),
  ).toString('base64'),
  topic: topics.gateway('store', gatewayId, 'minew'),
  clientId: gatewayId,
  receivedAt: at(seconds),
})

const few = { count: null, reason: 'under_10' }

test('whom nobody registered is counted by the zone of the gateway, each once, whoever hears her how often', async () => {
  const { start, quarter } = await open()
  const [one, other] = [start(), start()]
  for (const ingest of [one, other, one]) {
    await ingest(hears(crowd(1, 20), 60))
    await ingest(hears(crowd(11, 30), 61, 'boots-gateway'))
  }
  expect(await quarter()).toEqual({
    from: at(0),
    until: at(900),
    venue: { count: 30 },
    zones: { fashion: { count: 30 }, shoes: { count: 30 }, boots: { count: 20 }, watches: few, cafe: few },
  })
})

test('a message that is handed in again after an outage counts nobody twice', async () => {
  const { start, quarter, before } = await open()
  const ingest = start()
  before('journal.append', outage)
  await expect(ingest(hears(crowd(1, 20)))).rejects.toThrow('the store is away')
  await ingest(hears(crowd(1, 20)))
  expect((await quarter())?.venue).toEqual({ count: 20 })
})

test('nobody whom somebody registered is counted, nor is a beacon on the wall', async () => {
  const { start, quarter, memory, names } = await open()
  const own = crowd(1, 20)
  for (const [i, mac] of own.entries())
    await memory.devices.save({ id: `tag-${i}`, kind: 'tag', staff: false, hardwareKey: hardwareKey(secret, mac) })
  await start()(hears(own))
  await start()(hears([beaconOf('watches').mac ?? '']))
  expect((await quarter())?.venue).toEqual(few)
  expect(names()).not.toContain('anonymous.raise')
  expect(beaconKey(withoutMac(beaconOf('shoes')))).toMatch(/^ibeacon:/)
})

test('where the venue does not allow it nobody is counted: no salt is made, nothing is written', async () => {
  const { start, quarter, names } = await open(false)
  const ingest = start()
  for (let i = 0; i < 50; i++) await ingest(hears(crowd(i, i + 20), 60 + i))
  expect(names()).toEqual(['releases.liveVersion', 'releases.load'])
  expect(await quarter()).toBe('off')
})

test('a flood costs a write a message at most, and none once everybody is known', async () => {
  const { start, names } = await open()
  const ingest = start()
  await ingest(hears(crowd(1, 400)))
  await ingest(hears(crowd(401, 800)))
  for (let i = 0; i < 20; i++) await ingest(hears(crowd(i + 1, 700)))
  expect(names()).toEqual([
    'releases.liveVersion',
    'releases.load',
    'anonymous.salt',
    'anonymous.raise',
    'anonymous.raise',
  ])
})

test('no address and no pseudonym of one leaves through any port but inside a sketch', async () => {
  const { start, calls } = await open()
  await start()(hears(crowd(1, 20)))
  const left = JSON.stringify(calls.filter(({ name }) => name !== 'devices.findByHardware')).toLowerCase()
  for (const mac of crowd(1, 20)) {
    expect(left).not.toContain(mac)
    expect(left).not.toContain(hardwareKey(secret, mac).toLowerCase())
  }
})

test('yesterday’s salt is gone, and yesterday’s sketch says nothing about who came again', async () => {
  const { start, memory } = await open()
  const ingest = start()
  await ingest(hears(crowd(1, 200)))
  const yesterdays = await memory.anonymous.salt('store', '2026-11-21', endOfDay(at(60), 'Europe/Vienna'))
  expect(yesterdays).toBeDefined()
  expect(await memory.anonymous.destroySalts(at(day))).toBe(1)
  await ingest(hears(crowd(1, 200), day + 60))
  expect(await memory.anonymous.salt('store', '2026-11-21', endOfDay(at(60), 'Europe/Vienna'))).toBeUndefined()
  const sketches = await memory.anonymous.sketches('store', at(0), at(2 * day), at(2 * day))
  const [first, second] = sketches.map(({ sketch }) => sketch)
  const agreeing = first?.filter((run, i) => run > 0 && run === second?.[i]).length ?? 0
  const raised = first?.filter((run) => run > 0).length ?? 0
  // had the salt been the same, every register would agree; two strangers' crowds of 200 share a few by chance
  expect([sketches.length, raised > 150, agreeing < 40]).toEqual([2, true, true])
})

test('a message that comes after its day is over makes no new salt for it, and is not counted', async () => {
  const { start, memory, quarter } = await open()
  await start()(hears(crowd(1, 20)))
  await memory.anonymous.destroySalts(at(day))
  await start()(hears(crowd(21, 60), 61))
  expect((await quarter())?.venue).toEqual({ count: 20 })
})

test('a release that allows or forbids it is known a minute later', async () => {
  const { start, memory, quarter } = await open(false)
  const ingest = start()
  await ingest(hears(crowd(1, 20)))
  const venues = [aVenue({ countsAnonymous: true })]
  await memory.releases.publish(aReleaseContent({ version: 'release-2', venues }), 'release-1', aNote())
  await ingest(hears(crowd(1, 20), 119))
  await ingest(hears(crowd(1, 30), 120))
  expect((await quarter(120))?.venue).toEqual({ count: 30 })
})

test('a gateway that the venue does not know counts nobody', async () => {
  const { start, names } = await open()
  await start()(hears(crowd(1, 20), 60, 'somewhere'))
  expect(names()).not.toContain('anonymous.salt')
})
