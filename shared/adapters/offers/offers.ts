import { type Book, firstBook, limitsOf, shareOf, type Withdrawal } from '#shared/domain/offer-book.ts'
import { grantOf, redeem } from '#shared/domain/offer-held.ts'
import type { Codes, Offers, Stock, Withdrawals } from '#shared/ports/offers.ts'
import { offerBooks, shardsOf } from './books.ts'
import { confirming } from './confirm.ts'
import { heldCodes, ownCodeOf } from './held.ts'
import type { Found, OfferItems } from './items.ts'
import { reserving, type SignSerial } from './reserve.ts'

const maxTries = 20

export type OfferPorts = { offers: Offers; codes: Codes; withdrawals: Withdrawals }

/** Offers, their codes and their withdrawals over a store that knows single items only. How: see `reserve.ts`. */
export const offersOver = (items: OfferItems, sign: SignSerial): OfferPorts => {
  const books = offerBooks(items)
  const confirm = confirming(items, books)
  const held = heldCodes(items)

  const stockOf = async (offerId: string, book: Book): Promise<Stock> =>
    stockIn(book, offerId, await items.read({ counters: shardsOf(offerId, book) }))

  const offers: Offers = {
    reserve: reserving(items, sign),
    confirm: async (messageIds) => {
      await Promise.all(messageIds.map(confirm))
    },
    letGo: async (requests) => {
      await Promise.all(requests.map(async ({ messageId }) => held.letGo(await ownCodeOf(items, messageId))))
    },
    stock: async ({ version, offers }) => {
      const found = await items.read({ books: [...offers.keys()] })
      const kept = [...offers].map(
        ([id, offer]) => [id, found.book(id)?.value ?? firstBook(limitsOf(offer), version)] as const,
      )
      const counted = await items.read({ counters: kept.flatMap(([id, book]) => shardsOf(id, book)) })
      return new Map(kept.map(([id, book]) => [id, stockIn(book, id, counted)]))
    },
    restock: async (offerId, left, catalog, now) => {
      const { book } = await books.change(offerId, catalog, now, () => ({ turn: { left } }))
      return stockOf(offerId, book)
    },
    noteProduct: async (offerId, product, catalog) => {
      const { did } = await books.change(offerId, catalog, product.at, (book) =>
        book.product && book.product.at >= product.at ? undefined : { book: { ...book, product } },
      )
      return did === undefined ? 'older' : 'newer'
    },
  }
  return {
    offers,
    codes: codesOver(items),
    withdrawals: withdrawalsOver(items, books),
  }
}

const stockIn = (book: Book, offerId: string, found: Found): Stock => {
  const shards = shardsOf(offerId, book).map((key, index) => ({ ...found.counter(key), share: shareOf(book, index) }))
  const sold = shards.reduce((sum, { taken }) => sum + taken, 0)
  return {
    left: book.units === null ? null : book.units - sold,
    issued: book.issuedBefore + sold,
    source: book.source,
    ...(book.product && { product: book.product }),
  }
}

const codesOver = (items: OfferItems): Codes => ({
  find: async (serial) => (await items.read({ held: [serial] })).held(serial)?.value,
  redeem: async (serial, request, now) => {
    for (let tries = 0; tries < maxTries; tries++) {
      const kept = (await items.read({ held: [serial] })).held(serial)
      if (kept === undefined) return undefined
      const { held, told } = redeem(kept.value, request, now)
      if (held === kept.value || (await items.saveHeld(serial, held, kept.version)) === 'written')
        return { told, held, whose: grantOf(held) }
    }
    throw new Error(`a code was redeemed by others ${maxTries} times in a row`)
  },
})

const withdrawalsOver = (items: OfferItems, books: ReturnType<typeof offerBooks>): Withdrawals => ({
  holders: items.holders,
  pending: items.withdrawing,
  find: async (offerId) => (await books.readBook(offerId))?.value.withdrawal,
  move: async (offerId, before, after) => {
    for (let tries = 0; tries < maxTries; tries++) {
      const kept = await books.readBook(offerId)
      if (kept === undefined || !isSame(kept.value.withdrawal, before)) return 'conflict'
      const { withdrawal: _, ...rest } = kept.value
      const book = after === undefined ? rest : { ...rest, withdrawal: after }
      if ((await items.saveBook(offerId, book, kept.version)) === 'written') return 'written'
    }
    throw new Error(`the book of offer ${offerId} was changed by others ${maxTries} times in a row`)
  },
})

const isSame = (a: Withdrawal | undefined, b: Withdrawal | undefined): boolean =>
  a?.id === b?.id && a?.pass === b?.pass && a?.after === b?.after
