import { ledgerLimits } from './ledger.ts'

/**
 * What a code is about, by its serial. `reserved` is for a message that may never be promised, `confirmed` for one that was,
 * `let_go` for one that was not. A grant names the places where it is counted, and the mark that it left there.
 */
export type Held = {
  messageId: string
  offerId: string
  state: 'reserved' | 'confirmed' | 'let_go'
  grant?: {
    ledgerId: string
    deviceId: string
    venueId: string
    reservedAt: number
    expiresAt: number
    /** How many she might have when it was reserved. */
    perCustomer?: number
    marks: readonly { counter: string; mark: string }[]
  }
  /** In the order of their times: the first one counts, the others were handed out by tills that were offline. */
  redemptions: readonly Redemption[]
}

/** `id` is the till's own. Times in milliseconds since 1970. */
export type Redemption = { id: string; tillId: string; at: number }

export const heldLimits = {
  leaseSeconds: ledgerLimits.retrySeconds + 60 * 60, // longer than any retry that may still promise it
  keptSeconds: 90 * 24 * 60 * 60, // after it has expired, for tills that were offline
  redemptions: 20, // of one code: more tills than that were not offline together
} as const

export type Grant = NonNullable<Held['grant']>

/** The grant, where the code is good. */
export const grantOf = (held: Held | undefined): Grant | undefined =>
  held === undefined || held.state === 'let_go' ? undefined : held.grant

/** What a till is told. `isConflict`: something was handed out for a code that another till had redeemed before. */
export type Redeemed =
  | { result: 'redeemed'; isConflict: boolean; redemption: Redemption }
  | { result: 'already_redeemed'; isConflict: boolean; redemption: Redemption }
  | { result: 'expired'; expiresAt: number | undefined }

/** A till's asking. `at` is there if it was offline, and has handed out what the code is good for, at that time of its clock. */
export type RedemptionRequest = { id: string; tillId: string; at?: number }

/**
 * Redeems a code. The first in time counts, whichever comes first; asking again by the same id changes nothing. A till's clock
 * may be wrong: what lies before the code was made, or in the future, counts as the nearest time that can be.
 */
export const redeem = (
  held: Held,
  { id, tillId, at }: RedemptionRequest,
  now: number,
): { held: Held; told: Redeemed } => {
  const grant = grantOf(held)
  if (grant === undefined) return { held, told: { result: 'expired', expiresAt: held.grant?.expiresAt } }
  const known = held.redemptions.find((one) => one.id === id && one.tillId === tillId)
  if (known) return { held, told: toldOf(held.redemptions, known, true) }
  const happened = Math.min(now, Math.max(grant.reservedAt, at ?? now))
  if (happened > grant.expiresAt) return { held, told: { result: 'expired', expiresAt: grant.expiresAt } }
  const redemption = { id, tillId, at: happened }
  const [first] = held.redemptions
  const isFull = held.redemptions.length >= heldLimits.redemptions
  if (first && (at === undefined || isFull))
    return { held, told: { result: 'already_redeemed', isConflict: at !== undefined, redemption: first } }
  const redemptions = [...held.redemptions, redemption].sort(inTime)
  return { held: { ...held, state: 'confirmed', redemptions }, told: toldOf(redemptions, redemption, at !== undefined) }
}

const toldOf = (redemptions: readonly Redemption[], mine: Redemption, isHandedOut: boolean): Redeemed => {
  const [first = mine] = redemptions
  const result = first === mine ? 'redeemed' : 'already_redeemed'
  return { result, isConflict: isHandedOut && redemptions.length > 1, redemption: first }
}

const inTime = (a: Redemption, b: Redemption): number =>
  a.at - b.at || (`${a.tillId} ${a.id}` < `${b.tillId} ${b.id}` ? -1 : 1)
