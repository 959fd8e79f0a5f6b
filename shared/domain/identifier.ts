import { hash } from 'node:crypto'

/**
 * A derived id: the same parts always give the same id, so a retry names what it made before. 132 bits of SHA-256.
 * Parts are joined by a character that no id holds, so ('ab','c') and ('a','bc') differ.
 */
export const derivedId = (...parts: readonly (string | number)[]): string =>
  hash('sha256', parts.join('\u0000'), 'base64url').slice(0, 22)

/** 32-bit FNV-1a (Fowler, Noll and Vo, 1991), enough to tell a few hundred sightings apart. */
export const fingerprint = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193)
  }
  return h >>> 0
}
