import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { secretText, webhookSecret } from '#shared/access/webhook-secret.ts'
import { deliveryIdOf, verifySignature } from '#shared/access/webhook-signature.ts'

// every vector but the published one was computed with Python's hmac

const base = 'a key that nobody knows'
const body = Buffer.from('{"topic":"location","events":[{"mac":"ac233f000001","x":4,"y":2,"note":"café"}]}')
const now = 1_791_802_800_000

describe('a secret', () => {
  test('is derived from the organization’s key, for one venue, engine and generation', () => {
    expect(secretText('mist', webhookSecret(base, 'store/mist', 1))).toBe('edv41TIHBYWVebcd4cAaWJsF8Ntzw1QX8uIEAjT6P0Y')
    expect(secretText('mist', webhookSecret(base, 'store/mist', 2))).toBe('sq2C8GRtdS1N2qOyK1ABe_k1mcJJGEqHnknJnrw_5GI')
    expect(secretText('cisco', webhookSecret(base, 'store/cisco', 1))).toBe(
      'whsec_HCT34T/7sPmVgqa7Y2DfgP1ofZ8JrGf0WqQy4U2CDRM=',
    )
  })
})

describe('Mist', () => {
  const [first, second] = [1, 2].map((generation) => webhookSecret(base, 'store/mist', generation)) as [Buffer, Buffer]
  const v2 = '548d8288d1d7cd71c6ef87f99b64aa7b8dc70cd1ead95095053b6190ee6d1f5d'
  const v1 = 'bdf7f9661ff2cbbface46708157c4a2aaae05313'
  const verify = (headers: Record<string, string>, given: Uint8Array = body, secrets = [first]) =>
    verifySignature('mist', secrets, { headers, body: given }, now)
  const forged = { refused: 'forged', detail: expect.any(String) }

  test('signs the body by HMAC-SHA-256, in either case of hex', () => {
    expect(verify({ 'x-mist-signature-v2': v2 })).toEqual({ saysTime: false })
    expect(verify({ 'x-mist-signature-v2': v2.toUpperCase() })).toEqual({ saysTime: false })
  })

  test('has signed by HMAC-SHA-1 before, which counts only alone: who got the newer one wrong does not get through by the older', () => {
    expect(verify({ 'x-mist-signature': v1 })).toEqual({ saysTime: false })
    expect(verify({ 'x-mist-signature': v1, 'x-mist-signature-v2': `${v2.slice(0, -1)}e` })).toEqual(forged)
    expect(verify({ 'x-mist-signature': v1, 'x-mist-signature-v2': '' })).toEqual(forged)
    expect(verify({ 'x-mist-signature': v2 })).toEqual(forged)
  })

  test('may sign with any secret that is good now', () => {
    expect(verify({ 'x-mist-signature-v2': v2 }, body, [second, first])).toEqual({ saysTime: false })
    expect(verify({ 'x-mist-signature-v2': v2 }, body, [second])).toEqual(forged)
    expect(verify({ 'x-mist-signature-v2': v2 }, body, [])).toEqual(forged)
  })

  test.each([
    ['nothing', {}],
    ['no hex', { 'x-mist-signature-v2': 'open sesame' }],
    ['half of it', { 'x-mist-signature-v2': v2.slice(0, 32) }],
    ['more than it', { 'x-mist-signature-v2': `${v2}00` }],
    ['nothing at all', { 'x-mist-signature-v2': '' }],
    ['a prefix', { 'x-mist-signature-v2': `sha256=${v2}` }],
    ['a header of another engine', { 'webhook-signature': `v1,${v2}` }],
  ])('is forged where it is signed with %s', (_, headers) => expect(verify(headers)).toEqual(forged))

  test('a byte more, less or other is forged, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const tampered = Buffer.from(body)
        tampered.writeUInt8((body[at] ?? 0) ^ change, at)
        expect(verify({ 'x-mist-signature-v2': v2 }, tampered)).toEqual(forged)
        expect(verify({ 'x-mist-signature-v2': v2 }, body.subarray(0, at))).toEqual(forged)
      }),
    )
    expect(verify({ 'x-mist-signature-v2': v2 }, Buffer.concat([body, Buffer.from('\n')]))).toEqual(forged)
  })
})

describe('Standard Webhooks', () => {
  test('verifies the example that its specification publishes', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const published = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
    const delivery = { headers, body: Buffer.from('{"test": 2432232314}') }
    expect(verifySignature('cisco', [published], delivery, 1_614_265_330_000)).toEqual({ saysTime: true })
  })

  const secret = webhookSecret(base, 'store/cisco', 1)
  const right = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1791802800',
    'webhook-signature': 'v1,LlfTJ8Og2DytTGaov1AIBnoFbTRiNkFpik6yOhdAUZ0=',
  }
  const verify = (own: object = {}, time = now) =>
    verifySignature('cisco', [secret], { headers: { ...right, ...own }, body }, time)

  test('signs id, time and body; of several signatures one is enough', () => {
    expect(verify()).toEqual({ saysTime: true })
    const several = `v1,b3RoZXI= v1a,ZWQyNTUxOQ== ${right['webhook-signature']}`
    expect(verify({ 'webhook-signature': several })).toEqual({ saysTime: true })
  })

  test.each([
    ['another id', { 'webhook-id': 'msg_2' }],
    ['another time', { 'webhook-timestamp': '1791802801' }],
    ['another version', { 'webhook-signature': 'v2,LlfTJ8Og2DytTGaov1AIBnoFbTRiNkFpik6yOhdAUZ0=' }],
    ['no id', { 'webhook-id': undefined }],
    ['no time', { 'webhook-timestamp': undefined }],
    ['no signature', { 'webhook-signature': undefined }],
    ['an empty signature', { 'webhook-signature': 'v1,' }],
  ])('is forged under %s', (_, own) => expect(verify(own)).toEqual({ refused: 'forged', detail: expect.any(String) }))

  test('is stale when its time is more than five minutes from ours, either way', () => {
    const verdict = (seconds: number) => verify({}, now + seconds * 1000)
    expect([verdict(300), verdict(-300)]).toEqual([{ saysTime: true }, { saysTime: true }])
    const stale = { refused: 'stale', detail: expect.stringContaining('its webhook-timestamp is 1791802800') }
    expect([verdict(301), verdict(-301)]).toEqual([stale, stale])
  })
})

test('a delivery is remembered by its bytes and where it went', () => {
  const id = deliveryIdOf('store/mist', body)
  expect(deliveryIdOf('store/mist', Buffer.from(body))).toBe(id)
  expect(new Set([id, deliveryIdOf('store/cisco', body), deliveryIdOf('store/mist', body.subarray(1))]).size).toBe(3)
  expect(id).toMatch(/^[\w-]{43}$/)
})
