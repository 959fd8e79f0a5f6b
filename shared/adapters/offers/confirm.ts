import type { Held } from '#shared/domain/offer-held.ts'
import type { offerBooks } from './books.ts'
import { type OwnCode, ownCodeOf } from './held.ts'
import type { OfferItems } from './items.ts'
import { taking } from './take.ts'

const maxTries = 50

/**
 * Confirms that messages were promised. One that was let go nevertheless (its lease ran out, or somebody who was late let it
 * go) takes another of the stock under the same code; where there is none its code stays void: nothing is given out twice.
 */
export const confirming = (items: OfferItems, books: ReturnType<typeof offerBooks>) => {
  const take = taking(items)

  const settle = async ({ messageId, grant }: Held): Promise<'done'> => {
    await Promise.all((grant?.marks ?? []).map(({ counter, mark }) => items.settle(counter, messageId, mark)))
    return 'done'
  }

  /** Undefined: somebody was faster; look again. */
  const confirmOne = async (own: OwnCode): Promise<'done' | undefined> => {
    const { serial, kept } = own
    const { grant } = kept?.value ?? {}
    if (kept === undefined || grant === undefined) return 'done'
    const { value, version } = kept
    if (value.state === 'confirmed') return settle(value)
    if (value.state === 'reserved') {
      const held: Held = { ...value, state: 'confirmed' }
      return (await items.saveHeld(serial, held, version)) === 'written' ? settle(held) : undefined
    }
    // without a release: a change of stock that somebody began is ended, and none is made
    const book = await books.open(value.offerId, { version: '', offers: new Map() }, grant.reservedAt)
    if (book === undefined) return 'done'
    const again = await take({ ...value, state: 'confirmed', grant }, own, book.value, grant.reservedAt)
    return again === undefined || 'granted' in again ? again && 'done' : settle(again)
  }

  return async (messageId: string): Promise<void> => {
    for (let tries = 0; tries < maxTries; tries++) {
      if (await confirmOne(await ownCodeOf(items, messageId))) return
    }
    throw new Error(`message ${messageId}: others changed its code ${maxTries} times in a row`)
  }
}
