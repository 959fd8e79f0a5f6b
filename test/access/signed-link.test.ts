import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkKey, linkSigner, signLink, verifyLink } from '#shared/access/signed-link.ts'
import { aMessage, at } from '#test/support/builders.ts'

const key = linkKey('a secret of the organization')
const claims = { messageId: 'message-1', expiresAt: at(1800) }
const signed = signLink('https://example.com/boots?colour=red#sizes', claims, key)
const refusalOf = (url: string, now = at(0)) => {
  const verified = verifyLink(url, key, now)
  return 'refused' in verified ? verified.refused : undefined
}

test('a signed link leads where it led, says its message, and is verified', () => {
  const { origin, pathname, searchParams, hash } = new URL(signed)
  expect(`${origin}${pathname}${hash}`).toBe('https://example.com/boots#sizes')
  expect(Object.fromEntries(searchParams)).toEqual({
    colour: 'red',
    um: 'message-1',
    ue: String(at(1800) / 1000),
    us: expect.stringMatching(/^[\w-]{22}$/),
  })
  expect(verifyLink(signed, key, at(0))).toEqual(claims)
})

test('the same message gets the same link again, and signing a signed link makes no second signature', () => {
  expect(signLink('https://example.com/boots?colour=red#sizes', claims, key)).toBe(signed)
  expect(signLink(signed, claims, key)).toBe(signed)
})

test('what a browser leaves out or spells its own way is the same link', () => {
  expect(refusalOf(signed.replace('#sizes', ''))).toBeUndefined()
  expect(refusalOf(signed.replace('example.com', 'EXAMPLE.com:443'))).toBeUndefined()
})

test('a link ends with the second in which its message does', () => {
  expect(refusalOf(signed, at(1800) - 1)).toBeUndefined()
  expect(verifyLink(signed, key, at(1800))).toEqual({
    refused: 'expired',
    detail: 'it was good until 2026-11-21T09:30:00.000Z',
  })
})

describe('a link is forged', () => {
  test.each([
    ['with another host', signed.replace('example.com', 'example.org')],
    ['with another path', signed.replace('/boots', '/shoes')],
    ['without https', signed.replace('https:', 'http:')],
    ['with another parameter', signed.replace('red', 'blue')],
    ['with one more parameter', signed.replace('#', '&admin=1#')],
    ['for another message', signed.replace('message-1', 'message-2')],
    ['for longer', signed.replace(/ue=\d/, 'ue=9')],
    ['with its message said twice', signed.replace('#', '&um=message-2#')],
    ['without a signature', signed.replace(/&us=[\w-]+/, '')],
    ['with half of a signature', signed.replace(/(us=[\w-]{11})[\w-]{11}/, '$1')],
    ['with a signature of other letters', signed.replace(/us=[\w-]{22}/, `us=${'ä'.repeat(22)}`)],
    ['as no address at all', 'boots'],
  ])('%s', (_, url) => {
    expect(refusalOf(url)).toBe('forged')
  })

  test('with any character changed', () => {
    fc.assert(
      fc.property(fc.nat(signed.indexOf('#') - 1), fc.constantFrom('a', 'Z', '0', '-', '&', '%'), (place, letter) => {
        const changed = signed.slice(0, place) + letter + signed.slice(place + 1)
        fc.pre(!URL.canParse(changed) || new URL(changed).href !== signed)
        expect(refusalOf(changed)).toBe('forged')
      }),
    )
  })

  test('with another secret', () => {
    expect(verifyLink(signed, linkKey('another secret'), at(0))).toMatchObject({ refused: 'forged' })
  })
})

test('any link and message is verified as it was signed', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ minLength: 1 }),
      (url, messageId) => {
        const link = signLink(url, { messageId, expiresAt: at(60) }, key)
        expect(verifyLink(link, key, at(0))).toEqual({ messageId: messageId.toWellFormed(), expiresAt: at(60) })
      },
    ),
  )
})

test('a message is signed by its own id and expiry; one without a link stays as it is', () => {
  const sign = linkSigner('a secret of the organization')
  const message = aMessage({ link: 'https://example.com/boots' })
  const { link = '', ...rest } = sign(message)
  expect({ ...rest, link: message.link }).toEqual(message)
  expect(verifyLink(link, key, at(0))).toEqual({ messageId: message.id, expiresAt: message.expiresAt })
  expect(sign(aMessage())).toEqual(aMessage())
})
