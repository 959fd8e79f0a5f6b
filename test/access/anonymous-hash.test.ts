import { expect, test } from 'vitest'
import { anonymousHash } from '#shared/access/anonymous-hash.ts'

const salt = new Uint8Array(32)
const other = new Uint8Array(32).fill(1)

test('an address has one hash a salt, and another one under every other salt', () => {
  expect(anonymousHash(salt, 'd4f513000001')).toEqual(anonymousHash(salt, 'd4f513000001'))
  expect(anonymousHash(salt, 'd4f513000001')).not.toEqual(anonymousHash(salt, 'd4f513000002'))
  expect(anonymousHash(salt, 'd4f513000001')).not.toEqual(anonymousHash(other, 'd4f513000001'))
})
