import { derivedId } from './identifier.ts'
import type { MessageStep } from './journey.ts'
import { type Claim, claimWithin, isFull, ledgerLimits } from './ledger.ts'
import type { Message } from './message.ts'
import type { Offer, Reservation, ReservationRequest } from './offer.ts'
import { askedBy, type Scene, type Walker } from './scene.ts'
import type { Grant, Need, Reason } from './situation.ts'
import type { Rendered } from './template.ts'

/** A message that may be promised: all that is missing is what it needs from outside, and room in the ledger. */
export type Draft = { walker: Walker; step: MessageStep; deviceId: string; messageId: string; rendered: Rendered }

/** Writes a message, with a placeholder for the code of its offer, or says why it can't be written. */
export const draftOf = (
  scene: Scene,
  walker: Walker,
  step: MessageStep,
  deviceId: string,
): Draft | { unrendered: string } => {
  const isReserved = walker.edition.release.offers.has(step.message.offerId ?? '')
  const rendered = render(scene, walker, step, isReserved ? placeholder : '')
  if ('unrendered' in rendered) return rendered
  return { walker, step, deviceId, messageId: messageIdOf(scene, walker, step), rendered }
}

// as long as a code, so that a text that is too long is too long before anything is reserved; an empty one would be missing
const placeholder = '0000-0000-0000'

/** What a message still needs, and has not been granted. */
export const needOf = (scene: Scene, { walker, step, deviceId, messageId }: Draft): Need | undefined => {
  const { venueId } = walker.run.place
  const { offerId } = step.message
  const isCounted = step.class === 'marketing' && hasCeiling(scene, venueId)
  const isReserved = offerId !== undefined && walker.edition.release.offers.has(offerId)
  if (scene.granted.has(messageId) || (!isReserved && !isCounted)) return undefined
  if (!isReserved) return { messageId, venueId, isCounted }
  const reserve: ReservationRequest = { offerId, messageId, ledgerId: scene.ledgerId, deviceId, venueId }
  return { messageId, venueId, isCounted, reserve }
}

/** Promises a message, in the scene's ledger. */
export const promise = (scene: Scene, draft: Draft): { claim: Claim } | { suppressed: Reason; saw: string } => {
  const { walker, step, deviceId, messageId } = draft
  const { reservation } = scene.granted.get(messageId) ?? ({} as Partial<Grant>)
  if (reservation?.granted === false) return { suppressed: reservation.reason, saw: reservation.saw }
  const code = reservation?.code
  const rendered = code === undefined ? draft.rendered : render(scene, walker, step, code)
  if ('unrendered' in rendered) return { suppressed: 'unrendered', saw: rendered.unrendered }
  const { run, compiled } = walker
  const claim: Claim = {
    momentId: scene.occasion.id,
    journeyId: compiled.journey.id,
    deviceId,
    at: scene.now,
    message: messageOf(draft, rendered, reservation),
    ...(step.withdrawOn === 'venue' && { place: { venueId: run.place.venueId } }),
    ...(step.withdrawOn === 'zone' && { place: { venueId: run.place.venueId, zoneId: run.place.zoneId ?? '' } }),
  }
  const ledger = claimWithin(scene.ledger, [claim], scene.now, scene.rules.release.capNeeds)
  const spare = ledgerLimits.pendingBytes + (step.class === 'marketing' ? ledgerLimits.serviceBytes : 0)
  if (isFull(ledger, spare)) return { suppressed: 'ledger_full', saw: 'no room for one more promise' }
  scene.ledger = ledger
  const times = (run.sent[step.id]?.times ?? 0) + 1
  walker.run = { ...run, sent: { ...run.sent, [step.id]: { messageId, times } } }
  return { claim }
}

const hasCeiling = ({ rules }: Scene, venueId: string): boolean => {
  const { settings } = rules.release
  return (settings.sendsPerMinute ?? settings.venues[venueId]?.sendsPerMinute) !== undefined
}

/** A step that a loop comes back to sends another message each time. */
const messageIdOf = ({ ledgerId }: Scene, { compiled, run }: Walker, { id }: MessageStep): string => {
  const times = run.sent[id]?.times ?? 0
  return derivedId(ledgerId, compiled.journey.id, id, run.occasionId, ...(times === 0 ? [] : [times]))
}

/** Stands for a code until one is reserved: as long as one, so that a text that fits now will fit then. */
const anyCode = 'XXXX-XXXX-XXXX'

const render = (scene: Scene, walker: Walker, step: MessageStep, code = anyCode) => {
  const { offerId } = step.message
  const subject = askedBy(scene, walker)
  const { language } = walker.customer?.traits ?? {}
  const offer = offerId === undefined ? undefined : offerOf(walker.edition.release.offers.get(offerId), offerId, code)
  return walker.edition.render(
    step,
    offer ? { ...subject, offer } : subject,
    typeof language === 'string' ? language : 'en',
  )
}

const offerOf = (offer: Offer | undefined, id: string, code: string) => ({ id, name: offer?.name, code })

const messageOf = (
  { walker, step, messageId }: Draft,
  { title, body, link, locale }: Rendered,
  reservation: Reservation | undefined,
): Message => {
  const { kind, image, offerId } = step.message
  const ownEnd = walker.run.since + step.expiresInSeconds * 1000
  const isReserved = reservation?.granted === true
  return {
    id: messageId,
    class: step.class,
    kind,
    title,
    body,
    ...(link !== undefined && { link }),
    ...(image !== undefined && { image }),
    ...(offerId !== undefined && { offer: { id: offerId, ...(isReserved && { code: reservation.code }) } }),
    locale,
    expiresAt: isReserved ? Math.min(ownEnd, reservation.expiresAt) : ownEnd,
  }
}
