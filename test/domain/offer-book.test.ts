import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bookLimits, firstBook, isOutdated, limitsOf, shareOf, turned } from '#shared/domain/offer-book.ts'

const noLimits = { stock: null, budget: null }

test('a budget is for whole offers, and what is not said is no limit', () => {
  expect(limitsOf({ stock: 3, budget: { amount: 99, cost: 10 } })).toEqual({ stock: 3, budget: 9 })
  expect(limitsOf({})).toEqual(noLimits)
})

test('all shares together are the units, and no share is two more than another', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), (stock) => {
      const book = firstBook({ stock, budget: null }, '1')
      const shares = Array.from({ length: book.shards }, (_, i) => shareOf(book, i))
      expect(shares.reduce((sum, one) => sum + one, 0)).toBe(stock)
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
      expect(book.shards).toBeLessThanOrEqual(bookLimits.shards)
    }),
  )
})

test('few units are in one shard, many in as many as there may be, and any number as well', () => {
  const shardsOf = (stock: number | null) => firstBook({ stock, budget: null }, '1').shards
  expect([0, 1, 100, 101, 500, 1600, 1601, null].map(shardsOf)).toEqual([1, 1, 1, 2, 5, 16, 16, 16])
  expect(shareOf({ units: null, shards: 16 }, 3)).toBe(Number.MAX_SAFE_INTEGER)
})

test('a release with other limits is news where it is newer', () => {
  const book = firstBook({ stock: 5, budget: null }, '2026-11-21')
  expect(isOutdated(book, { stock: 6, budget: null }, '2026-11-22')).toBe(true)
  expect(isOutdated(book, { stock: 5, budget: 9 }, '2026-11-22')).toBe(true)
  expect(isOutdated(book, { stock: 6, budget: null }, '2026-11-21')).toBe(false)
  expect(isOutdated(book, { stock: 5, budget: null }, '2026-11-22')).toBe(false)
})

test('a defined stock counts what was given out; one that was set goes on from what is left of it', () => {
  const book = firstBook({ stock: 10, budget: 8 }, '1')
  expect(book).toMatchObject({ units: 8, stock: 10, issuedBefore: 0 })
  const published = turned(book, { limits: { stock: 20, budget: 15 }, definedBy: '2' }, 6)
  expect(published).toEqual({
    generation: 2,
    units: 9,
    stock: 14,
    shards: 1,
    issuedBefore: 6,
    source: 'defined',
    limits: { stock: 20, budget: 15 },
    definedBy: '2',
  })
  const set = turned(published, { left: 7 }, 2)
  expect(set).toMatchObject({ generation: 3, units: 7, stock: 7, issuedBefore: 8, source: 'set' })
  const after = turned(set, { limits: { stock: 1, budget: 11 }, definedBy: '3' }, 3)
  expect(after).toMatchObject({ units: 0, stock: 4, issuedBefore: 11, source: 'set', definedBy: '3' })
  expect(turned(after, { limits: noLimits, definedBy: '4' }, 0)).toMatchObject({ units: 4, stock: 4 })
})

test('less than was given out already leaves none, and a limit that goes leaves any number', () => {
  const book = firstBook({ stock: 10, budget: null }, '1')
  expect(turned(book, { limits: { stock: 3, budget: null }, definedBy: '2' }, 6)).toMatchObject({ units: 0 })
  expect(turned(book, { limits: noLimits, definedBy: '2' }, 6)).toMatchObject({ units: null, issuedBefore: 6 })
})

test('what is closing is over in the next generation, and what the feed said stays', () => {
  const book = { ...firstBook(noLimits, '1'), closing: { left: 3 }, product: { left: 2, at: 5 } }
  const next = turned(book, { left: 3 }, 1)
  expect(next.closing).toBeUndefined()
  expect(next.product).toEqual({ left: 2, at: 5 })
})
