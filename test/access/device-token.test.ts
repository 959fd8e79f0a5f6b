import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { signDeviceToken, verifyDeviceToken } from '#shared/access/device-token.ts'

const secret = 'x'.repeat(64)
const now = Date.UTC(2026, 0, 1)
const year = 365 * 24 * 60 * 60 * 1000
const phone = { kind: 'phone', id: 'd1' } as const
const gateway = { kind: 'gateway', id: 'g1', venueId: 'mall' } as const

const signed = (payload: Record<string, unknown>) =>
  new SignJWT({ aud: 'usher-devices', exp: now / 1000 + 60, ...payload })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))

describe('a device token', () => {
  test.each([phone, gateway])('says who holds it: $kind', async (claims) => {
    const { token, expiresAt } = await signDeviceToken(secret, claims, now)
    expect(await verifyDeviceToken(secret, token, now)).toEqual(claims)
    expect(expiresAt).toBe(now + year)
  })

  test('is good for a year', async () => {
    const { token } = await signDeviceToken(secret, phone, now)
    expect(await verifyDeviceToken(secret, token, now + year - 1000)).toEqual(phone)
    expect(await verifyDeviceToken(secret, token, now + year)).toEqual({
      refused: 'device token: "exp" claim timestamp check failed',
    })
  })

  test('of another secret is refused', async () => {
    const { token } = await signDeviceToken('y'.repeat(64), phone, now)
    expect(await verifyDeviceToken(secret, token, now)).toEqual({
      refused: 'device token: signature verification failed',
    })
  })

  test.each([
    ['another audience', { sub: 'd1', kind: 'phone', aud: 'others' }, 'unexpected "aud" claim value'],
    ['nobody', { kind: 'phone' }, 'missing required "sub" claim'],
    ['an empty name', { sub: '', kind: 'phone' }, '"sub" is empty'],
    ['a tag', { sub: 'd1', kind: 'tag' }, "kind 'tag' is neither a phone nor a gateway with a venueId"],
    [
      'a gateway of no venue',
      { sub: 'g1', kind: 'gateway' },
      "kind 'gateway' is neither a phone nor a gateway with a venueId",
    ],
  ])('for %s is refused', async (_, payload, reason) => {
    expect(await verifyDeviceToken(secret, await signed(payload), now)).toEqual({ refused: `device token: ${reason}` })
  })

  test.each(['', 'not a token', 'a.b.c'])("'%s' is refused", async (token) => {
    expect(await verifyDeviceToken(secret, token, now)).toEqual({ refused: expect.stringMatching(/^device token: /) })
  })
})
