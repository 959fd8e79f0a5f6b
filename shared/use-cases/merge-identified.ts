import { emptyLedger, type Ledger, mergeLedgers } from '#shared/domain/ledger.ts'
import type { Ports } from '#shared/ports.ts'

const maxTries = 5

/** The customer whom a device came to that was nobody's, and when that was said. */
export type Joining = { customerId: string; saidAt: number }

/**
 * When a device is identified, what it did before counts for its customer: its ledger is merged into hers, and forwards.
 * Doing it again changes nothing, so a crash in between is harmless. Two customers are never merged.
 */
export const mergeIdentified =
  ({ people }: Pick<Ports, 'people'>) =>
  async (deviceId: string, { customerId, saidAt }: Joining): Promise<void> => {
    const [from, to] = [`device:${deviceId}`, `customer:${customerId}`]
    for (let tries = 1; tries <= maxTries; tries++) {
      const { ledgers } = await people.find({ customerIds: [], ledgerIds: [from, to] })
      const own = ledgers.get(from) ?? emptyLedger
      // also where she has left it since: an invocation that is late must not bring her back
      const isKnown = own.forwardsTo === to && (own.forwardsUntil ?? Number.POSITIVE_INFINITY) >= saidAt
      if (isKnown && isEmpty(own)) return
      const known = ledgers.get(to) ?? emptyLedger
      const merged = isEmpty(own) ? known : mergeLedgers(known, own, `${from}@${own.version}`)
      if (merged !== known && (await people.saveLedger(to, merged)) === 'conflict') continue
      if ((await people.saveLedger(from, { ...emptyLedger, version: own.version, forwardsTo: to })) === 'written')
        return
    }
    throw new Error(`ledgers ${from} and ${to} were contested ${maxTries} times in a row`)
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

const isEmpty = ({ claims, sends, consents, doNotContact, erased }: Ledger): boolean =>
  claims.length === 0 &&
  Object.keys(sends).length === 0 &&
  Object.keys(consents).length === 0 &&
  !doNotContact &&
  !erased
