import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal } from '#shared/access/seal.ts'

const secret = 'a key that nobody knows'

test('whatever is sealed is read with its key, and never shows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(unseal(secret, seal(secret, text))).toBe(Buffer.from(text).toString('utf8'))
    }),
  )
  expect(Buffer.from(seal(secret, 'ac233f000001'), 'base64').toString('latin1')).not.toContain('ac233f')
  expect(seal(secret, 'same')).not.toBe(seal(secret, 'same'))
})

test('with another key, or changed, it is not read', () => {
  const sealed = Buffer.from(seal(secret, 'ac233f000001'), 'base64')
  expect(() => unseal('another key', sealed.toString('base64'))).toThrow()
  for (const place of [0, 15, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
    expect(() => unseal(secret, changed.toString('base64'))).toThrow()
  }
})
