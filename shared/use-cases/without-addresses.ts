import { addressesIn } from '#shared/hardware/addresses.ts'

const runOfBytes = /(?<![0-9a-f])[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5,}(?![0-9a-f])/gi
const addressDigits = 12

/**
 * A gateway's message with every hardware address in it replaced by its pseudonym: those that stand alone, and wherever raw
 * bytes in hex (advertisements, packets) tell one of these or one of their own, first byte first or last. Bytes that are no
 * text are not shown at all: addresses stand in them as they are.
 */
export const withoutAddresses = (message: Uint8Array, pseudonym: (address: string) => string): Uint8Array => {
  const text = Buffer.from(message).toString('utf8')
  if (!isText(message, text))
    return Buffer.from(`${message.length} bytes that are no text, not shown for their addresses`)
  const alone = new Set((text.match(runOfBytes) ?? []).map(digitsOf).filter(({ length }) => length === addressDigits))
  const hidden = text.replaceAll(runOfBytes, (run) => {
    const digits = digitsOf(run)
    if (digits.length === addressDigits) return pseudonym(digits)
    const told = new Set(addressesIn(Buffer.from(digits, 'hex')))
    const shown = withoutThese(digits, (address) => alone.has(address) || told.has(address), pseudonym)
    return shown === digits ? run : shown
  })
  return Buffer.from(hidden)
}

const digitsOf = (run: string) => run.replaceAll(/[:-]/g, '').toLowerCase()

/** Binary formats hold bytes that no text has, or that are no UTF-8; some are written in hex. */
const isText = (message: Uint8Array, text: string): boolean =>
  Buffer.from(text).equals(message) &&
  message.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13) &&
  !/^\s*[0-9a-f]{13,}\s*$/i.test(text)

const withoutThese = (
  digits: string,
  isAddress: (address: string) => boolean,
  pseudonym: (address: string) => string,
): string => {
  let shown = ''
  for (let at = 0; at < digits.length; ) {
    const address = digits.slice(at, at + addressDigits)
    const found = [address, lastByteFirst(address)].find(isAddress)
    shown += found === undefined ? digits.slice(at, at + 2) : pseudonym(found)
    at += found === undefined ? 2 : addressDigits
  }
  return shown
}

const lastByteFirst = (address: string) => (address.match(/../g) ?? []).toReversed().join('')
