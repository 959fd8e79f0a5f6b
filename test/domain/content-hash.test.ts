import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentHash, etagOf } from '#shared/domain/content-hash.ts'

test('the order of fields makes no difference, the order of a list does', () => {
  expect(contentHash({ a: 1, b: { c: 2, d: [1, 2] } })).toBe(contentHash({ b: { d: [1, 2], c: 2 }, a: 1 }))
  expect(contentHash({ d: [1, 2] })).not.toBe(contentHash({ d: [2, 1] }))
  expect(contentHash(['a'])).not.toBe(contentHash({ 0: 'a' }))
})

test('what came through JSON has the same hash, and what is different another one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(contentHash(JSON.parse(JSON.stringify(a)))).toBe(contentHash(a))
      if (contentHash(a) === contentHash(b))
        expect(JSON.parse(JSON.stringify(b))).toEqual(JSON.parse(JSON.stringify(a)))
    }),
  )
})

test('an etag is a quoted hash', () => {
  expect(etagOf({ a: 1 })).toMatch(/^"[\w-]{22}"$/)
})
