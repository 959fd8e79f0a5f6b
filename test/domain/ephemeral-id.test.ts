import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ephemeralIds, heardAs, windowAt } from '#shared/domain/ephemeral-id.ts'

const identityKey = '0102030405060708090A111213141516'
const aKey = (own: object = {}) => ({ identityKey, rotationExponent: 10, registeredAt: 0, ...own })

test('ids are those that others compute', () => {
  // RadiusNetworks/ephemeral_calc, spec/encryptor_spec.rb: at 0 and at 2000 seconds
  expect(ephemeralIds(aKey(), 0, 2)).toEqual(['a9b76a71c5f89290', '4144413e45fefa58'])
  expect(heardAs({ eid: aKey() }, 2_000_000)).toEqual({ eid: '4144413e45fefa58' })
})

/** The specification, step by step for one time, as its own tool does it. */
const byTheBook = (key: string, exponent: number, clock: number): string => {
  const aes = (secret: Buffer, block: Buffer) => createCipheriv('aes-128-ecb', secret, null).update(block)
  const top = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0, 0, (clock >>> 24) & 0xff, (clock >>> 16) & 0xff])
  const cleared = Math.floor(clock / 2 ** exponent) * 2 ** exponent
  const time = Buffer.alloc(4)
  time.writeUInt32BE(cleared)
  const all = Buffer.concat([Buffer.alloc(11), Buffer.of(exponent), time])
  return aes(aes(Buffer.from(key, 'hex'), top), all)
    .subarray(0, 8)
    .toString('hex')
}

test('ids are those of the specification at any time, many at once or one by one', () => {
  const clock = fc.integer({ min: 0, max: 2 ** 32 - 2 ** 22 })
  fc.assert(
    fc.property(
      clock,
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 1, max: 100 }),
      (seconds, rotationExponent, count) => {
        const key = aKey({ rotationExponent })
        const first = windowAt(key, seconds * 1000)
        const expected = Array.from({ length: count }, (_, i) =>
          byTheBook(identityKey, rotationExponent, (first + i) * 2 ** rotationExponent),
        )
        expect(ephemeralIds(key, first, count)).toEqual(expected)
        expect(heardAs({ eid: key }, seconds * 1000)).toEqual({
          eid: byTheBook(identityKey, rotationExponent, seconds),
        })
      },
    ),
  )
})

describe('a window', () => {
  test.each([
    [0, 0],
    [1_023_999, 0],
    [1_024_000, 1],
    [-5, 0],
  ])('at %d ms is %d', (at, window) => expect(windowAt(aKey(), at)).toBe(window))

  test('is counted from when the clock of the beacon stood at zero', () => {
    expect(windowAt(aKey({ registeredAt: 5_000_000 }), 6_024_000)).toBe(1)
  })
})

test('what is no ephemeral id is heard as it is registered', () => {
  const identity = { namespace: '00112233445566778899', instance: 'aabbccddeeff' }
  expect(heardAs(identity, 0)).toBe(identity)
})
