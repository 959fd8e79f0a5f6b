import { emptyLedger, type Ledger, mergeLedgers } from '#shared/domain/ledger.ts'
import { changeOf, mergeRuns, nextWakeAt, noRuns, type Runs } from '#shared/domain/runs.ts'
import type { Ports } from '#shared/ports.ts'
import { type FinishPorts, finishPending } from './finish-pending.ts'
import { type Kept, keptOf } from './people-read.ts'

const maxTries = 5

/** The customer whom a device came to that was nobody's, and when that was said. */
export type Joining = { customerId: string; saidAt: number }

/**
 * When a device is identified, what it did before counts for its customer: its ledger and its runs are merged into hers, and it
 * forwards. Doing it again changes nothing, so a crash in between is harmless. Two customers are never merged.
 */
export const mergeIdentified = (ports: FinishPorts) => {
  const { people } = ports
  const finish = finishPending(ports)
  const save = async (ledgerId: string, kept: Kept, ledger: Ledger, runs: Runs, now: number) => {
    if (kept.unfinished) await finish(ledgerId, kept.unfinished, kept.runs, now)
    const change = changeOf(kept.runs, runs)
    const pending = change && { change, effects: [] }
    const written = await people.saveLedger(ledgerId, { ...ledger, ...(pending && { pending }) })
    if (written === 'written' && pending)
      await finish(ledgerId, pending, { ...runs, sequence: pending.change.sequence }, now)
    return written
  }
  return async (deviceId: string, { customerId, saidAt }: Joining): Promise<void> => {
    const [from, to] = [`device:${deviceId}`, `customer:${customerId}`]
    for (let tries = 1; tries <= maxTries; tries++) {
      const found = await people.find({ customerIds: [], ledgerIds: [from, to] })
      const own = keptOf(found, from)
      const known = keptOf(found, to)
      if (own === undefined || known === undefined) continue
      // also where she has left it since: an invocation that is late must not bring her back
      const isKnown = own.ledger.forwardsTo === to && (own.ledger.forwardsUntil ?? Number.POSITIVE_INFINITY) >= saidAt
      if (isKnown && isEmpty(own)) return
      const name = `${from}@${own.ledger.version}`
      const merged = isEmpty(own) ? known.ledger : mergeLedgers(known.ledger, own.ledger, name)
      const runs = hasRuns(own.runs) ? withWake(mergeRuns(known.runs, own.runs)) : known.runs
      const isNews = merged !== known.ledger || runs !== known.runs
      if (isNews && (await save(to, known, merged, runs, saidAt)) === 'conflict') continue
      const emptied = { ...emptyLedger, version: own.ledger.version, forwardsTo: to }
      const left = hasRuns(own.runs) ? { ...noRuns, sequence: own.runs.sequence, entered: own.runs.entered } : own.runs
      if ((await save(from, own, emptied, left, saidAt)) === 'written') return
    }
    throw new Error(`ledgers ${from} and ${to} were contested ${maxTries} times in a row`)
  }
}

/** When a device is nobody's any more, its ledger is its own again. */
export const stopForwarding =
  ({ people }: Pick<Ports, 'people'>) =>
  async (deviceId: string, leftAt: number): Promise<void> => {
    const ledgerId = `device:${deviceId}`
    for (let tries = 1; tries <= maxTries; tries++) {
      const { ledgers } = await people.find({ customerIds: [], ledgerIds: [ledgerId] })
      const own = ledgers.get(ledgerId) ?? emptyLedger
      if (own.forwardsTo === undefined || own.forwardsUntil !== undefined) return
      if ((await people.saveLedger(ledgerId, { ...own, forwardsUntil: leftAt })) === 'written') return
    }
    throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
  }

const hasRuns = ({ open }: Runs): boolean => open.length > 0

/** The earliest of both persons' timers may be armed in the other's mailbox: one is armed in hers. */
const withWake = (runs: Runs): Runs => {
  const { wakeAt: _, ...rest } = runs
  const next = nextWakeAt(runs)
  return next === undefined ? rest : { ...rest, wakeAt: next }
}

const isEmpty = ({ ledger: { claims, sends, consents, doNotContact, erased }, runs }: Kept): boolean =>
  claims.length === 0 &&
  Object.keys(sends).length === 0 &&
  Object.keys(consents).length === 0 &&
  !doNotContact &&
  !erased &&
  !hasRuns(runs)
