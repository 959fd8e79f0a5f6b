import type { Caller } from '#shared/domain/audit.ts'
import type { Catalog, Stock } from '#shared/ports/offers.ts'
import type { Ports } from '#shared/ports.ts'
import { audited } from './audited.ts'
import { endWithdrawal, startWithdrawal, withdrawOffers } from './withdraw-offers.ts'

type StockPorts = Pick<Ports, 'offers' | 'withdrawals' | 'events'>

const toldAtOnce = 2000 // what a request has time for; the rest follows within a minute

/** How many are left of an offer. Undefined: no release has it. */
export const showStock =
  ({ offers }: Pick<Ports, 'offers'>) =>
  async (offerId: string, { version, offers: all }: Catalog): Promise<Stock | undefined> => {
    const offer = all.get(offerId)
    return offer && (await offers.stock({ version, offers: new Map([[offerId, offer]]) })).get(offerId)
  }

/**
 * Sets how many of an offer may be given out from now on, whatever its definition says from here on. At none, messages that
 * were not opened are taken back. Undefined: no release has it.
 */
export const restockOffer =
  (ports: StockPorts & Pick<Ports, 'audit'>) =>
  async (
    offerId: string,
    left: number,
    catalog: Catalog,
    { by, now }: { by: Caller; now: number },
  ): Promise<Stock | undefined> => {
    const offer = catalog.offers.get(offerId)
    if (offer === undefined) return undefined
    let stock: Stock | undefined
    const what = `offers/${offerId}/stock`
    await audited(ports)({ at: now, who: by, action: 'put', what, venueId: offer.venueId }, async () => {
      stock = await ports.offers.restock(offerId, left, catalog, now)
      await followStock(ports, offerId, left === 0, now)
      return 'written'
    })
    return stock
  }

/** What the stock feed says: how many pieces of a product there are at a venue. */
export type StockChange = { productId: string; venueId: string; left: number; at: number }

/**
 * Notes what the stock feed says of a product, for every offer that is about it: while there is no piece, none is given out,
 * and messages that were not opened are taken back. An older word than the last is left out. Says which offers heard of it.
 */
export const changeStock =
  (ports: StockPorts) =>
  async ({ productId, venueId, left, at }: StockChange, catalog: Catalog, now: number): Promise<string[]> => {
    const about = [...catalog.offers.values()].filter((one) => one.productId === productId && one.venueId === venueId)
    const heard: string[] = []
    for (const { id } of about) {
      if ((await ports.offers.noteProduct(id, { left, at }, catalog)) === 'older') continue
      heard.push(id)
      const own = await showStock(ports)(id, catalog)
      // what somebody set to none stays so, whatever pieces come in
      if (left === 0 || own?.source !== 'set' || own.left !== 0) await followStock(ports, id, left === 0, now)
    }
    return heard
  }

const followStock = async (ports: StockPorts, offerId: string, isGone: boolean, now: number): Promise<void> => {
  if (!isGone) return endWithdrawal(ports)(offerId)
  await startWithdrawal(ports)(offerId, now)
  await withdrawOffers(ports)(now, toldAtOnce, [offerId])
}
