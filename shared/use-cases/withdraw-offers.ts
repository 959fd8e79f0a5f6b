import { derivedId } from '#shared/domain/identifier.ts'
import type { Withdrawal } from '#shared/domain/offer-book.ts'
import type { Holder } from '#shared/ports/offers.ts'
import type { Ports, StreamRecord } from '#shared/ports.ts'

const holdersPerPage = 200
const secondPassAfterMs = 2 * 60_000 // by then whoever was given a code while the first ran has it, and is in the index

type WithdrawPorts = Pick<Ports, 'withdrawals' | 'events'>

/** Begins to take back what was not opened of an offer; one that is under way begins anew. */
export const startWithdrawal =
  ({ withdrawals }: Pick<Ports, 'withdrawals'>) =>
  async (offerId: string, now: number): Promise<void> => {
    const start: Withdrawal = { id: derivedId(offerId, now), pass: 1, notBefore: now }
    // a conflict: somebody else moved it on meanwhile, so that one of the two begins anew
    while ((await withdrawals.move(offerId, await withdrawals.find(offerId), start)) === 'conflict');
  }

/** Stops taking back: there is some again. */
export const endWithdrawal =
  ({ withdrawals }: Pick<Ports, 'withdrawals'>) =>
  async (offerId: string): Promise<void> => {
    let before = await withdrawals.find(offerId)
    while (before !== undefined && (await withdrawals.move(offerId, before, undefined)) === 'conflict')
      before = await withdrawals.find(offerId)
  }

/**
 * Goes on with withdrawals that are under way: a record for everybody who has a code that nobody redeemed goes into her
 * mailbox, where it is known whether she has opened the message. About `atMost` of them; the rest is for the next time. Where
 * it stands is written down page by page, so that a crash repeats one page, under the same ids.
 */
export const withdrawOffers =
  (ports: WithdrawPorts) =>
  async (now: number, atMost: number, offerIds?: readonly string[]): Promise<number> => {
    let told = 0
    for (const offerId of offerIds ?? (await ports.withdrawals.pending())) {
      let at = await ports.withdrawals.find(offerId)
      while (at !== undefined && at.notBefore <= now && told < atMost) {
        const { holders, next } = await ports.withdrawals.holders(offerId, {
          limit: holdersPerPage,
          ...(at.after === undefined ? {} : { after: at.after }),
        })
        const records = recordsOf(offerId, at, holders, now)
        if (records.length > 0) await ports.events.put(records)
        told += records.length
        const moved = nextOf(at, next, now)
        // somebody else goes on with it, or it has ended
        if ((await ports.withdrawals.move(offerId, at, moved)) === 'conflict') break
        at = moved
      }
    }
    return told
  }

const nextOf = ({ id, pass }: Withdrawal, next: string | undefined, now: number): Withdrawal | undefined => {
  if (next !== undefined) return { id, pass, notBefore: now, after: next }
  return pass === 1 ? { id, pass: 2, notBefore: now + secondPassAfterMs } : undefined
}

const recordsOf = (
  offerId: string,
  { id, pass }: Withdrawal,
  holders: readonly Holder[],
  now: number,
): StreamRecord[] => {
  const good = holders.filter(({ expiresAt }) => expiresAt > now)
  const byPerson = new Map(good.map((one) => [one.ledgerId, one]))
  return [...byPerson.values()].map(({ ledgerId, deviceId }) => {
    const [, customerId] = /^customer:(.+)$/.exec(ledgerId) ?? []
    const whom = customerId === undefined ? { deviceId } : { customerId }
    return {
      key: customerId === undefined ? `visitor:${deviceId}` : ledgerId,
      body: { v: 1, kind: 'withdraw', id: derivedId(id, pass, ledgerId), ...whom, offerId, receivedAt: now },
    }
  })
}
