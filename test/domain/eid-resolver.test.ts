import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eidLimits, eidResolver } from '#shared/domain/eid-resolver.ts'
import { ephemeralIds, heardAs, windowAt } from '#shared/domain/ephemeral-id.ts'
import type { EidKey } from '#shared/domain/sighting.ts'

const day = 86_400_000
const now = 1_795_000_000_000
const windowMs = 1_024_000
const aKey = (number = 1, own: Partial<EidKey> = {}): EidKey => ({
  identityKey: number.toString(16).padStart(32, '0'),
  rotationExponent: 10,
  registeredAt: now - 30 * day,
  ...own,
})
const idAt = (key: EidKey, at: number): string => {
  const heard = heardAs({ eid: key }, at)
  return 'eid' in heard ? heard.eid : ''
}

test('nobody is resolved where no beacon is registered', () => {
  expect(eidResolver([])('0011223344556677', now)).toBeUndefined()
})

test('each id is its own beacon’s, at any time', () => {
  const keys = [aKey(1), aKey(2, { rotationExponent: 8 }), aKey(3, { rotationExponent: 15 })]
  const resolve = eidResolver(keys)
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.integer({ min: -20 * day, max: 20 * day }), (key, away) => {
      expect(resolve(idAt(key, now + away), now + away)).toEqual({ key, inTime: true })
    }),
    { numRuns: 300 },
  )
})

test('a stranger’s id is nobody’s, however often it is asked about', () => {
  const resolve = eidResolver([aKey()])
  const [strangers = ''] = ephemeralIds(aKey(9), 2_000, 1)
  for (const at of [now, now, now + day, now - day, Number.NaN]) expect(resolve(strangers, at)).toBeUndefined()
})

describe('a clock that drifts', () => {
  // registered 30 days ago: 150 ppm of them are 389 seconds
  const driftMs = 30 * day * 150e-6

  test.each([
    ['a little behind', -windowMs - driftMs + 1000, true],
    ['too far behind', -windowMs - driftMs - 1000, false],
    ['a little ahead', windowMs + driftMs - 1000, true],
    ['too far ahead', windowMs + driftMs + 1000, false],
  ])('%s', (_, offsetMs, inTime) => {
    const key = aKey()
    const beginsAt = key.registeredAt + windowAt(key, now) * windowMs
    // what is heard at the end of the window, or at its beginning, was said by a clock that far away
    const heardAt = offsetMs < 0 ? beginsAt + windowMs - 1 - offsetMs : beginsAt - offsetMs
    expect(eidResolver([key])(idAt(key, now), heardAt)).toEqual({ key, inTime })
  })

  test('has had no time to where the beacon was just registered', () => {
    const key = aKey(1, { registeredAt: now })
    const resolve = eidResolver([key])
    const [first = '', , , fourth = ''] = ephemeralIds(key, 0, 4)
    expect(resolve(first, now + 2 * windowMs - 1000)).toEqual({ key, inTime: true })
    expect(resolve(first, now + 2 * windowMs + 1000)).toEqual({ key, inTime: false })
    expect(resolve(fourth, now)).toEqual({ key, inTime: false })
  })
})

describe('an id that is played back', () => {
  test.each([1 / 12, 1, 7, 25])('after %d days is still the beacon’s, and not in time', (days) => {
    const key = aKey()
    expect(eidResolver([key])(idAt(key, now - days * day), now)).toEqual({ key, inTime: false })
  })

  test('is known after others were resolved', () => {
    const key = aKey()
    const resolve = eidResolver([key])
    for (let hour = 0; hour < 48; hour++) {
      const at = now + (hour * day) / 24
      expect(resolve(idAt(key, at), at)).toEqual({ key, inTime: true })
      expect(resolve(idAt(key, at - 3 * day), at)).toEqual({ key, inTime: false })
    }
  })

  test('is a stranger’s once it is forgotten: quick beacons are remembered for less long', () => {
    const key = aKey(1, { rotationExponent: 0 })
    const resolve = eidResolver([key])
    const remembered = eidLimits.idsRemembered * 1000
    expect(resolve(idAt(key, now - remembered / 2), now)).toEqual({ key, inTime: false })
    expect(resolve(idAt(key, now - 2 * remembered), now)).toBeUndefined()
  })
})

test('after a long time and many ids all is as before', () => {
  const key = aKey(1, { rotationExponent: 2 })
  const resolve = eidResolver([key])
  for (let days = 0; days < 20; days++) {
    const at = now + days * day
    expect(resolve(idAt(key, at), at)).toEqual({ key, inTime: true })
    expect(resolve(idAt(key, at - day / 2), at)).toEqual({ key, inTime: false })
  }
})
