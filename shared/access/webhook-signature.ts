import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { secretText, type WebhookEngine } from './webhook-secret.ts'

/** A delivery as it came: header names in lower case, the body byte for byte. */
export type Signed = { headers: Readonly<Record<string, string | undefined>>; body: Uint8Array }

export type SignatureRefusal = { refused: 'forged' | 'stale'; detail: string }

/** `saysTime`: the signature covers when the delivery was sent, and that was just now. */
type Verified = { saysTime: boolean }

const toleranceSeconds = 300 // what Standard Webhooks' own libraries allow a sender's clock

/**
 * Whether a delivery was signed with one of these secrets, over its bytes and before anything reads them. `now` in
 * milliseconds since 1970.
 *
 * Mist signs the body alone, as HMAC-SHA-256 in X-Mist-Signature-v2; X-Mist-Signature (HMAC-SHA-1) counts only where that is all
 * there is. Cisco Spaces signs nothing: whoever forwards its stream signs by Standard Webhooks, which has id and time signed.
 * @see https://www.standardwebhooks.com
 */
export const verifySignature = (
  engine: WebhookEngine,
  secrets: readonly Buffer[],
  { headers, body }: Signed,
  now: number,
): Verified | SignatureRefusal => (engine === 'mist' ? verifyMist : verifyStandard)(secrets, { headers, body }, now)

const verifyMist = (secrets: readonly Buffer[], { headers, body }: Signed): Verified | SignatureRefusal => {
  const newer = headers['x-mist-signature-v2']
  const older = headers['x-mist-signature']
  const [algorithm, claimed] = newer === undefined ? (['sha1', older] as const) : (['sha256', newer] as const)
  if (claimed === undefined)
    return forged('it has no X-Mist-Signature-v2: set the secret of the webhook at Mist, which then signs with it')
  const given = Buffer.from(/^[0-9a-f]+$/i.test(claimed) ? claimed : '', 'hex')
  const isRight = matches(secrets, [given], (secret) =>
    createHmac(algorithm, secretText('mist', secret)).update(body).digest(),
  )
  return isRight ? { saysTime: false } : forged('it is not signed with the secret of this webhook')
}

const verifyStandard = (
  secrets: readonly Buffer[],
  { headers, body }: Signed,
  now: number,
): Verified | SignatureRefusal => {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers
  if (!id || !timestamp || !signatures)
    return forged('it needs the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks')
  const given = signatures
    .split(/\s+/)
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []))
  const isRight = matches(secrets, given, (secret) =>
    createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest(),
  )
  if (!isRight) return forged('it is not signed with the secret of this webhook')
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  if (Math.abs(now / 1000 - seconds) <= toleranceSeconds) return { saysTime: true }
  const detail = `its webhook-timestamp is ${timestamp}, and it is ${Math.floor(now / 1000)}: send it within ${toleranceSeconds} s, and set the clock`
  return { refused: 'stale', detail }
}

const forged = (detail: string): SignatureRefusal => ({ refused: 'forged', detail })

/** What a delivery is remembered by: its bytes, not its signature, of which the same bytes may have several. */
export const deliveryIdOf = (webhookId: string, body: Uint8Array): string =>
  createHash('sha256').update(`${webhookId}\u0000`).update(body).digest('base64url')

/** Compares every secret with every signature, so that time tells neither which was nearly right nor how nearly. */
const matches = (secrets: readonly Buffer[], given: readonly Buffer[], sign: (secret: Buffer) => Buffer): boolean =>
  secrets
    .flatMap((secret) => {
      const right = sign(secret)
      return given.map((one) => one.length === right.length && timingSafeEqual(one, right))
    })
    .includes(true)
