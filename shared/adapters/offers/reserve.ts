import type { Offer, Reservation, ReservationRequest } from '#shared/domain/offer.ts'
import { serialOf, writeCode } from '#shared/domain/offer-code.ts'
import { grantOf } from '#shared/domain/offer-held.ts'
import type { Catalog } from '#shared/ports/offers.ts'
import { offerBooks } from './books.ts'
import { ownCodeOf } from './held.ts'
import type { Found, OfferItems } from './items.ts'
import { refused, taking, type Wanted } from './take.ts'

const maxTries = 100

/** Signs a serial: the four characters that follow it in a code. */
export type SignSerial = (serial: string) => Promise<string>

/**
 * Reserves one of an offer for a message, never more than there are, however many do so at once and wherever one of them dies.
 * There are no transactions, so three items are written one after the other, each on a condition of its own:
 *
 * 1. the person's counter of the offer, if there is a limit per customer: +1 and a *mark* under the message's id, if below it;
 * 2. one of the counters that share the stock: the same, if the shard is open and below its share;
 * 3. the code, which names both marks: if it still has the version that it had before step 1 (the marks' *stamp*).
 *
 * The code is the authority. A mark *lives* while its message's code is reserved or confirmed and names that very mark; every
 * living mark has its +1. So as many codes are good as shards have shares, at most. What keeps that true:
 * - A mark with stamp n becomes alive by step 3 at version n only, so once the version is higher and the mark is not alive, it
 *   never will be. Only then is its +1 taken back (`takeBack`, which raises the version first, if it must), and on condition
 *   that this very mark is still there: nobody does so twice. A later reservation of the same message takes an earlier mark
 *   over by putting one with its own, higher stamp in its place, on the same condition: one of the two is refused.
 * - A code that was confirmed is never let go. Letting go raises the version first, and only then takes the marks back.
 * - Whoever dies leaves marks that are alive or not; either way they have their +1, so too few are given out, never too many.
 *   The same message finds them when it is tried again. Otherwise they are settled after a lease of eight hours, by whoever
 *   finds the offer sold out: longer than anything is retried that may still promise the message. Safety does not depend on
 *   that: were a promised code let go, its code would be void, and `confirm` takes another one of the stock for it.
 */
export const reserving = (items: OfferItems, sign: SignSerial) => {
  const books = offerBooks(items)
  const take = taking(items)

  const granted = async (serial: string, expiresAt: number): Promise<Reservation> => ({
    granted: true,
    code: writeCode(serial, await sign(serial)),
    expiresAt,
  })

  const reserveOne = async (
    request: ReservationRequest,
    catalog: Catalog,
    now: number,
    first: Found,
  ): Promise<Reservation> => {
    const offer = catalog.offers.get(request.offerId)
    let looked: Found | undefined = first
    for (let tries = 0; tries < maxTries; tries++) {
      const own = await ownCodeOf(items, request.messageId, looked)
      const has = grantOf(own.kept?.value)
      if (has) return granted(own.serial, has.expiresAt)
      if (offer === undefined) return refused('offer_over', 'it is not in the release')
      if (offer.validUntil !== undefined && offer.validUntil <= now)
        return refused('offer_over', `it was valid until ${new Date(offer.validUntil).toISOString()}`)
      const book = await books.open(offer.id, catalog, now, looked?.book(offer.id))
      looked = undefined
      if (book === undefined) continue
      if (book.value.product?.left === 0) return refused('out_of_stock', 'none of its product is there')
      const answer = await take(wantedBy(request, offer, now), own, book.value, now)
      if (answer === undefined) continue
      return 'granted' in answer ? answer : granted(own.serial, answer.grant?.expiresAt ?? now)
    }
    throw new Error(`offer ${request.offerId}: others were faster ${maxTries} times in a row`)
  }

  return async (requests: readonly ReservationRequest[], catalog: Catalog, now: number) => {
    const first = await items.read({
      books: [...new Set(requests.map(({ offerId }) => offerId))],
      held: requests.map(({ messageId }) => serialOf(messageId, 0)),
    })
    const answers = await Promise.all(
      requests.map(async (one) => [one.messageId, await reserveOne(one, catalog, now, first)] as const),
    )
    return new Map(answers)
  }
}

const wantedBy = (
  { messageId, ledgerId, deviceId }: ReservationRequest,
  { id, venueId, codeValidSeconds, perCustomer, validUntil = Number.POSITIVE_INFINITY }: Offer,
  now: number,
): Wanted => ({
  messageId,
  offerId: id,
  state: 'reserved',
  redemptions: [],
  grant: {
    ledgerId,
    deviceId,
    venueId,
    reservedAt: now,
    expiresAt: Math.min(validUntil, now + codeValidSeconds * 1000),
    ...(perCustomer === undefined ? {} : { perCustomer }),
  },
})
