import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitting, pageOf } from '#shared/domain/page-of.ts'

test('page after page gives all, each once, whatever the limit', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 30 })
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 7 }), (list, limit) => {
      const sorted = list.toSorted((a, b) => (a < b ? -1 : 1))
      const seen: string[] = []
      let after: string | undefined
      do {
        const { entries, next } = pageOf(sorted, (id) => id, { limit, ...(after === undefined ? {} : { after }) })
        seen.push(...entries)
        after = next
      } while (after !== undefined)
      expect(seen).toEqual(sorted)
    }),
  )
})

test('a page holds what fits, and one at least', () => {
  expect(fitting(['aa', 'bb', 'cc'], 8)).toEqual(['aa', 'bb'])
  expect(fitting(['aa', 'bb', 'cc'], 12)).toEqual(['aa', 'bb', 'cc'])
  expect(fitting(['aaaa', 'bb'], 2)).toEqual(['aaaa'])
  expect(fitting([], 2)).toEqual([])
})
