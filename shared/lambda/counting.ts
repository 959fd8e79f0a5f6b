import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Journal, Parking, People, Phones, Ports, Timers } from '#shared/ports.ts'
import { parkedMetric, suppressedMetric, webhookMetric } from './metric-names.ts'
import { type Count, count } from './metrics.ts'

/** The same ports, with what goes through them counted where it happens: nothing behind them knows of metrics. */
export const counting = <P extends Partial<Ports>>(ports: P, add: Count = count): P => ({
  ...ports,
  ...(ports.phones && { phones: countingPhones(ports.phones, add) }),
  ...(ports.people && { people: countingPeople(ports.people, add) }),
  ...(ports.timers && { timers: countingTimers(ports.timers, add) }),
  ...(ports.journal && { journal: countingJournal(ports.journal, add) }),
  ...(ports.parking && { parking: countingParking(ports.parking, add) }),
})

const countingPhones = (phones: Phones, add: Count): Phones => ({
  publish: async (deviceId, message) => {
    try {
      await phones.publish(deviceId, message)
    } catch (error) {
      add('PublishFailures')
      throw error
    }
    add('Messages.published')
  },
})

const countingPeople = (people: People, add: Count): People => ({
  ...people,
  saveLedger: async (ledgerId, ledger) => {
    const written = await people.saveLedger(ledgerId, ledger)
    if (written === 'conflict') add('ClaimConflicts')
    return written
  },
})

const countingTimers = (timers: Timers, add: Count): Timers => ({
  ...timers,
  arm: async (armed, now) => {
    await timers.arm(armed, now)
    add('TimersArmed', armed.length)
  },
})

const countingParking = (parking: Parking, add: Count): Parking => ({
  ...parking,
  park: async (parked) => {
    await parking.park(parked)
    add('Parked', parked.length)
    for (const { reason } of parked) add(parkedMetric(reason))
  },
})

const countingJournal = (journal: Journal, add: Count): Journal => ({
  append: async (entries) => {
    await journal.append(entries)
    for (const entry of entries) countEntry(entry, add)
  },
})

const countEntry = (entry: JournalEntry, add: Count): void => {
  if (entry.type === 'outcomes') for (const { outcome } of entry.outcomes) add(`Outcome.${outcome}`)
  if (entry.type === 'moment') add('Moments')
  if (entry.type === 'message' && !entry.again) add('Messages.claimed')
  if (entry.type === 'receipt') add(`Messages.${entry.receipt.event}`)
  if (entry.type === 'counted' && entry.source === 'receive-webhooks') {
    const refused = webhookMetric(entry.reason)
    if (refused !== undefined) add(refused, entry.count)
  }
  if (entry.type === 'decision' && entry.suppressed !== undefined) {
    add('Suppressed')
    const reason = suppressedMetric(entry.suppressed)
    if (reason !== undefined) add(reason)
  }
}
