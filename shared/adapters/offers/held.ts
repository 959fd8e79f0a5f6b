import { serialCandidates, serialOf } from '#shared/domain/offer-code.ts'
import { grantOf, type Held } from '#shared/domain/offer-held.ts'
import type { Found, Kept, OfferItems } from './items.ts'
import { readMark } from './mark.ts'

/** A message's code, if it has one, and where it stands or would stand. */
export type OwnCode = { serial: string; kept: Kept<Held> | undefined }

/** A message's own code among those of a read; the next candidate where another message has the serial. */
export const ownCodeOf = async (items: OfferItems, messageId: string, found?: Found): Promise<OwnCode> => {
  for (let candidate = 0; candidate < serialCandidates; candidate++) {
    const serial = serialOf(messageId, candidate)
    const kept = (candidate === 0 && found ? found : await items.read({ held: [serial] })).held(serial)
    if (kept === undefined || kept.value.messageId === messageId) return { serial, kept }
  }
  throw new Error(`message ${messageId}: ${serialCandidates} serials in a row are other messages'`)
}

const isLive = (held: Held | undefined, counter: string, mark: string): boolean =>
  grantOf(held)?.marks.some((one) => one.counter === counter && one.mark === mark) ?? false

/** Ends reservations, and takes back what they took. The proof of all this stands in `reserve.ts`. */
export const heldCodes = (items: OfferItems) => {
  /** Lets a reservation go that was not confirmed. Conflict: it has changed meanwhile. */
  const letGo = async ({ serial, kept }: OwnCode): Promise<boolean> => {
    if (kept?.value.state !== 'reserved') return false
    const { value, version } = kept
    if ((await items.saveHeld(serial, { ...value, state: 'let_go' }, version)) === 'conflict') return false
    const marks = value.grant?.marks ?? []
    await Promise.all(marks.map(({ counter, mark }) => items.refund(counter, value.messageId, mark)))
    return true
  }

  /**
   * Takes one back that was taken under a mark but belongs to no code: by somebody who was too late, or died. First no code
   * may be able to refer to it any more. False: it can't be taken back, or somebody does it already.
   */
  const takeBack = async (messageId: string, offerId: string, counter: string, mark: string): Promise<boolean> => {
    const { serial, kept } = await ownCodeOf(items, messageId)
    if (isLive(kept?.value, counter, mark)) return false
    if ((kept?.version ?? 0) <= readMark(mark).stamp) {
      const fence: Held = kept?.value ?? { messageId, offerId, state: 'let_go', redemptions: [] }
      if ((await items.saveHeld(serial, fence, kept?.version ?? 0)) === 'conflict') return false
    }
    return (await items.refund(counter, messageId, mark)) === 'written'
  }

  /** Settles a mark whose lease ran out: its reservation ends if it was never confirmed. True: there is one more again. */
  const lapse = async (messageId: string, offerId: string, counter: string, mark: string): Promise<boolean> => {
    const own = await ownCodeOf(items, messageId)
    if (!isLive(own.kept?.value, counter, mark)) return takeBack(messageId, offerId, counter, mark)
    if (own.kept?.value.state !== 'confirmed') return letGo(own)
    await items.settle(counter, messageId, mark)
    return false
  }

  return { letGo, takeBack, lapse }
}
