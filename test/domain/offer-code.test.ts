import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCode, serialOf, signatureFrom, writeCode } from '#shared/domain/offer-code.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const characters = (length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((list) => list.join(''))

test('a code is three groups of four, and is read as it was written', () => {
  expect(writeCode('7QK2M9X', 'D4TB')).toMatch(/^7QK2-M9XD-4TB.$/)
  fc.assert(
    fc.property(characters(7), characters(4), (serial, signature) => {
      expect(readCode(writeCode(serial, signature))).toEqual({ serial, signature })
    }),
  )
})

test('however it is typed: lower case, with or without hyphens, O for 0, I and L for 1', () => {
  const code = writeCode('0011000', '1010')
  const typed = code.toLowerCase().replaceAll('-', ' ').replace('0', 'o').replace('1', 'l').replace('1', 'I')
  expect(readCode(typed)).toEqual({ serial: '0011000', signature: '1010' })
  expect(readCode(code.replaceAll('-', ''))).toEqual({ serial: '0011000', signature: '1010' })
})

test('any one wrong character is found', () => {
  fc.assert(
    fc.property(
      characters(7),
      characters(4),
      fc.nat({ max: 11 }),
      fc.constantFrom(...alphabet),
      (serial, signature, place, wrong) => {
        const code = writeCode(serial, signature).replaceAll('-', '')
        fc.pre(code[place] !== wrong)
        expect(readCode(code.slice(0, place) + wrong + code.slice(place + 1))).toBeUndefined()
      },
    ),
  )
})

test('any two characters that changed places are found', () => {
  fc.assert(
    fc.property(characters(7), characters(4), fc.nat({ max: 11 }), fc.nat({ max: 11 }), (serial, signature, a, b) => {
      const code = [...writeCode(serial, signature).replaceAll('-', '')]
      fc.pre(code[a] !== code[b])
      const [one = '', other = ''] = [code[a], code[b]]
      expect(readCode(code.with(a, other).with(b, one).join(''))).toBeUndefined()
    }),
  )
})

test.each(['', '7QK2-M9XD-4TB', '7QK2-M9XD-4TB8-1', '7QK2-M9XU-4TB8', 'äöü'])('%j is no code', (typed) => {
  expect(readCode(typed)).toBeUndefined()
})

test('a message has the same serial each time, other candidates are others, and digests become characters', () => {
  expect(serialOf('m1', 0)).toBe(serialOf('m1', 0))
  expect(new Set([serialOf('m1', 0), serialOf('m1', 1), serialOf('m2', 0)]).size).toBe(3)
  expect(serialOf('m1', 0)).toMatch(/^[0-9A-HJKMNP-TV-Z]{7}$/)
  expect(signatureFrom(new Uint8Array([0, 31, 32, 255, 7]))).toBe('0Z0Z')
})
