import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { memoryPorts } from '#shared/adapters/memory.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { aNote, aReleaseContent } from '#test/support/builders.ts'
import { deliver } from '#test/support/faults/deliver.ts'
import { calm, type Schedule, schedules } from '#test/support/faults/schedule.ts'
import { ledgerOf, presenceOf, rang } from '../support.ts'
import { aSecondRelease, type Day, days, journeys, openForTheDay, phones, shardsOf } from './day.ts'
import {
  brokenPromises,
  decisionFaults,
  mixedBatches,
  momentIds,
  storyFaults,
  unaccounted,
  watchClaims,
} from './promises.ts'

type Memory = ReturnType<typeof memoryPorts>

const maxRounds = 50

/** Rings every timer that is written down, on time, until there are none. */
const ringAll = async (memory: Memory) => {
  const engage = engageVisitors(memory)
  for (let round = 0; round < maxRounds; round++) {
    const [due] = await memory.timers.due(0, Number.POSITIVE_INFINITY)
    if (due === undefined) return
    expect(await engage([rang(due.mailbox, due.dueAt)])).toEqual([])
  }
  throw new Error(`timers still ring after ${maxRounds} rounds`)
}

/** Lives through a day whose calls go wrong by a schedule. `meanwhile` happens among them. */
const live = async (
  day: Day,
  schedule: Schedule,
  meanwhile: readonly ((memory: Memory) => Promise<unknown>)[] = [],
) => {
  const { memory } = await openForTheDay()
  const watch = watchClaims(memory, { journeys })
  const shards = shardsOf(day)
  const acts = meanwhile.map((act) => () => act(memory))
  const { told, written } = await deliver(watch.ports, shards, schedule, acts)
  return { memory, watch, told, written, records: shards.flat() }
}

type Lived = Awaited<ReturnType<typeof live>>

/** Holds a day against what must be true of it; a counterexample tells its schedule, call by call, and what broke. */
const always = (
  breaches: (lived: Lived, day: Day) => Promise<readonly string[]>,
  meanwhile: Parameters<typeof live>[2] = [],
) =>
  fc.assert(
    fc.asyncProperty(days, schedules(), async (day, schedule) => {
      const lived = await live(day, schedule, meanwhile)
      const broken = await breaches(lived, day)
      if (broken.length === 0) return
      throw new Error(`${['after', ...lived.told, 'this broke:', ...broken].join('\n  ')}\n`)
    }),
    { numRuns: 150, includeErrorInReport: true },
  )

test('whatever goes wrong, the same happened to the same people, and every record is accounted for', async () => {
  await always(async ({ memory, records }, day) => {
    const undisturbed = await live(day, calm)
    await ringAll(memory)
    await ringAll(undisturbed.memory)
    const [ids, expected] = [momentIds(memory), momentIds(undisturbed.memory)]
    const isSame = ids.join() === expected.join()
    return [...(isSame ? [] : [`moments ${ids} instead of ${expected}`]), ...unaccounted(memory, records)]
  })
})

test('whatever goes wrong, enters and exits alternate, one stay lies inside the other, and no timer is lost', async () => {
  await always(async ({ memory }) => {
    await ringAll(memory)
    const stored = await Promise.all(phones.map((phone) => presenceOf(memory, `device:${phone}`)))
    const open = stored.flatMap((presence) => (presence?.visit ? [`${presence.deviceId} never left`] : []))
    return [...storyFaults(memory), ...open]
  })
})

test('whatever goes wrong, what is claimed is sent under one id, with consent and within its caps', async () => {
  await always(async ({ memory, watch }) => brokenPromises(memory, watch))
})

test('no marketing is claimed any more once she has said no, whatever goes wrong meanwhile', async () => {
  const revoke = async (memory: Memory) => {
    const ids = ['customer:ada', 'device:phone-1', 'device:phone-2']
    for (const id of ids) {
      const ledger = await ledgerOf(memory, id)
      if (!ledger) continue
      const marketing = { status: 'revoked', since: 0 } as const
      await memory.people.saveLedger(id, { ...ledger, consents: { ...ledger.consents, marketing } })
    }
  }
  await always(async ({ memory, watch }) => brokenPromises(memory, watch), [revoke])
})

test('whatever goes wrong, every moment has one decision for each journey that it could lead into', async () => {
  await always(async ({ memory }) => decisionFaults(memory, aReleaseContent({ journeys })))
})

test('a batch sees one release, also where one is published in the midst of it', async () => {
  const publish = (memory: Memory) => memory.releases.publish(aSecondRelease, 'release-1', aNote())
  await always(
    async ({ memory, watch, written }) => [...mixedBatches(written), ...brokenPromises(memory, watch)],
    [publish],
  )
})
