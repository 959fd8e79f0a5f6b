import { type Book, type Change, firstBook, isOutdated, limitsOf, turned } from '#shared/domain/offer-book.ts'
import type { Catalog } from '#shared/ports/offers.ts'
import { type Kept, type OfferItems, shardKey } from './items.ts'

const maxTries = 50
const closedKeptMs = 30 * 24 * 60 * 60 * 1000

/**
 * The books of offers. A generation of shards ends in three steps, each of which any process may do again: the book says what
 * is `closing` it; every shard is closed, after which none of its numbers changes; the book is put with their sum and the next
 * generation. Who is still at a closed shard is refused there, and reads the book again.
 */
export const offerBooks = (items: OfferItems) => {
  /** Brings a book up to date with the release, and ends what somebody began. Undefined: another try, somebody was faster. */
  const step = async (offerId: string, kept: Kept<Book> | undefined, catalog: Catalog, now: number) => {
    const offer = catalog.offers.get(offerId)
    if (kept?.value.closing) return turn(offerId, kept, kept.value.closing, now)
    if (offer === undefined) return kept
    const limits = limitsOf(offer)
    if (kept === undefined) {
      const value = firstBook(limits, catalog.version)
      return (await items.saveBook(offerId, value, 0)) === 'written' ? { version: 1, value } : undefined
    }
    if (!isOutdated(kept.value, limits, catalog.version)) return kept
    return begin(offerId, kept, { limits, definedBy: catalog.version }, now)
  }

  const begin = async (offerId: string, { version, value }: Kept<Book>, change: Change, now: number) => {
    const closing = { ...value, closing: change }
    if ((await items.saveBook(offerId, closing, version)) === 'conflict') return undefined
    return turn(offerId, { version: version + 1, value: closing }, change, now)
  }

  const turn = async (offerId: string, { version, value }: Kept<Book>, change: Change, now: number) => {
    const sold = await Promise.all(shardsOf(offerId, value).map((shard) => items.close(shard, now + closedKeptMs)))
    const next = turned(
      value,
      change,
      sold.reduce((sum, one) => sum + one, 0),
    )
    if ((await items.saveBook(offerId, next, version)) === 'conflict') return undefined
    return { version: version + 1, value: next }
  }

  const readBook = async (offerId: string) => (await items.read({ books: [offerId] })).book(offerId)

  /** An offer's book, open, as of the newest release that asked. `kept` saves the first read. */
  const open = async (
    offerId: string,
    catalog: Catalog,
    now: number,
    kept?: Kept<Book>,
  ): Promise<Kept<Book> | undefined> => {
    let seen = kept ?? (await readBook(offerId))
    for (let tries = 0; tries < maxTries; tries++) {
      const opened = await step(offerId, seen, catalog, now)
      if (opened || (seen === undefined && !catalog.offers.has(offerId))) return opened
      seen = await readBook(offerId)
    }
    throw new Error(`the book of offer ${offerId} was changed by others ${maxTries} times in a row`)
  }

  /** Changes a book until nobody else was faster. `change` says how, or undefined: as it is. */
  const change = async <T extends { book: Book } | { turn: Change } | undefined>(
    offerId: string,
    catalog: Catalog,
    now: number,
    how: (book: Book) => T,
  ): Promise<{ book: Book; did: T }> => {
    for (let tries = 0; tries < maxTries; tries++) {
      const kept = await open(offerId, catalog, now)
      if (kept === undefined) throw new Error(`there is no offer ${offerId} in release ${catalog.version}`)
      const did = how(kept.value)
      if (did === undefined) return { book: kept.value, did }
      if ('turn' in did) {
        const next = await begin(offerId, kept, did.turn, now)
        if (next) return { book: next.value, did }
      } else if ((await items.saveBook(offerId, did.book, kept.version)) === 'written') return { book: did.book, did }
    }
    throw new Error(`the book of offer ${offerId} was changed by others ${maxTries} times in a row`)
  }

  return { open, change, readBook }
}

/** The counters of a book's open generation. */
export const shardsOf = (offerId: string, { generation, shards }: Book): string[] =>
  Array.from({ length: shards }, (_, index) => shardKey(offerId, generation, index))
