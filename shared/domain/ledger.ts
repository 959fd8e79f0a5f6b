import type { Consents } from './customer.ts'
import type { Message } from './message.ts'
import type { CapNeed } from './release.ts'
import type { PendingRuns } from './runs.ts'
import type { SharedVisits } from './shared-visit.ts'

/**
 * A message that was promised. It is published until the batch that claimed it commits, always under the same id. `momentId` is
 * the occasion's. Whoever leaves `place` has it taken back, unless she opened it; `withdrawn` is the occasion that did.
 */
export type Claim = {
  momentId: string
  journeyId: string
  deviceId: string
  at: number
  message: Message
  place?: { venueId: string; zoneId?: string }
  opened?: true
  withdrawn?: string
}

/**
 * What must be decided together about one person (or one device that nobody has identified): one item, one version.
 *
 * `sends` are the times of marketing sends by cap scope ('*' for all of them), `claims` the promises of the last 48 hours.
 * `forwardsTo` is set when a device was identified: its customer's ledger goes on from here. Once she has left the device,
 * `forwardsUntil` says when: what it did before that stays hers, also for a process that has not noticed yet.
 * `shared` is where all devices of a customer are, so that they share one visit a venue. `pending` is what her runs' own item
 * may not hold yet.
 */
export type Ledger = {
  version: number
  consents: Consents
  doNotContact: boolean
  erased: boolean
  sends: Readonly<Record<string, readonly number[]>>
  claims: readonly Claim[]
  mergedFrom: readonly string[]
  forwardsTo?: string
  forwardsUntil?: number
  shared?: SharedVisits
  pending?: PendingRuns
}

export const emptyLedger: Ledger = {
  version: 0,
  consents: {},
  doNotContact: false,
  erased: false,
  sends: {},
  claims: [],
  mergedFrom: [],
}

export const ledgerLimits = {
  claimSeconds: 48 * 60 * 60, // longer than any record can be retried or any sighting be late
  bytes: 16 * 1024, // an update bills the whole item
  serviceBytes: 4 * 1024, // of these, what marketing leaves free for messages that she needs
  pendingBytes: 3 * 1024, // what claims leave free for changes of runs
  retrySeconds: 7 * 60 * 60, // the stream gives a record up after six hours: until then its promises may be asked for
  mergesRemembered: 10, // devices that came to this customer last
}

/** The ledger that decides for a device: its customer's, or its own until somebody is identified. */
export const ledgerIdOf = ({ deviceId, customerId }: { deviceId?: string; customerId?: string }): string =>
  customerId === undefined ? `device:${deviceId}` : `customer:${customerId}`

/** True while a purpose is granted and has not run out. No word is a no. */
export const hasConsent = ({ consents }: Ledger, purpose: string, now: number): boolean => {
  const consent = consents[purpose]
  return consent?.status === 'granted' && (consent.until === undefined || now < consent.until)
}

/** How many marketing messages went out in the window that ends now. */
export const sendsWithin = ({ sends }: Ledger, key: string, windowSeconds: number, now: number): number =>
  (sends[key] ?? []).filter((at) => at > now - windowSeconds * 1000).length

/**
 * Adds promises to a ledger; marketing ones count against caps. What no cap and no retry can ask for any more is let go:
 * a record that comes again, or from a slower shard, is decided as of its own arrival, so its window reaches further back.
 */
export const claim = (
  ledger: Ledger,
  claims: readonly Claim[],
  now: number,
  needs: ReadonlyMap<string, CapNeed>,
): Ledger => {
  const sends: Record<string, number[]> = {}
  const marketing = claims.filter(({ message }) => message.class === 'marketing')
  const counted = [...marketing.map(({ journeyId }) => journeyId), ...marketing.map(() => '*')]
  for (const key of new Set([...Object.keys(ledger.sends), ...counted])) {
    const need = needs.get(key)
    if (!need) continue
    const times = [...(ledger.sends[key] ?? []), ...counted.filter((one) => one === key).map(() => now)]
    const kept = times
      .filter((at) => at > now - (need.windowSeconds + ledgerLimits.claimSeconds) * 1000)
      .sort((a, b) => a - b)
      .slice(-need.limit)
    if (kept.length > 0) sends[key] = kept
  }
  const recent = ledger.claims.filter(({ at }) => at > now - ledgerLimits.claimSeconds * 1000)
  return { ...ledger, sends, claims: [...recent, ...claims] }
}

/** True if a ledger does not fit its item, `spareBytes` of it left free. */
export const isFull = (ledger: Ledger, spareBytes = 0): boolean =>
  Buffer.byteLength(JSON.stringify(ledger)) > ledgerLimits.bytes - spareBytes

/** Makes a ledger fit its item by letting the oldest claims go that were made before a time; no retry asks for them. */
export const trimmed = (ledger: Ledger, madeBefore = Number.POSITIVE_INFINITY): Ledger => {
  let fit = ledger
  while (isFull(fit) && fit.claims.length > 1 && (fit.claims[0]?.at ?? madeBefore) < madeBefore) {
    fit = { ...fit, claims: fit.claims.slice(1) }
  }
  return fit
}

/** Adds promises as `claim` does, and makes room for them where old ones may go. */
export const claimWithin = (
  ledger: Ledger,
  claims: readonly Claim[],
  now: number,
  needs: ReadonlyMap<string, CapNeed>,
): Ledger => trimmed(claim(ledger, claims, now, needs), now - ledgerLimits.retrySeconds * 1000)

/**
 * One person out of two ledgers: claims and sends united, the stricter of two consents, any refusal stands.
 * `name` says which state of the other ledger this is; merging the same one again changes nothing.
 */
export const mergeLedgers = (known: Ledger, other: Ledger, name: string): Ledger =>
  known.mergedFrom.includes(name) ? known : united(known, other, name)

const united = (known: Ledger, other: Ledger, name: string): Ledger =>
  trimmed({
    ...known,
    mergedFrom: [...known.mergedFrom, name].slice(-ledgerLimits.mergesRemembered),
    consents: strictest(known.consents, other.consents),
    doNotContact: known.doNotContact || other.doNotContact,
    erased: known.erased || other.erased,
    sends: unite(known.sends, other.sends),
    claims: [
      ...known.claims,
      ...other.claims.filter((one) => !known.claims.some((mine) => mine.message.id === one.message.id)),
    ].sort((a, b) => a.at - b.at),
  })

const strictest = (a: Consents, b: Consents): Consents => {
  const merged: Record<string, Consents[string]> = { ...a }
  for (const [purpose, theirs] of Object.entries(b)) {
    const ours = merged[purpose]
    if (ours === undefined || (ours.status === 'granted' && theirs.status !== 'granted')) merged[purpose] = theirs
    else if (ours.status === 'granted') {
      const ends = [ours.until, theirs.until].filter((until) => until !== undefined)
      merged[purpose] = ends.length === 0 ? ours : { ...ours, until: Math.min(...ends) }
    }
  }
  return merged
}

const unite = (a: Ledger['sends'], b: Ledger['sends']): Ledger['sends'] =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
      key,
      [...(a[key] ?? []), ...(b[key] ?? [])].sort((x, y) => x - y),
    ]),
  )
