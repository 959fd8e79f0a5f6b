import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { noteHeard } from '#shared/use-cases/note-heard.ts'
import { aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { beaconOf } from '#test/support/venues.ts'
import { aRecord, aReport, enrolled, outage, published, rang } from './support.ts'

const stranger = { uuid: '0'.repeat(31).concat('1'), major: 3, minor: 4, mac: 'aabbccddeeff' }

const open = async (own: Partial<ReturnType<typeof memoryPorts>['health']> = {}) => {
  const memory = memoryPorts()
  await memory.releases.publish(aReleaseContent(), undefined, aNote())
  const troubles: Error[] = []
  const health = { ...memory.health, ...own }
  const engage = engageVisitors(
    memory,
    undefined,
    noteHeard(health, (error) => troubles.push(error)),
  )
  await engage([enrolled('phone-1'), enrolled('phone-2')])
  return { memory, engage, troubles, notes: async () => (await memory.health.notes('store')).map(({ note }) => note) }
}

test('the first thing that is heard is noted at once: who, how often, when last, and the moments that came of it', async () => {
  const { engage, notes } = await open()
  await engage([aReport('phone-1', 60)])
  expect(await notes()).toEqual([
    {
      at: at(60),
      heard: [[beaconKey(beaconOf('shoes')), 3, at(60)]],
      moments: [
        ['beacon|', 1],
        ['beacon|fashion', 1],
        ['beacon|shoes', 1],
      ],
      lags: [['phones', [0]]],
      batteries: [],
      unknown: [],
    },
  ])
})

test('no venue is noted more than once a minute, and what came meanwhile is in the next note', async () => {
  const { engage, notes } = await open()
  for (const seconds of [60, 70, 80, 119]) await engage([aReport('phone-1', seconds)])
  expect(await notes()).toHaveLength(1)
  await engage([aReport('phone-2', 120)])
  expect((await notes()).map(({ heard }) => heard)).toEqual([
    [[beaconKey(beaconOf('shoes')), 3, at(60)]],
    [[beaconKey(beaconOf('shoes')), 12, at(120)]],
  ])
})

test('a beacon that nobody registered is noted by its identity, without its address', async () => {
  const { engage, notes } = await open()
  const sightings = [{ id: 's1', at: at(60), beacon: stranger, rssi: -60 }]
  await engage([aRecord('device:phone-1', published('phone-1', { sightings }))])
  expect((await notes())[0]?.unknown).toEqual([[beaconKey({ ...stranger, mac: undefined } as never), 1]])
  expect(JSON.stringify(await notes())).not.toContain('aabbccddeeff')
})

test('moments that a timer raises are noted as well, and nobody’s name is', async () => {
  const { engage, memory, notes } = await open()
  await engage([aReport('phone-1', 60)])
  for (const { mailbox, dueAt } of [...memory.started]) await engage([rang(mailbox, dueAt)])
  expect((await notes()).flatMap(({ moments }) => moments).length).toBeGreaterThan(3)
  expect(JSON.stringify(await notes())).not.toContain('phone-1')
})

test('what staff do is no measure of what shoppers miss', async () => {
  const { engage, notes } = await open()
  await engage([
    aRecord('device:clerk', {
      v: 1,
      kind: 'enrol',
      deviceId: 'clerk',
      deviceKind: 'phone',
      staff: true,
      receivedAt: at(0),
    }),
  ])
  await engage([aReport('clerk', 60)])
  expect((await notes()).map(({ heard, moments }) => [heard.length, moments])).toEqual([[1, []]])
})

test('a note that can not be written fails no record', async () => {
  const { engage, troubles } = await open({ note: async () => outage() })
  expect(await engage([aReport('phone-1', 60)])).toEqual([])
  expect(troubles.map(({ message }) => message)).toEqual(['the store is away'])
})
