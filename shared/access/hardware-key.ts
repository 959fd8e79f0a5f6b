import { createHmac } from 'node:crypto'

/**
 * The pseudonym of a hardware address or beacon identity: HMAC-SHA-256 under the organization's key, 132 bits of it.
 * Case and punctuation make no difference. The address itself is never stored.
 */
export const hardwareKey = (secret: string, transmitter: string): string =>
  createHmac('sha256', secret).update(plain(transmitter)).digest('base64url').slice(0, 22)

const spelledOut = 'eddystone-url:'

/**
 * The colons of an address are punctuation, those of an identity keep its numbers apart. What an engine named is left as it is,
 * and a URL is taken at its word.
 */
const plain = (transmitter: string): string => {
  const text = transmitter.toLowerCase()
  if (text.startsWith(spelledOut)) return spelledOut + transmitter.slice(spelledOut.length)
  if (/^(mist|cisco):/.test(text)) return text
  return text.replaceAll(/^(ibeacon|eddystone|altbeacon):/.test(text) ? '-' : /[-:]/g, '')
}
