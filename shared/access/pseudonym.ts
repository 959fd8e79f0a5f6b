import { createHmac } from 'node:crypto'

/**
 * The name that a customer has in the archive: HMAC-SHA-256 of her id under the organization's key, 132 bits of it. The same
 * customer has the same one for as long as the key is kept; without it nobody gets back to her.
 */
export const pseudonymOf = (secret: string, customerId: string): string =>
  createHmac('sha256', secret).update(`customer:${customerId}`).digest('base64url').slice(0, 22)
