import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Message } from '#shared/domain/message.ts'

/** Which message a link came with, and until when it is good, in milliseconds since 1970. */
export type LinkClaims = { messageId: string; expiresAt: number }

export type LinkRefusal = { refused: 'forged' | 'expired'; detail: string }

/** Query parameters of a signed link: the message, when it ends (seconds since 1970), and the signature. */
const parameters = { message: 'um', expires: 'ue', signature: 'us' } as const

/** The key that links are signed with: derived from an organization's secret (HKDF, RFC 5869), so that none is stored. */
export const linkKey = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'usher links', 32))

/** Signs the links of messages before they are published; the same message always gets the same link. */
export const linkSigner = (secret: string): ((message: Message) => Message) => {
  const key = linkKey(secret)
  return (message) => {
    const { id: messageId, link, expiresAt } = message
    return link === undefined ? message : { ...message, link: signLink(link, { messageId, expiresAt }, key) }
  }
}

/**
 * An address with what it claims and an HMAC-SHA-256 over all of it, 132 bits in base64url. The fragment is left out of it,
 * because no browser sends it. An expiry counts in whole seconds, and ends with the last of them that has begun.
 */
export const signLink = (url: string, { messageId, expiresAt }: LinkClaims, key: Buffer): string => {
  const address = new URL(url)
  for (const name of Object.values(parameters)) address.searchParams.delete(name)
  address.searchParams.append(parameters.message, messageId)
  address.searchParams.append(parameters.expires, String(Math.ceil(expiresAt / 1000)))
  address.searchParams.append(parameters.signature, signatureOf(address, key))
  return address.href
}

/** What a link claims, if it is one of ours as we made it, and has not run out at `now` (milliseconds since 1970). */
export const verifyLink = (url: string, key: Buffer, now: number): LinkClaims | LinkRefusal => {
  if (!URL.canParse(url)) return forged('it is no address')
  const address = new URL(url)
  const [messageId, seconds, given] = Object.values(parameters).map((name) => address.searchParams.getAll(name))
  const [id, ...otherIds] = messageId ?? []
  const [end, ...otherEnds] = seconds ?? []
  const [signature, ...others] = given ?? []
  if (id === undefined || end === undefined || signature === undefined)
    return forged('it has no message, end and signature; take the link as it was sent')
  if (otherIds.length + otherEnds.length + others.length > 0) return forged('it says something twice')
  address.searchParams.delete(parameters.signature)
  if (!isEqual(signature, signatureOf(address, key)))
    return forged('it was changed, or signed with another key; take the link as it was sent')
  const expiresAt = Number(end) * 1000
  return now < expiresAt
    ? { messageId: id, expiresAt }
    : { refused: 'expired', detail: `it was good until ${new Date(expiresAt).toISOString()}` }
}

const signatureOf = (address: URL, key: Buffer): string => {
  const { origin, pathname, search } = address
  return createHmac('sha256', key).update(`${origin}${pathname}${search}`).digest('base64url').slice(0, 22)
}

const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))

const forged = (detail: string): LinkRefusal => ({ refused: 'forged', detail })
