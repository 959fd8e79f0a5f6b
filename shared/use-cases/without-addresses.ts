import { readAdvertisement } from '#shared/hardware/advertisement.ts'

const runOfBytes = /(?<![0-9a-f])[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5,}(?![0-9a-f])/gi
const addressDigits = 12

/**
 * A gateway's message with every hardware address in it replaced by its pseudonym: those that stand alone, and the one
 * that a tag's raw advertisement (in hex) tells. Bytes that are no text come back as they are: nobody can read them.
 */
export const withoutAddresses = (message: Uint8Array, pseudonym: (address: string) => string): Uint8Array => {
  const text = Buffer.from(message).toString('utf8')
  if (!Buffer.from(text).equals(message)) return message
  const hidden = text.replaceAll(runOfBytes, (run) => {
    const digits = run.replaceAll(/[:-]/g, '').toLowerCase()
    if (digits.length === addressDigits) return pseudonym(digits)
    const sender = readAdvertisement(Buffer.from(digits, 'hex'))
    return sender !== undefined && 'address' in sender
      ? digits.replaceAll(sender.address, pseudonym(sender.address))
      : run
  })
  return Buffer.from(hidden)
}
