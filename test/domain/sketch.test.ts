import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countOf, covers, sketchOf, sketchSize, united } from '#shared/domain/sketch.ts'

const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()
const crowd = (size: number, name = 'device') =>
  sketchOf(Array.from({ length: size }, (_, i) => hashOf(`${name} ${i}`)))

test.each([0, 1, 9, 10, 50, 300, 1_000, 3_000, 10_000, 100_000])(
  '%i devices are counted within ten per cent',
  (size) => {
    expect(Math.abs(countOf(crowd(size)) - size)).toBeLessThanOrEqual(0.1 * size)
  },
)

test('over many crowds of a thousand the error is the one that the paper tells, and leans to no side', () => {
  const errors = Array.from({ length: 60 }, (_, i) => countOf(crowd(20_000, `crowd ${i}`)) / 20_000 - 1)
  const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length
  const deviation = Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0) / errors.length)
  expect(Math.abs(mean)).toBeLessThan(0.015)
  expect(deviation).toBeLessThan(0.045)
  expect(deviation).toBeGreaterThan(0.02)
})

test('adding twice, in any order and in any parts, changes nothing', () => {
  const hashes = fc.array(fc.string().map(hashOf), { maxLength: 60 })
  fc.assert(
    fc.property(hashes, hashes, (a, b) => {
      const whole = sketchOf([...a, ...b])
      expect(united([sketchOf(b), sketchOf(a), sketchOf(b)])).toEqual(whole)
      expect(sketchOf([...b, ...a, ...a])).toEqual(whole)
      expect(covers(whole, sketchOf(a))).toBe(true)
    }),
  )
})

test('a sketch covers what it saw, and tells whom it did not', () => {
  expect(covers(crowd(100), crowd(50))).toBe(true)
  expect(covers(crowd(50), crowd(100))).toBe(false)
  expect(covers(united([]), united([]))).toBe(true)
})

test('a hash falls to the register of its first ten bits, with the run of zeros in the four bytes behind the second', () => {
  const registers = sketchOf([
    Uint8Array.of(0x00, 0x7f, 0x80, 0, 0, 0),
    Uint8Array.of(0xff, 0xc0, 0x00, 0x01, 0, 0),
    Uint8Array.of(0xff, 0xc0, 0x10, 0x01, 0, 0),
    Uint8Array.of(0x80, 0x00, 0, 0, 0, 0),
  ])
  const raised = [...registers].flatMap((run, register) => (run > 0 ? [[register, run]] : []))
  expect(raised).toEqual([
    [1, 1],
    [512, 33],
    [sketchSize - 1, 16],
  ])
})
