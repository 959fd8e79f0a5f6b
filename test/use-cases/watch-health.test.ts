import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { HealthNote } from '#shared/domain/health.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { showHealth } from '#shared/use-cases/show-health.ts'
import { watchHealth } from '#shared/use-cases/watch-health.ts'
import { aReleaseContent, aNote as aReleaseNote, at } from '#test/support/builders.ts'
import { aStation, aVenue, beaconOf } from '#test/support/venues.ts'
import { entries, outage, watchedPorts } from './support.ts'

const secret = async () => 'a hardware key'
const gateways = aVenue().gateways.map(({ id }) => id)

const aNote = (own: Partial<HealthNote> = {}, speaking: readonly string[] = gateways): HealthNote => ({
  at: at(60),
  heard: speaking.map((id) => [`gateway:${id}`, 5, own.at ?? at(60)] as const),
  moments: speaking.map((id) => [`gateway|${id.replace('-gateway', '')}`, 1] as const),
  lags: [],
  batteries: [],
  unknown: [],
  ...own,
})

const open = async () => {
  const watched = watchedPorts(memoryPorts())
  await watched.memory.releases.publish(aReleaseContent({ venues: [aVenue(), aStation()] }), undefined, aReleaseNote())
  const watch = watchHealth(watched.ports, secret)
  let seconds = 0
  return {
    ...watched,
    watch,
    show: showHealth(watched.ports),
    minute: async (speaking: readonly string[] = gateways, own: Partial<HealthNote> = {}) => {
      seconds += 60
      await watched.memory.health.note('store', aNote({ at: at(seconds), ...own }, speaking))
      return watch(at(seconds))
    },
    now: () => at(seconds),
  }
}

test('a gateway that falls silent is told to the journal once, with its journeys, and counted for as long as it is', async () => {
  const { minute, memory, show, now } = await open()
  for (let i = 0; i < 30; i++) await minute()
  const without = gateways.filter((id) => id !== 'shoes-gateway')
  let counted = await minute(without)
  for (let i = 0; i < 9; i++) counted = await minute(without)

  expect(counted).toMatchObject({ gateway_silent: 1, beacon_silent: 0, changes: 0 })
  const told = entries(memory, 'health')
  expect(told).toEqual([
    {
      type: 'health',
      at: told[0]?.at,
      id: told[0]?.id,
      venueId: 'store',
      subject: { kind: 'gateway', id: 'shoes-gateway' },
      change: 'silent',
      since: at(30 * 60),
      momentsLost: told[0]?.momentsLost,
      journeys: ['shoe-care'],
    },
  ])
  const board = await show('store', now())
  const gateway = board?.anchors.find(({ id }) => id === 'shoes-gateway')
  expect([board?.colour, board?.journeys, board?.momentsLost]).toEqual(['red', ['shoe-care'], 10])
  expect(gateway).toEqual({
    kind: 'gateway',
    id: 'shoes-gateway',
    zones: ['fashion', 'shoes'],
    state: 'silent',
    since: at(30 * 60),
    heardAt: at(30 * 60),
    momentsLost: 10,
    journeys: ['shoe-care'],
  })
  expect((await show('station', now()))?.colour).toBe('green')
  expect(await show('nowhere', now())).toBeUndefined()
})

test('notes are taken in once, whatever fails on the way', async () => {
  const { minute, memory, before, watch } = await open()
  await minute()
  before('health.forgetNotes', outage)
  await expect(minute()).rejects.toThrow('the store is away')
  expect(await memory.health.notes('store')).toHaveLength(1)
  const once = await memory.health.board('store')
  await watch(at(120))
  const again = await memory.health.board('store')
  expect(again?.anchors.get('gateway:shoes-gateway')?.ever).toEqual(once?.anchors.get('gateway:shoes-gateway')?.ever)
  expect(await memory.health.notes('store')).toEqual([])
})

test('a change that was told and not kept is told again under the same id', async () => {
  const { minute, memory, before } = await open()
  const low = { batteries: [['gateway:shoes-gateway', { percent: 9 }]] } satisfies Partial<HealthNote>
  before('health.saveBoard', outage, 2)
  await expect(minute(gateways, low)).rejects.toThrow('the store is away')
  await minute()
  const told = entries(memory, 'health')
  expect(told.map(({ change }) => change)).toEqual(['battery_low', 'battery_low'])
  expect(new Set(told.map(({ id }) => id)).size).toBe(1)
})

test('a venue whose board can not be read does not keep others from being watched', async () => {
  const { minute, memory, before } = await open()
  before('health.board', (args) => (args[0] === 'station' ? outage() : undefined), 2)
  await expect(minute()).rejects.toThrow('the store is away')
  expect((await memory.health.board('store'))?.version).toBe(1)
})

test('a battery is found by the hash of its beacon’s address or identity', async () => {
  const { minute, show, now } = await open()
  const names = ['c3000000abcd', beaconKey(beaconOf('boots'))]
  const batteries = names.map((name, i) => [hardwareKey('a hardware key', name), { volts: 2.9 - i }] as const)
  await minute(gateways, { batteries })
  const board = await show('store', now())
  expect(board?.anchors.flatMap(({ id, battery }) => (battery ? [[id, battery.volts, battery.low]] : []))).toEqual([
    ['boots', 1.9, true],
    ['watches', 2.9, false],
  ])
  expect([board?.colour, board?.counts.batteryLow]).toEqual(['amber', 1])
})

test('an hour that has ended is learned once, for its hour of the week', async () => {
  const { minute, memory } = await open()
  for (let i = 0; i < 61; i++) await minute()
  const saturdayAtTen = 5 * 24 + 10 // nine in UTC
  const known = await memory.health.usualHour('store', saturdayAtTen)
  expect(known?.anchors.get('gateway:shoes-gateway')).toMatchObject({ sightings: 5, weeks: 1 })
  expect(known?.zones.get('gateway|shoes')).toMatchObject({ moments: 1, weeks: 1 })
  expect(known?.kinds.beacon).toEqual({ awake: 0, weeks: 1 })
})
