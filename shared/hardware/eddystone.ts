import type { BeaconIdentity } from '#shared/domain/sighting.ts'

/** Who sends an Eddystone frame, and its power at 1 m in dBm. */
export type EddystoneSender = { beacon: BeaconIdentity; txPower: number }

// Eddystone says its power at 0 m; over the first metre 41 dB are lost (Eddystone specification, "Tx Power")
export const lossOfFirstMetreDb = 41

const schemes = ['http://www.', 'https://www.', 'http://', 'https://']
const domains = ['com', 'org', 'edu', 'net', 'info', 'biz', 'gov']
const endings = [...domains.map((domain) => `.${domain}/`), ...domains.map((domain) => `.${domain}`)]

/**
 * Reads the data of service 0xfeaa: UID, URL and EID frames name their sender, telemetry (TLM) does not.
 * Undefined also for a frame that is cut short.
 * @see https://github.com/google/eddystone/blob/master/protocol-specification.md
 */
export const readEddystone = (frame: Buffer): EddystoneSender | undefined => {
  if (frame.length < 3) return undefined
  const beacon = readIdentity(frame)
  return beacon && { beacon, txPower: frame.readInt8(1) - lossOfFirstMetreDb }
}

const readIdentity = (frame: Buffer): BeaconIdentity | undefined => {
  switch (frame.readUInt8(0)) {
    case 0x00: // 2 reserved bytes at its end are left out by some
      if (frame.length < 18) return undefined
      return { namespace: frame.toString('hex', 2, 12), instance: frame.toString('hex', 12, 18) }
    case 0x10: {
      const url = readUrl(frame.subarray(2))
      return url === undefined ? undefined : { url }
    }
    case 0x30:
      return frame.length < 10 ? undefined : { eid: frame.toString('hex', 2, 10) }
    default:
      return undefined
  }
}

/** An address as a URL frame has it: a byte for its scheme, one each for common endings, all else letter by letter. */
export const readUrl = (encoded: Buffer): string | undefined => {
  const [scheme = schemes.length, ...rest] = encoded
  if (scheme >= schemes.length || rest.length === 0) return undefined
  let url = schemes[scheme] ?? ''
  for (const byte of rest) {
    const isLetter = byte > 0x20 && byte < 0x7f
    const part = isLetter ? String.fromCharCode(byte) : endings[byte]
    if (part === undefined) return undefined
    url += part
  }
  return url
}
