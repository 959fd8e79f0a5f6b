import { fingerprint } from '#shared/domain/identifier.ts'
import { ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Reservation } from '#shared/domain/offer.ts'
import { type Book, shareOf } from '#shared/domain/offer-book.ts'
import { type Grant, type Held, heldLimits } from '#shared/domain/offer-held.ts'
import { shardsOf } from './books.ts'
import { heldCodes, type OwnCode } from './held.ts'
import { type Counter, type Found, hadKey, indexOf, type OfferItems } from './items.ts'
import { makeMark, readMark } from './mark.ts'

const personForgottenMs = 400 * 24 * 60 * 60 * 1000

/** One of an offer for a message of somebody, with the state that its code gets. */
export type Wanted = Pick<Held, 'messageId' | 'offerId' | 'redemptions'> & {
  state: 'reserved' | 'confirmed'
  grant: Omit<Grant, 'marks'>
}

export type Refusal = Extract<Reservation, { granted: false }>

/** Takes one of an offer: the three writes whose order and conditions `reserve.ts` explains. */
export const taking = (items: OfferItems) => {
  const codes = heldCodes(items)
  // offers whose generation had no room when this process looked last: no authority, it only saves a read
  const crowded = new Set<string>()

  /** Leaves a mark at a counter: one that is there already, one in an older one's place, or a new one. Undefined: try again. */
  const takeAt = async (key: string, counter: Counter, atMost: number, asked: Asked) => {
    const there = counter.marks.get(asked.messageId)
    const stamp = there === undefined ? -1 : readMark(there).stamp
    if (there !== undefined && stamp === asked.stamp) return { counter: key, mark: there }
    // it belongs to somebody who has seen more: taken over, it would be missing where that one's code names it
    if (stamp > asked.stamp) return undefined
    const mark = makeMark(asked.stamp, asked.now)
    const written =
      there === undefined
        ? await items.take(key, asked.messageId, mark, atMost, asked.forgetAt)
        : await items.remark(key, asked.messageId, there, mark)
    return written === 'written' ? { counter: key, mark } : undefined
  }

  /** Settles what lay longer than a lease at these counters; true: there is more room than before. */
  const makeRoom = async (offerId: string, keys: readonly string[], found: Found, now: number): Promise<boolean> => {
    const stale = keys.flatMap((key) =>
      [...found.counter(key).marks].flatMap(([messageId, mark]) =>
        readMark(mark).at < now - heldLimits.leaseSeconds * 1000 ? [{ key, messageId, mark }] : [],
      ),
    )
    const freed = await Promise.all(stale.map(({ key, messageId, mark }) => codes.lapse(messageId, offerId, key, mark)))
    return freed.includes(true)
  }

  /** One attempt: the code as it stands now, or why there is none. Undefined: somebody was faster somewhere; look again. */
  return async (
    wanted: Wanted,
    { serial, kept }: OwnCode,
    book: Book,
    now: number,
  ): Promise<Held | Refusal | undefined> => {
    const { messageId, offerId, grant } = wanted
    const shards = shardsFrom(book, offerId, messageId)
    const had = hadKey(offerId, grant.ledgerId)
    // what she had before she was known; nothing is added to that any more
    const before = hadKey(offerId, ledgerIdOf({ deviceId: grant.deviceId }))
    const limit = grant.perCustomer
    const persons = limit === undefined ? [] : [had, before]
    const generation = `${offerId} ${book.generation}`
    // most find room at the first shard that they ask: the others are read only by who does not
    const near = crowded.has(generation) ? shards : shards.slice(0, 1)
    const hereAndHers = await items.read({ counters: [...near, ...persons] })
    const already = before === had ? 0 : hereAndHers.counter(before).taken
    const hadSoFar = hereAndHers.counter(had)
    const hers = hadSoFar.marks.get(messageId)

    if (limit !== undefined && hers === undefined && hadSoFar.taken + already >= limit) {
      if (await makeRoom(offerId, persons, hereAndHers, now)) return undefined
      return refused('offer_limit', `she has had ${hadSoFar.taken + already} of ${limit}`)
    }
    const isNear = freeShard(book, near, hereAndHers, messageId) !== undefined
    const all = isNear || near.length === shards.length ? hereAndHers : await items.read({ counters: shards })
    const shard = freeShard(book, isNear ? near : shards, all, messageId)
    if (shard === undefined) crowded.add(generation)
    else crowded.delete(generation)
    if (shard === undefined) {
      if (shards.some((key) => all.counter(key).isClosed)) return undefined
      if (await makeRoom(offerId, shards, all, now)) return undefined
      if (hers !== undefined) await codes.takeBack(messageId, offerId, had, hers)
      return refused('out_of_stock', `none of ${book.units} left`)
    }

    const asked = { messageId, now, stamp: kept?.version ?? 0, forgetAt: undefined }
    const person =
      limit === undefined
        ? 'without limit'
        : await takeAt(had, hadSoFar, limit - already, { ...asked, forgetAt: now + personForgottenMs })
    if (person === undefined) return undefined
    // where this is refused the mark stays at the person's: the next attempt begins with it
    const one = await takeAt(shard.key, all.counter(shard.key), shard.share, asked)
    if (one === undefined) return undefined
    const marks = person === 'without limit' ? [one] : [person, one]
    const held: Held = { ...wanted, grant: { ...grant, marks } }
    if ((await items.saveHeld(serial, held, asked.stamp)) === 'written') return held
    for (const { counter, mark } of marks) await codes.takeBack(messageId, offerId, counter, mark)
    return undefined
  }
}

type Asked = { messageId: string; stamp: number; now: number; forgetAt: number | undefined }

export const refused = (reason: Refusal['reason'], saw: string): Refusal => ({ granted: false, reason, saw })

/** The shards in the order in which a message asks them: each begins at one of its own, so that none is crowded. */
const shardsFrom = (book: Book, offerId: string, messageId: string): string[] => {
  const shards = shardsOf(offerId, book)
  const first = fingerprint(messageId) % shards.length
  return [...shards.slice(first), ...shards.slice(0, first)]
}

/** The shard that has the message's mark already, or the first one that has room. */
const freeShard = (book: Book, shards: readonly string[], found: Found, messageId: string) => {
  const all = shards.map((key) => ({ key, share: shareOf(book, indexOf(key)), ...found.counter(key) }))
  return (
    all.find(({ marks }) => marks.has(messageId)) ??
    all.find(({ taken, share, isClosed }) => taken < share && !isClosed)
  )
}
