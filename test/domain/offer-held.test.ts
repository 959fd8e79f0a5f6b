import { expect, test } from 'vitest'
import { type Held, heldLimits, redeem } from '#shared/domain/offer-held.ts'

const [reservedAt, expiresAt] = [1000, 5000]
const aHeld = (own: Partial<Held> = {}): Held => ({
  messageId: 'm1',
  offerId: 'care',
  state: 'reserved',
  grant: { ledgerId: 'customer:ada', deviceId: 'phone-1', venueId: 'store', reservedAt, expiresAt, marks: [] },
  redemptions: [],
  ...own,
})
const at = (time: number, tillId = 'till-4', id = 'r1') => ({ id, tillId, at: time })
const online = (tillId = 'till-4', id = 'r1') => ({ id, tillId })

test('a code is redeemed when it is scanned, and that confirms it', () => {
  const { held, told } = redeem(aHeld(), online(), 2000)
  expect(told).toEqual({ result: 'redeemed', isConflict: false, redemption: at(2000) })
  expect(held).toEqual(aHeld({ state: 'confirmed', redemptions: [at(2000)] }))
})

test('scanned again, it says when and where; asked again by the same id, it answers the same', () => {
  const redeemed = aHeld({ state: 'confirmed', redemptions: [at(2000)] })
  expect(redeem(redeemed, online('till-7', 'r9'), 3000)).toEqual({
    held: redeemed,
    told: { result: 'already_redeemed', isConflict: false, redemption: at(2000) },
  })
  expect(redeem(redeemed, online(), 3000).told).toEqual({
    result: 'redeemed',
    isConflict: false,
    redemption: at(2000),
  })
  expect(redeem(redeemed, online('till-7', 'r1'), 3000).told.result).toBe('already_redeemed')
})

test('it is good up to its expiry by the time it was handed out, not by when we hear of it', () => {
  expect(redeem(aHeld(), online(), expiresAt).told.result).toBe('redeemed')
  expect(redeem(aHeld(), online(), expiresAt + 1)).toEqual({ held: aHeld(), told: { result: 'expired', expiresAt } })
  expect(redeem(aHeld(), at(expiresAt), 9_000_000).told.result).toBe('redeemed')
  expect(redeem(aHeld(), at(expiresAt + 1), 9_000_000).told.result).toBe('expired')
})

test('a clock that is wrong counts as the nearest time that can be', () => {
  expect(redeem(aHeld(), at(1), 2000).held.redemptions).toEqual([at(reservedAt)])
  expect(redeem(aHeld(), at(9000), 2000).held.redemptions).toEqual([at(2000)])
})

test('of two tills that were offline the first in time counts, whichever is heard of first', () => {
  const late = redeem(aHeld(), at(3000, 'till-7', 'r2'), 8000)
  const both = redeem(late.held, at(2000), 9000)
  expect(both.told).toEqual({ result: 'redeemed', isConflict: true, redemption: at(2000) })
  expect(both.held.redemptions).toEqual([at(2000), at(3000, 'till-7', 'r2')])
  expect(redeem(both.held, at(3000, 'till-7', 'r2'), 9000)).toEqual({
    held: both.held,
    told: { result: 'already_redeemed', isConflict: true, redemption: at(2000) },
  })
  const other = redeem(redeem(aHeld(), at(2000), 8000).held, at(3000, 'till-7', 'r2'), 9000)
  expect(other.held).toEqual(both.held)
  expect(other.told).toEqual({ result: 'already_redeemed', isConflict: true, redemption: at(2000) })
})

test('two that say the same time are in one order, whichever is heard of first', () => {
  const [a, b] = [at(2000, 'till-1', 'r1'), at(2000, 'till-2', 'r1')]
  const one = redeem(redeem(aHeld(), a, 8000).held, b, 8000).held.redemptions
  expect(redeem(redeem(aHeld(), b, 8000).held, a, 8000).held.redemptions).toEqual(one)
  expect(one).toEqual([a, b])
})

test('a code that was let go is not good, and one that never was given out has no expiry', () => {
  expect(redeem(aHeld({ state: 'let_go' }), online(), 2000).told).toEqual({ result: 'expired', expiresAt })
  const { grant: _, ...without } = aHeld({ state: 'let_go' })
  expect(redeem(without, online(), 2000)).toEqual({
    held: without,
    told: { result: 'expired', expiresAt: undefined },
  })
})

test('no more redemptions of one code are kept than there are tills', () => {
  const many = Array.from({ length: heldLimits.redemptions }, (_, i) => at(2000 + i, `till-${i}`))
  const full = aHeld({ state: 'confirmed', redemptions: many })
  expect(redeem(full, at(1500, 'till-99'), 9000)).toEqual({
    held: full,
    told: { result: 'already_redeemed', isConflict: true, redemption: at(2000, 'till-0') },
  })
})
