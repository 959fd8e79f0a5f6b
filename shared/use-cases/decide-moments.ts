import type { Customer } from '#shared/domain/customer.ts'
import { type Decision, decide } from '#shared/domain/decide.ts'
import { type Claim, claim, emptyLedger, type Ledger, ledgerIdOf, trimmed } from '#shared/domain/ledger.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { Ports } from '#shared/ports.ts'
import type { CausedMoment } from './fold-mailbox.ts'
import type { Live } from './live-release.ts'

/** A moment, and whose device saw it. */
export type Undecided = CausedMoment & { mailbox: string; device: Pick<Presence, 'deviceKind' | 'staff'> }

/** A moment's decisions and all that is promised for it; `again` marks what an earlier try had promised already. */
export type DecidedMoment = Undecided & {
  decisions: readonly Decision[]
  promises: readonly (Claim & { again: boolean })[]
}

const maxTries = 5

/** A person's moments that could not be decided, for the caller to try again later. */
export type Contested = { ledgerId: string; moments: readonly Undecided[]; error: Error }

/**
 * Decides moments and claims what they promise, person by person: one conditional write of her ledger each.
 * Where another device of hers was faster, reads and decides again, five times at most.
 */
export const decideMoments =
  ({ people }: Pick<Ports, 'people'>, random: () => number = Math.random) =>
  async (moments: readonly Undecided[], live: Live): Promise<{ decided: DecidedMoment[]; contested: Contested[] }> => {
    const byLedger = Map.groupBy(moments, ({ moment }) => ledgerIdOf(moment))
    if (byLedger.size === 0) return { decided: [], contested: [] }
    const customerIds = [...new Set(moments.flatMap(({ moment }) => moment.customerId ?? []))]
    const found = await people.find({ customerIds, ledgerIds: [...byLedger.keys()] })

    const settled = await Promise.all(
      [...byLedger].map(async ([ledgerId, group]): Promise<{ decided: DecidedMoment[]; contested: Contested[] }> => {
        const customerId = group[0]?.moment.customerId
        let ledger = found.ledgers.get(ledgerId)
        let customer = customerId === undefined ? undefined : found.customers.get(customerId)
        try {
          for (let tries = 1; tries <= maxTries; tries++) {
            const result = decideInOrder(group, customer, ledger ?? emptyLedger, live)
            const unchanged = result.decided.every(({ promises }) => promises.every(({ again }) => again))
            if (unchanged || (await people.saveLedger(ledgerId, result.ledger)) === 'written')
              return { decided: result.decided, contested: [] }
            await pause(tries * 10 * (0.5 + random()))
            const fresh = await people.find({
              customerIds: customerId === undefined ? [] : [customerId],
              ledgerIds: [ledgerId],
            })
            ledger = fresh.ledgers.get(ledgerId)
            customer = customerId === undefined ? undefined : fresh.customers.get(customerId)
          }
          throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
        } catch (error) {
          return { decided: [], contested: [{ ledgerId, moments: group, error: error as Error }] }
        }
      }),
    )
    return { decided: settled.flatMap((one) => one.decided), contested: settled.flatMap((one) => one.contested) }
  }

const decideInOrder = (
  group: readonly Undecided[],
  customer: Customer | undefined,
  stored: Ledger,
  { release, pauses }: Live,
): { decided: DecidedMoment[]; ledger: Ledger } => {
  let ledger = stored
  const decided = group.map((one): DecidedMoment => {
    const { moment, device } = one
    const earlier = ledger.claims.filter(({ momentId }) => momentId === moment.id)
    const { decisions, claims } = decide({
      moment,
      device: { kind: device.deviceKind, staff: device.staff },
      customer,
      ledger,
      candidates: release.candidates(moment),
      pauses,
      capNeeds: release.capNeeds,
      now: moment.receivedAt,
    })
    if (claims.length > 0) ledger = trimmed(claim(ledger, claims, moment.receivedAt, release.capNeeds))
    const promises = [
      ...earlier.map((one) => ({ ...one, again: true })),
      ...claims.map((one) => ({ ...one, again: false })),
    ]
    return { ...one, decisions, promises }
  })
  return { decided, ledger }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
