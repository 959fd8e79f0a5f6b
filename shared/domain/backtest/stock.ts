import type { ReservationRequest } from '../offer.ts'
import { type Grants, reservationOf } from '../rehearsal.ts'
import type { Grant, Need, Rules } from '../situation.ts'

const minuteMs = 60_000

/** What one offer has given away. */
type Given = { all: number; by: Map<string, number> }

/** Offers that run out and ceilings that are reached, as they would be if nobody had had anything yet. */
export const countedStock = (): Grants => {
  const given = new Map<string, Given>()
  const sends = new Map<string, { minute: number; count: number }>()

  const reserve = (request: ReservationRequest, rules: Rules, now: number): NonNullable<Grant['reservation']> => {
    const offer = rules.release.offers.get(request.offerId)
    const of = given.get(request.offerId) ?? { all: 0, by: new Map() }
    given.set(request.offerId, of)
    const own = of.by.get(request.ledgerId) ?? 0
    const { stock = Number.POSITIVE_INFINITY, budget, perCustomer = Number.POSITIVE_INFINITY, validUntil } = offer ?? {}
    const most = Math.min(
      stock,
      budget === undefined ? Number.POSITIVE_INFINITY : Math.floor(budget.amount / budget.cost),
    )
    if (validUntil !== undefined && now >= validUntil)
      return { granted: false, reason: 'offer_over', saw: 'it has ended' }
    if (of.all >= most) return { granted: false, reason: 'out_of_stock', saw: `${of.all} of ${most} are gone` }
    if (own >= perCustomer)
      return { granted: false, reason: 'offer_limit', saw: `${own} of ${perCustomer} of one person` }
    of.all += 1
    of.by.set(request.ledgerId, own + 1)
    return reservationOf(request, rules, now)
  }

  const hasRoom = (key: string, perMinute: number | undefined, minute: number): boolean => {
    const known = sends.get(key)
    return perMinute === undefined || known?.minute !== minute || known.count < perMinute
  }
  const note = (key: string, minute: number) => {
    const known = sends.get(key)
    sends.set(key, { minute, count: known?.minute === minute ? known.count + 1 : 1 })
  }

  return ({ reserve: request, venueId, isCounted }: Need, rules, now) => {
    const minute = Math.floor(now / minuteMs)
    const { settings } = rules.release
    const isWithinCeiling =
      !isCounted ||
      (hasRoom('*', settings.sendsPerMinute, minute) &&
        hasRoom(venueId, settings.venues[venueId]?.sendsPerMinute, minute))
    if (isCounted && isWithinCeiling) for (const key of ['*', venueId]) note(key, minute)
    if (!request || !isWithinCeiling)
      return { isWithinCeiling, ...(request && { reservation: reservationOf(request, rules, now) }) }
    return { isWithinCeiling, reservation: reserve(request, rules, now) }
  }
}
