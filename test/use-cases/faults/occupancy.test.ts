import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { memoryPorts } from '#shared/adapters/memory.ts'
import { countOccupancy } from '#shared/use-cases/count-occupancy.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { at } from '#test/support/builders.ts'
import { deliver } from '#test/support/faults/deliver.ts'
import { schedules } from '#test/support/faults/schedule.ts'
import { presenceOf, rang } from '../support.ts'
import { days, openForTheDay, phones, shardsOf } from './day.ts'

type Memory = ReturnType<typeof memoryPorts>

/** Who is where, by what each mailbox says of itself: phones of one customer are one visitor. */
const truth = async (memory: Memory) => {
  const stored = await Promise.all(phones.map((phone) => presenceOf(memory, `device:${phone}`)))
  const visitors = Map.groupBy(
    stored.flatMap((presence) => (presence?.visit ? [presence] : [])),
    ({ customerId, deviceId }) => customerId ?? deviceId,
  )
  const zones: Record<string, number> = { fashion: 0, shoes: 0, boots: 0, watches: 0, cafe: 0 }
  const floors: Record<string, number> = { ground: 0, first: 0 }
  for (const devices of visitors.values()) {
    const inside = new Set(devices.flatMap(({ visit }) => visit?.stays.map(({ zoneId }) => zoneId) ?? []))
    for (const zoneId of inside) zones[zoneId] = (zones[zoneId] ?? 0) + 1
    const onFloors = new Set([...inside].map((zoneId) => (zoneId === 'cafe' ? 'first' : 'ground')))
    for (const floorId of onFloors) floors[floorId] = (floors[floorId] ?? 0) + 1
  }
  return { at: at(9000), venue: visitors.size, zones, floors }
}

test('whatever comes twice or goes wrong, the count is exact, and nobody is left when all have gone', async () => {
  await fc.assert(
    fc.asyncProperty(days, schedules(90), async (day, schedule) => {
      const { memory } = await openForTheDay()
      const count = countOccupancy(memory)
      const { told } = await deliver(memory, shardsOf(day), schedule)
      expect({ told, counted: await count('store', at(9000)) }).toEqual({ told, counted: await truth(memory) })

      const engage = engageVisitors(memory)
      for (let rounds = 0; rounds < 60; rounds++) {
        const [due] = await memory.timers.due(0, Number.POSITIVE_INFINITY)
        if (due === undefined) break
        await engage([rang(due.mailbox, due.dueAt)])
      }
      expect(await count('store', at(9000))).toMatchObject({ venue: 0, floors: { ground: 0, first: 0 } })
    }),
    { numRuns: 200 },
  )
}, 60_000)
