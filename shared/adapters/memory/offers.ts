import type { Book } from '#shared/domain/offer-book.ts'
import { grantOf, type Held } from '#shared/domain/offer-held.ts'
import { pageOf } from '#shared/domain/page-of.ts'
import type { Counter, Kept, OfferItems } from '../offers/items.ts'
import { offersOver } from '../offers/offers.ts'
import type { SignSerial } from '../offers/reserve.ts'
import { versionedStore } from './versions.ts'

/** A signature that anybody could make: what memory keeps is for tests and dry runs. */
const unsigned: SignSerial = async () => '0000'

/** Offers in memory, under the same protocol as in DynamoDB. */
export const memoryOffers = (sign: SignSerial = unsigned) => offersOver(memoryOfferItems(), sign)

/** Single items in memory. */
export const memoryOfferItems = (): OfferItems => {
  const books = versionedStore<Kept<Book>>()
  const held = versionedStore<Kept<Held>>()
  const counters = new Map<string, { taken: number; isClosed: boolean; marks: Map<string, string> }>()
  const counterOf = (key: string) => {
    const counter = counters.get(key) ?? { taken: 0, isClosed: false, marks: new Map<string, string>() }
    counters.set(key, counter)
    return counter
  }
  return {
    read: async ({ books: offerIds = [], held: serials = [], counters: keys = [] }) => {
      const [booksNow, heldNow] = [books.find(offerIds), held.find(serials)]
      const countersNow = new Map(keys.map((key): [string, Counter] => [key, structuredClone(counterOf(key))]))
      return {
        book: (offerId) => booksNow.get(offerId),
        held: (serial) => heldNow.get(serial),
        counter: (key) => countersNow.get(key) ?? { taken: 0, isClosed: false, marks: new Map() },
      }
    },
    saveBook: async (offerId, book, version) => books.save(offerId, { version, value: book }),
    saveHeld: async (serial, one, version) => held.save(serial, { version, value: one }),
    take: async (key, messageId, mark, atMost) => {
      const counter = counterOf(key)
      if (counter.isClosed || counter.marks.has(messageId) || counter.taken >= atMost) return 'conflict'
      counter.taken++
      counter.marks.set(messageId, mark)
      return 'written'
    },
    remark: async (key, messageId, from, to) => {
      const { marks } = counterOf(key)
      if (marks.get(messageId) !== from) return 'conflict'
      marks.set(messageId, to)
      return 'written'
    },
    refund: async (key, messageId, mark) => {
      const counter = counterOf(key)
      if (counter.isClosed || counter.marks.get(messageId) !== mark) return 'conflict'
      counter.taken--
      counter.marks.delete(messageId)
      return 'written'
    },
    settle: async (key, messageId, mark) => {
      const { marks } = counterOf(key)
      if (marks.get(messageId) !== mark) return 'conflict'
      marks.delete(messageId)
      return 'written'
    },
    close: async (key) => {
      const counter = counterOf(key)
      counter.isClosed = true
      return counter.taken
    },
    holders: async (offerId, page) => {
      const all = held
        .all()
        .filter(([, { value }]) => value.offerId === offerId && value.redemptions.length === 0)
        .flatMap(([serial, { value }]) => {
          const grant = grantOf(value)
          if (grant === undefined) return []
          const { ledgerId, deviceId, expiresAt } = grant
          return [{ serial, holder: { ledgerId, deviceId, messageId: value.messageId, expiresAt } }]
        })
        .sort((a, b) => (a.serial < b.serial ? -1 : 1))
      const { entries, next } = pageOf(all, ({ serial }) => serial, page)
      return { holders: entries.map(({ holder }) => holder), ...(next === undefined ? {} : { next }) }
    },
    withdrawing: async () => books.all().flatMap(([offerId, { value }]) => (value.withdrawal ? [offerId] : [])),
  }
}
