import type { Offer, ReservationRequest } from '#shared/domain/offer.ts'
import type { Catalog } from '#shared/ports/offers.ts'
import { morning } from './builders.ts'

/** Free shoe care in the department store; the code is good for an hour. As many as are asked for. */
export const anOffer = (own: Partial<Offer> = {}): Offer => ({
  id: 'care',
  name: 'Shoe care',
  venueId: 'store',
  codeValidSeconds: 3600,
  ...own,
})

/** The offers of one release. Later versions sort behind earlier ones. */
export const aCatalog = (offer: Partial<Offer> | readonly Offer[] = {}, version = '2026-11-21'): Catalog => {
  const offers = Array.isArray(offer) ? (offer as readonly Offer[]) : [anOffer(offer as Partial<Offer>)]
  return { version, offers: new Map(offers.map((one) => [one.id, one])) }
}

/** Shoe care asked for on behalf of a message of somebody's phone. */
export const aRequest = (own: Partial<ReservationRequest> = {}): ReservationRequest => {
  const messageId = own.messageId ?? 'm1'
  return {
    offerId: 'care',
    messageId,
    ledgerId: `customer:of-${messageId}`,
    deviceId: `phone-of-${messageId}`,
    venueId: 'store',
    ...own,
  }
}

export const requests = (many: number, own: Partial<ReservationRequest> = {}): ReservationRequest[] =>
  Array.from({ length: many }, (_, i) => aRequest({ messageId: `m${i + 1}`, ...own }))

export const noon = morning + 3 * 60 * 60 * 1000
