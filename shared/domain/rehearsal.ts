import { decide } from './decide.ts'
import { derivedId } from './identifier.ts'
import { ledgerIdOf } from './ledger.ts'
import type { Occasion, WakeOccasion } from './occasion.ts'
import type { Reservation, ReservationRequest } from './offer.ts'
import type { Aside, Decided, Grant, Need, Person, Rules } from './situation.ts'

/** Answers what a message needs from outside, for as long as nobody is really sent anything. */
export type Grants = (need: Need, rules: Rules, now: number) => Grant

/** What somebody reacts to, as of when, and why it is nobody's to react to, if it is. */
export type Happening = { occasion: Occasion; now: number; aside?: Aside }

/** An engine asks for what it needs, and once more if that brings others to the fore; it does not ask for ever. */
const roundsAtMost = 5

/** Decides what somebody would get. Nothing is sent and nothing stored: `grants` says whether there are offers, and room. */
export const rehearse = (
  rules: Rules,
  grants: Grants,
  person: Person,
  { occasion, now, aside }: Happening,
): Decided => {
  const granted = new Map<string, Grant>()
  const { customer } = person
  const device = { kind: 'phone', staff: customer?.staff ?? false } as const
  const situation = { occasion, device, person, rules, granted, now, ...(aside && { aside }) }
  for (let round = 0; round < roundsAtMost; round++) {
    const decided = decide(situation)
    if (decided.needs.length === 0) return { ...decided, person: kept(decided.person) }
    for (const need of decided.needs) granted.set(need.messageId, grants(need, rules, now))
  }
  throw new Error(`occasion ${occasion.id} needed more each time that it was decided, ${roundsAtMost} times in a row`)
}

/** As she is once all is written down. */
const kept = ({ ledger: { pending: _, ...ledger }, ...person }: Person): Person => ({
  ...person,
  ledger,
  stored: person.runs,
})

/** As many of every offer as anybody asks for, and room for every message. */
export const plenty: Grants = ({ reserve }, rules, now) => ({
  isWithinCeiling: true,
  ...(reserve && { reservation: reservationOf(reserve, rules, now) }),
})

/** A code that no till takes: it is not signed. */
export const reservationOf = (
  { offerId, messageId }: ReservationRequest,
  { release }: Rules,
  now: number,
): Reservation => {
  const { codeValidSeconds = 0, validUntil = Number.POSITIVE_INFINITY } = release.offers.get(offerId) ?? {}
  return {
    granted: true,
    code: `TEST-${messageId.slice(0, 6)}`,
    expiresAt: Math.min(now + codeValidSeconds * 1000, validUntil),
  }
}

/** What the timer of somebody's runs brings, at a time of a clock that is not the wall's. */
export const wakeOf = (
  whom: { customerId: string; deviceId?: string } | { deviceId: string },
  at: number,
): WakeOccasion => ({
  ...whom,
  id: derivedId('wake', ledgerIdOf({ deviceId: '', ...whom }), at),
  kind: 'wake',
  occurredAt: at,
  receivedAt: at,
})
