import type { Phone } from '#shared/client/phone.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { costOf } from '../cost/cost.ts'
import { usageBetween } from '../cost/usage.ts'
import { wallClock } from '../local/wall-clock.ts'
import { createDeliveries } from './deliveries.ts'
import { createHappenings } from './happenings.ts'
import { createStopwatch } from './latency.ts'
import { learnVenue } from './learn-venue.ts'
import { customerIdOf, loadReplay, type Shopper, type Visitor } from './load.ts'
import { watchMemory } from './memory.ts'
import type { Recording } from './recording.ts'
import { deviceIdOf, type Notes, openVisits, reportOf } from './report.ts'
import { staggered, untilAllHaveLeft } from './schedule.ts'
import { stroll } from './stroll.ts'
import { type Summary, sdkCallsBetween } from './summary.ts'
import type { System } from './system.ts'
import { createTally } from './tally.ts'
import { sightingId } from './walks.ts'

/** Of the system's time. A walk takes half a minute, so about a dozen shoppers are under way at once. */
const secondsBetweenStarts = 3

// of wall time
const lingerMilliseconds = 10_000
const lookEveryMilliseconds = 100

type Progress = { accounted: number; expected: number; messages: number }

export type Replay = {
  venueId: string
  /** Takes a line of the system's journal. */
  take(entry: JournalEntry): void
  progress(): Progress
  visitors(): Visitor[]
  /** Walks all walks through a running system. Rejects when the venue or the phones can't be set up. */
  run(system: System): Promise<Summary>
}

/** Prepares a replay of a recording that delivers each message of a phone `times` times; phones send `batch` sightings at once, or each second's. */
export const createReplay = (recording: Recording, times: number, batch?: number): Replay => {
  const notes: Notes = {
    tally: createTally(times),
    happenings: createHappenings(),
    stopwatch: createStopwatch(),
    trouble: new Set(),
    startOf: new Map(),
    received: new Map(),
  }
  const { tally, happenings, received } = notes
  const customers = new Map<string, string>()

  const run = async (system: System): Promise<Summary> => {
    const shoppers = await loadReplay(system, recording, learnVenue(recording))
    for (const { walk, identity } of shoppers) {
      tally.expect(identity.deviceId, walk.heard.map(sightingId))
      received.set(identity.deviceId, [])
      customers.set(identity.deviceId, customerIdOf(walk))
    }
    await system.idle()

    const began = performance.now()
    const callsBefore = system.apiCalls()
    const usageBefore = system.usage?.()
    const memory = watchMemory()
    await staggered(system.clock, shoppers, secondsBetweenStarts, (shopper) =>
      // one phone's trouble is told in the summary; the others walk on
      walkThrough(notes, system, recording.id, shopper, { times, batch }).catch((error: Error) => {
        notes.trouble.add(error.message)
      }),
    )
    const ids = shoppers.map(deviceIdOf)
    await untilAllHaveLeft(system, () => openVisits(happenings.of(ids).moments))

    const report = reportOf(notes, shoppers, recording)
    return {
      ...report,
      times,
      sdkCalls: sdkCallsBetween(callsBefore, system.apiCalls(), report),
      ...(usageBefore && system.usage && { cost: costOf(usageBetween(usageBefore, system.usage()), report.sightings) }),
      memory: memory.stop(),
      elapsedSeconds: Math.round((performance.now() - began) / 100) / 10,
    }
  }

  return {
    venueId: recording.id,
    take: (entry) => {
      tally.take(entry)
      happenings.take(entry)
    },
    progress: () => ({ ...tally.progress(), messages: happenings.messages() }),
    visitors: () =>
      [...received].map(([deviceId, shown]) => ({ deviceId, customerId: customers.get(deviceId) ?? '', shown })),
    run,
  }
}

const walkThrough = async (
  notes: Notes,
  system: System,
  venueId: string,
  shopper: Shopper,
  how: { times: number; batch: number | undefined },
) => {
  const { deviceId } = shopper.identity
  const deliveries = createDeliveries(how.times)
  const { phone, startedAt } = await stroll(system, venueId, shopper, {
    batch: how.batch,
    deliveries,
    onPhone: (created) => listen(notes, deviceId, created),
  })
  notes.startOf.set(deviceId, startedAt)
  await linger(notes, deviceId, system.lingerMilliseconds ?? lingerMilliseconds)
  await deliveries.flush()
  await phone.close()
}

const listen = ({ stopwatch, happenings, trouble, received }: Notes, deviceId: string, phone: Phone) => {
  phone.onPublished(({ ids, publishedAt }) => stopwatch.published(deviceId, ids, publishedAt))
  phone.onMessage(({ id }) => {
    stopwatch.delivered(id, wallClock())
    happenings.arrived(id)
    received.get(deviceId)?.push(id)
  })
  phone.onTrouble(({ message }) => trouble.add(message))
}

/** A phone stays until all that it caused has come back, so that no message finds it gone. */
const linger = async ({ tally, happenings }: Notes, deviceId: string, milliseconds: number) => {
  const until = performance.now() + milliseconds
  while (performance.now() < until) {
    if (tally.isSettled(deviceId) && happenings.of([deviceId]).underWay.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, lookEveryMilliseconds))
  }
}
