import { hash } from 'node:crypto'

/**
 * Codes as people type them: twelve characters of Crockford's base 32 in three groups (`7QK2-M9XD-4TB8`), of which seven are
 * the serial, four its signature and the last a check. 55 bits: with a million codes about, one guess in 36 billion is one.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const serialLength = 7
const signatureLength = 4
const codeLength = serialLength + signatureLength + 1

/** Where candidates for a message's serial end: the chance that eight in a row are taken is nil. */
export const serialCandidates = 8

/** The serial of a message's code. `candidate` is higher where another message had the same one before. */
export const serialOf = (messageId: string, candidate: number): string =>
  textOf(hash('sha256', `offer serial ${candidate} ${messageId}`, 'buffer'), serialLength)

/** The first bytes of a digest as characters of a code. */
export const signatureFrom = (digest: Uint8Array): string => textOf(digest, signatureLength)

/** A code as it is shown. */
export const writeCode = (serial: string, signature: string): string => {
  const text = `${serial}${signature}`
  return (text + checkOf(text)).replace(/(.{4})(?=.)/g, '$1-')
}

/**
 * A code as somebody typed it: lower case, without its hyphens, with O for 0 and I or L for 1. Undefined where it is mistyped:
 * the check finds any one wrong character and any two that changed places, also at a till that is offline.
 */
export const readCode = (typed: string): { serial: string; signature: string } | undefined => {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  if (text.length !== codeLength || [...text].some((one) => !alphabet.includes(one))) return undefined
  if (checkOf(text.slice(0, -1)) !== text.at(-1)) return undefined
  return { serial: text.slice(0, serialLength), signature: text.slice(serialLength, -1) }
}

/**
 * A sum over GF(32), each place with another power of the field's generator: a Reed–Solomon code with one check symbol, which
 * no single error and no transposition leaves as it is. (Crockford's own check needs five signs that tills don't have.)
 */
const checkOf = (text: string): string => {
  const sum = [...text].reduce((so, one, place) => so ^ times(alphabet.indexOf(one), place + 1), 0)
  return alphabet[sum] ?? ''
}

/** A value of GF(32) times a power of the generator x, modulo the primitive polynomial x⁵ + x² + 1. */
const times = (value: number, power: number): number => {
  let product = value
  for (let i = 0; i < power; i++) product = product & 16 ? ((product << 1) ^ 0b100101) & 31 : product << 1
  return product
}

const textOf = (bytes: Uint8Array, length: number): string =>
  Array.from(bytes.subarray(0, length), (byte) => alphabet[byte & 31]).join('')
