import type { Effect } from './effect.ts'
import { derivedId } from './identifier.ts'
import type { Claim, Ledger } from './ledger.ts'
import type { Occasion } from './occasion.ts'

/**
 * What an occasion means for messages that were sent: a receipt notes that one was opened; leaving its place, or the end of
 * its offer, takes one back that was not. One that she opened stands until its printed expiry: she may be on her way to the
 * till with it. Telling the same occasion again gives the same.
 */
export const settleSent = (ledger: Ledger, occasion: Occasion, now: number): { ledger: Ledger; effects: Effect[] } => {
  if (occasion.kind === 'receipt') return { ledger: withReceipt(ledger, occasion.receipt), effects: [] }
  if (!mayWithdraw(occasion)) return { ledger, effects: [] }
  const claims = ledger.claims.map((claim) =>
    claim.withdrawn === undefined && isOver(claim, occasion, now) ? { ...claim, withdrawn: occasion.id } : claim,
  )
  const effects = claims.filter(({ withdrawn }) => withdrawn === occasion.id).map(withdrawalOf)
  return { ledger: effects.length === 0 ? ledger : { ...ledger, claims }, effects }
}

const mayWithdraw = ({ kind }: Occasion) => kind === 'zone.exit' || kind === 'venue.exit' || kind === 'withdraw'

const isOver = ({ message, opened, place }: Claim, occasion: Occasion, now: number): boolean => {
  if (opened || message.expiresAt <= now) return false
  if (occasion.kind === 'withdraw') return message.offer?.id === occasion.offerId
  if (!('visitId' in occasion) || place === undefined || place.venueId !== occasion.venueId) return false
  return occasion.kind === 'venue.exit' || (place.zoneId !== undefined && place.zoneId === occasion.zoneId)
}

const withdrawalOf = ({ message, deviceId }: Claim): Effect => ({
  effect: 'withdraw',
  id: derivedId('withdraw', message.id),
  deviceId,
  messageId: message.id,
  expiresAt: message.expiresAt,
})

const opening: ReadonlySet<string> = new Set(['opened', 'redeemed', 'answered'])

const withReceipt = (ledger: Ledger, { messageId, event }: { messageId: string; event: string }): Ledger => {
  const isNews = ({ message, opened }: Claim) => message.id === messageId && !opened
  if (!opening.has(event) || !ledger.claims.some(isNews)) return ledger
  return { ...ledger, claims: ledger.claims.map((claim) => (isNews(claim) ? { ...claim, opened: true } : claim)) }
}
