import { createHmac, timingSafeEqual } from 'node:crypto'
import { readCode, signatureFrom } from '#shared/domain/offer-code.ts'

/** What somebody typed: the serial of a code that we signed, or why it is none. */
export type ReadOfferCode = { serial: string } | { fault: 'mistyped' | 'forged' }

/**
 * Signs and reads the codes of offers, with 20 bits of HMAC-SHA-256 under the organization's own key. The key never leaves the
 * cloud: a till that is offline can tell what was mistyped, not what was forged, and hears of that when it is back.
 */
export const offerCodes = (secret: () => Promise<string>) => {
  const sign = async (serial: string): Promise<string> =>
    signatureFrom(
      createHmac('sha256', await secret())
        .update(`offer code ${serial}`)
        .digest(),
    )
  const read = async (typed: string): Promise<ReadOfferCode> => {
    const code = readCode(typed)
    if (code === undefined) return { fault: 'mistyped' }
    const isOurs = timingSafeEqual(Buffer.from(await sign(code.serial)), Buffer.from(code.signature))
    return isOurs ? { serial: code.serial } : { fault: 'forged' }
  }
  return { sign, read }
}
