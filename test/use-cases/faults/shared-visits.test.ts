import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { memoryPorts } from '#shared/adapters/memory.ts'
import { ledgerLimits } from '#shared/domain/ledger.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { type SharedVisits, sharedVisitLimits } from '#shared/domain/shared-visit.ts'
import type { Ports } from '#shared/ports.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { aJourney } from '#test/support/builders.ts'
import { aroundPorts } from '#test/support/faults/around.ts'
import { deliver } from '#test/support/faults/deliver.ts'
import { schedules } from '#test/support/faults/schedule.ts'
import { faultsOf } from '#test/support/story.ts'
import { aReport, entries, identified, knowAda, openStore, rang } from '../support.ts'

type Memory = ReturnType<typeof memoryPorts>
type Walk = readonly {
  phone: 'phone-1' | 'phone-2'
  spot: 'boots' | 'shoes' | 'watches' | 'cafe'
  restSeconds: number
}[]

/** What two phones of Ada's hear, one after the other. */
const walks: fc.Arbitrary<Walk> = fc.array(
  fc.record({
    phone: fc.constantFrom('phone-1' as const, 'phone-2' as const),
    spot: fc.constantFrom('shoes' as const, 'boots' as const, 'watches' as const, 'cafe' as const),
    restSeconds: fc.constantFrom(5, 5, 5, 40, 300),
  }),
  { minLength: 2, maxLength: 8 }, // in one batch no more moments than a ledger tells apart
)

const { zoneId: _, ...anywhere } = aJourney().entrance
const welcome = { ...aJourney({ id: 'welcome', step: { class: 'service' } }), entrance: anywhere }

/** Writes down, in the order of the ledger's versions, which moments became hers. */
const watchHers = (memory: Memory) => {
  const hers: string[] = []
  let told = new Set<string>()
  let largest = 0
  const ports: Ports = aroundPorts(memory, async ({ name, args }, go) => {
    const answer = await go()
    const [ledgerId, ledger] = args as Parameters<Ports['people']['saveLedger']>
    if (name !== 'people.saveLedger' || ledgerId !== 'customer:ada' || answer === 'conflict') return answer
    largest = Math.max(largest, JSON.stringify(ledger).length)
    const { devices }: SharedVisits = ledger.shared ?? { devices: {}, visits: {} }
    const now = Object.values(devices).flatMap((part) => part.told)
    hers.push(...now.filter((one) => !told.has(one) && !one.endsWith('~')))
    told = new Set([...told, ...now])
    return answer
  })
  return { ports, hers, largest: () => largest }
}

const momentsOf = (memory: Memory): Moment[] => [
  ...new Map(entries(memory, 'moment').map(({ moment }) => [moment.id, moment])).values(),
]

/** Her zones need not be left innermost first where two devices are in them: a path is rebuilt zone by zone. */
const alternationFaults = (story: readonly Moment[]): string[] => {
  const open = new Set<string>()
  return story.flatMap(({ kind, zoneId = 'the venue', id }) => {
    const isEnter = kind === 'zone.enter' || kind === 'venue.enter'
    const isExit = kind === 'zone.exit' || kind === 'venue.exit'
    const isWrong = (isEnter && open.has(zoneId)) || (isExit && !open.has(zoneId))
    if (isEnter) open.add(zoneId)
    if (isExit) open.delete(zoneId)
    return isWrong ? [`${kind} ${zoneId} (${id}) twice`] : []
  })
}

test('two devices of a customer in any interleaving and whatever goes wrong: she enters and leaves in turn, and is welcomed once each time', async () => {
  await fc.assert(
    fc.asyncProperty(walks, schedules(), async (walk, schedule) => {
      const { memory, engage } = await openStore({ phones: ['phone-1', 'phone-2'], release: { journeys: [welcome] } })
      await knowAda(memory)
      await engage(['phone-1', 'phone-2'].map((phone) => identified(phone, 'ada')))
      const watch = watchHers(memory)
      let seconds = 60
      const records = walk.map(({ phone, spot, restSeconds }) => {
        seconds += restSeconds
        return aReport(phone, seconds, spot)
      })
      const shards = ['device:phone-1', 'device:phone-2'].map((mailbox) =>
        records.filter(({ partitionKey }) => partitionKey === mailbox),
      )
      const { told } = await deliver(watch.ports, shards, schedule)
      const ring = engageVisitors(watch.ports)
      for (let rounds = 0; rounds < 60; rounds++) {
        const [due] = await memory.timers.due(0, Number.POSITIVE_INFINITY)
        if (due === undefined) break
        expect(await ring([rang(due.mailbox, due.dueAt)])).toEqual([])
      }

      const moments = momentsOf(memory)
      const story = watch.hers.flatMap((short) => moments.find(({ id }) => id.startsWith(short)) ?? [])
      const enters = story.filter(({ kind }) => kind === 'zone.enter')
      const messages = new Set(memory.published.map(({ message }) => message.id))
      const shared = new Set(entries(memory, 'moment').flatMap(({ moment, isShared }) => (isShared ? [moment.id] : [])))
      const contradicted = story.filter(({ id }) => shared.has(id))
      const devices = ['phone-1', 'phone-2'].flatMap((phone) =>
        faultsOf(
          moments.filter(({ deviceId }) => deviceId === phone).map((one) => ({ ...one, visitId: 'hers' })),
        ).filter((fault) => !fault.includes('a visit of this id')),
      )
      expect({ told, hers: story.length, faults: [...alternationFaults(story), ...devices], contradicted }).toEqual({
        told,
        hers: moments.length - shared.size,
        faults: [],
        contradicted: [],
      })
      expect(messages.size).toBe(enters.length)
      expect(story.filter(({ kind }) => kind === 'venue.exit')).toHaveLength(
        story.filter(({ kind }) => kind === 'venue.enter').length,
      )
      expect(watch.largest()).toBeLessThan(ledgerLimits.bytes)
    }),
    { numRuns: 200 },
  )
}, 60_000)

test('a customer with more devices than anybody carries keeps her ledger small', async () => {
  const phones = Array.from({ length: 20 }, (_, i) => `phone-${i}-${'x'.repeat(16)}`)
  const { memory, engage } = await openStore({ phones, release: { journeys: [welcome] } })
  await knowAda(memory)
  for (const phone of phones) await engage([identified(phone, 'ada')])
  const watch = watchHers(memory)
  const walk = engageVisitors(watch.ports)
  const rounds = ['shoes', 'watches', 'boots', 'cafe', 'shoes', 'watches', 'boots', 'cafe'] as const
  for (const [i, spot] of rounds.entries()) {
    for (const phone of phones) await walk([aReport(phone, 60 + 10 * i, spot)])
  }
  const { ledgers } = await memory.people.find({ customerIds: [], ledgerIds: ['customer:ada'] })
  expect(Object.keys(ledgers.get('customer:ada')?.shared?.devices ?? {})).toHaveLength(sharedVisitLimits.devices)
  expect(watch.largest()).toBeLessThan(ledgerLimits.bytes)
})
