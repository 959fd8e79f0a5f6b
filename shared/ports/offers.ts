import type { Offer, Reservation, ReservationRequest } from '#shared/domain/offer.ts'
import type { Withdrawal } from '#shared/domain/offer-book.ts'
import type { Grant, Held, Redeemed, RedemptionRequest } from '#shared/domain/offer-held.ts'
import type { Page } from '#shared/domain/page-of.ts'

/** The offers of the release that decides. Versions sort by time: an older one never changes what a newer one has set. */
export type Catalog = { version: string; offers: ReadonlyMap<string, Offer> }

/** `left` of an offer, null where any number may go; `issued` are the codes given out since it began. */
export type Stock = {
  left: number | null
  issued: number
  source: 'defined' | 'set'
  product?: { left: number; at: number }
}

export type Offers = {
  /** Reserves one of each offer. The same message gets the same answer again, until it is let go. */
  reserve(requests: readonly ReservationRequest[], catalog: Catalog, now: number): Promise<Map<string, Reservation>>
  /** Notes that these messages were promised, so that what they hold never comes back. To be called until it is done. */
  confirm(messageIds: readonly string[]): Promise<void>
  /** Lets reservations go whose message was never promised. Doing it twice changes nothing. */
  letGo(requests: readonly Pick<ReservationRequest, 'messageId'>[]): Promise<void>
  /** How many are left of each offer of a catalog. */
  stock(catalog: Catalog): Promise<Map<string, Stock>>
  /** From now on so many may be given out, whatever the definition says; the budget still holds. */
  restock(offerId: string, left: number, catalog: Catalog, now: number): Promise<Stock>
  /** Notes how many pieces of its product there are, unless something newer is known. At none, none is given out. */
  noteProduct(offerId: string, product: { left: number; at: number }, catalog: Catalog): Promise<'newer' | 'older'>
}

export type Codes = {
  find(serial: string): Promise<Held | undefined>
  /** Undefined: there is no such code. `whose` tells whom it was given to. */
  redeem(
    serial: string,
    request: RedemptionRequest,
    now: number,
  ): Promise<{ told: Redeemed; held: Held; whose: Grant | undefined } | undefined>
}

/** Who has a code of an offer that was not redeemed. */
export type Holder = { ledgerId: string; deviceId: string; messageId: string; expiresAt: number }

export type Withdrawals = {
  /** Who has a code that nobody redeemed, in pages of any order; a code that was given out just now may be missing. */
  holders(offerId: string, page: Page): Promise<{ holders: Holder[]; next?: string }>
  /** The offers whose unopened messages are being taken back. */
  pending(): Promise<string[]>
  find(offerId: string): Promise<Withdrawal | undefined>
  /** Begins one, goes on with it, or ends it (undefined); takes only if it still stands at `before`. */
  move(offerId: string, before: Withdrawal | undefined, after: Withdrawal | undefined): Promise<'written' | 'conflict'>
}
