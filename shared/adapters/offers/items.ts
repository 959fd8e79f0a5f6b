import type { Book } from '#shared/domain/offer-book.ts'
import type { Held } from '#shared/domain/offer-held.ts'
import type { Page } from '#shared/domain/page-of.ts'
import type { Holder } from '#shared/ports/offers.ts'
import type { Written } from '#shared/ports.ts'

/** `taken` so many times; a mark is left by whoever took one, until that is settled. A closed one stays as it is. */
export type Counter = { taken: number; isClosed: boolean; marks: ReadonlyMap<string, string> }

/** A document with its version: 1 when it was first written. */
export type Kept<T> = { version: number; value: T }

/** What one consistent read found. A counter that is not there has not been used. */
export type Found = {
  book(offerId: string): Kept<Book> | undefined
  held(serial: string): Kept<Held> | undefined
  counter(key: string): Counter
}

/**
 * The store below offers: nothing but reads, and conditional writes of one item. Documents are replaced by version; counters
 * are added to without one, so that many may do it at once.
 */
export type OfferItems = {
  read(keys: { books?: readonly string[]; held?: readonly string[]; counters?: readonly string[] }): Promise<Found>
  /** Takes only if the stored version is still this one, 0 where there is none. */
  saveBook(offerId: string, book: Book, version: number): Promise<Written>
  saveHeld(serial: string, held: Held, version: number): Promise<Written>
  /** Adds one and leaves a mark, unless the message has one there, `atMost` are taken, or the counter is closed. */
  take(counter: string, messageId: string, mark: string, atMost: number, forgetAt: number | undefined): Promise<Written>
  /** Puts a mark in another's place; takes only if that is still there. */
  remark(counter: string, messageId: string, from: string, to: string): Promise<Written>
  /** Takes one and its mark back; takes only if that mark is there and the counter is open. */
  refund(counter: string, messageId: string, mark: string): Promise<Written>
  /** Takes a mark off, and leaves the count as it is. */
  settle(counter: string, messageId: string, mark: string): Promise<Written>
  /** Closes a counter for good, and says how many were taken. Doing it again says the same. */
  close(counter: string, forgetAt: number): Promise<number>
  holders(offerId: string, page: Page): Promise<{ holders: Holder[]; next?: string }>
  /** Offers whose book has a withdrawal. */
  withdrawing(): Promise<string[]>
}

/** The counter of one shard of an offer's stock, and the one of what a person has had of it. */
export const shardKey = (offerId: string, generation: number, index: number): string =>
  `shard#${offerId}#${generation}#${index}`
/** Which of the shards a counter is. */
export const indexOf = (shard: string): number => Number(shard.split('#').at(-1))
export const hadKey = (offerId: string, ledgerId: string): string => `had#${offerId}#${ledgerId}`
