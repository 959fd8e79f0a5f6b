import { createHmac } from 'node:crypto'

/** What a sketch knows of an address: HMAC-SHA-256 under the salt of a venue's day. Without that salt it leads nowhere. */
export const anonymousHash = (salt: Uint8Array, transmitter: string): Uint8Array =>
  createHmac('sha256', salt).update(transmitter).digest()
