import type { Offer } from './offer.ts'

/** How many of an offer there may be altogether by its definition; null: as many as are asked for. */
export type Limits = { stock: number | null; budget: number | null }

/**
 * The account of an offer. Codes are counted in shards, each with its share of `units`, which is what this generation of shards
 * may give out (null: any number). When a limit changes the shards are closed, added up, and a new generation is opened.
 *
 * `issuedBefore` were given out by earlier generations, `stock` is what was left when this one began, before the budget's say.
 * Stock is `defined` by the release until somebody has `set` it; from then on the release's number does not count any more.
 * `limits` are those of the release `definedBy`. `product` is what the stock feed said last.
 */
export type Book = {
  generation: number
  units: number | null
  shards: number
  issuedBefore: number
  stock: number | null
  source: 'defined' | 'set'
  limits: Limits
  definedBy: string
  closing?: Change
  product?: { left: number; at: number }
  withdrawal?: Withdrawal
}

/** Why a generation ends: other limits in a newer release, or stock that somebody set. */
export type Change = { limits: Limits; definedBy: string } | { left: number }

/**
 * Unopened messages of an offer being taken back. It is gone through twice, `pass` 1 and then 2 from `notBefore` on: the second
 * finds who was given a code while the first ran. `after` is where it goes on.
 */
export type Withdrawal = { id: string; pass: 1 | 2; notBefore: number; after?: string }

export const bookLimits = {
  unitsPerShard: 100, // fewer shards than that are no bottleneck: they are sold out in a second
  shards: 16, // 16,000 codes a second
} as const

export const limitsOf = ({ stock, budget }: Pick<Offer, 'stock' | 'budget'>): Limits => ({
  stock: stock ?? null,
  budget: budget === undefined ? null : Math.floor(budget.amount / budget.cost),
})

const least = (a: number | null, b: number | null): number | null => {
  const known = [a, b].filter((one) => one !== null)
  return known.length === 0 ? null : Math.max(0, Math.min(...known))
}

const dealt = (stock: number | null, { budget }: Limits, issuedBefore: number) => {
  const units = least(stock, budget === null ? null : budget - issuedBefore)
  const wanted = units === null ? bookLimits.shards : Math.ceil(units / bookLimits.unitsPerShard)
  return { units, stock, issuedBefore, shards: Math.min(bookLimits.shards, Math.max(1, wanted)) }
}

/** The account of an offer of which nobody has asked for one yet. */
export const firstBook = (limits: Limits, definedBy: string): Book => ({
  generation: 1,
  ...dealt(limits.stock, limits, 0),
  source: 'defined',
  limits,
  definedBy,
})

/** Whether a release says something else than the book, and is not older. Versions of releases sort by time. */
export const isOutdated = ({ limits, definedBy }: Book, told: Limits, version: string): boolean =>
  version > definedBy && (limits.stock !== told.stock || limits.budget !== told.budget)

/** The next generation, when all shards of this one are closed and `sold` is their sum. */
export const turned = (book: Book, change: Change, sold: number): Book => {
  const { closing: _, ...rest } = book
  const issued = book.issuedBefore + sold
  const generation = book.generation + 1
  if ('left' in change) return { ...rest, generation, ...dealt(change.left, book.limits, issued), source: 'set' }
  const { limits, definedBy } = change
  const carried = book.stock === null ? null : book.stock - sold
  const defined = limits.stock === null ? null : limits.stock - issued
  const stock = book.source === 'set' ? carried : defined
  return { ...rest, generation, ...dealt(stock, limits, issued), limits, definedBy }
}

/** How many one shard may give out; all shares together are the units. */
export const shareOf = ({ units, shards }: Pick<Book, 'units' | 'shards'>, index: number): number =>
  units === null ? Number.MAX_SAFE_INTEGER : Math.floor(units / shards) + (index < units % shards ? 1 : 0)
