/**
 * Something that can be redeemed at a till. `stock` is how many there are, `budget` what all of them may cost together (`cost`
 * each), `perCustomer` how many one person may get. `validUntil` and `codeValidSeconds` (after it is sent) end it, whichever
 * is first. `margin` is what one redemption is worth, for arbitration. `productId` is what it is about in the stock feed.
 */
export type Offer = {
  id: string
  name: string
  venueId: string
  stock?: number
  budget?: { amount: number; cost: number }
  perCustomer?: number
  validUntil?: number
  codeValidSeconds: number
  margin?: number
  productId?: string
}

/** One of an offer that is asked for on behalf of a message. Asking again for the same message gives the same answer. */
export type ReservationRequest = {
  offerId: string
  messageId: string
  ledgerId: string
  deviceId: string
  venueId: string
}

/** `code` is single-use and signed. Times in milliseconds since 1970. */
export type Reservation =
  | { granted: true; code: string; expiresAt: number }
  | { granted: false; reason: 'out_of_stock' | 'offer_limit' | 'offer_over'; saw: string }
