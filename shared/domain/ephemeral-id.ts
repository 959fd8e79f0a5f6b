import { createCipheriv } from 'node:crypto'
import type { BeaconIdentity, EidKey, RegisteredIdentity } from './sighting.ts'

const temporaryKeySeconds = 65_536 // the top 16 bits of the beacon's clock
const idDigits = 16
const blockBytes = 16

/**
 * The ids of an Eddystone EID beacon in consecutive windows of its rotation, `count` of them from the window `first`, the
 * first ever being 0. A window is 2 to the power of the rotation exponent seconds of the beacon's clock.
 * @see https://github.com/google/eddystone/blob/master/eddystone-eid/eid-computation.md
 */
export const ephemeralIds = (key: EidKey, first: number, count: number): string[] => {
  const windowSeconds = 2 ** key.rotationExponent
  const windowsOfKey = temporaryKeySeconds / windowSeconds
  const ids: string[] = []
  for (let window = first; window < first + count; ) {
    const period = Math.floor(window / windowsOfKey)
    const last = Math.min((period + 1) * windowsOfKey, first + count)
    const blocks = Buffer.alloc((last - window) * blockBytes)
    for (let at = 0; at < blocks.length; at += blockBytes, window++) {
      blocks.writeUInt8(key.rotationExponent, at + 11)
      blocks.writeUInt32BE((window * windowSeconds) % 2 ** 32, at + 12)
    }
    const encrypted = encrypt(temporaryKey(key, period), blocks)
    for (let at = 0; at < encrypted.length; at += blockBytes) ids.push(encrypted.toString('hex', at, at + idDigits / 2))
  }
  return ids
}

/** What a beacon is heard to be at a time in milliseconds since 1970: ephemeral ids change, all else stays. */
export const heardAs = (identity: RegisteredIdentity, at: number): BeaconIdentity => {
  if (!('eid' in identity)) return identity
  const [eid = ''] = ephemeralIds(identity.eid, windowAt(identity.eid, at), 1)
  return { eid }
}

/** The window that a beacon's clock is in. */
export const windowAt = ({ registeredAt, rotationExponent }: EidKey, at: number): number =>
  Math.max(0, Math.floor((at - registeredAt) / (1000 * 2 ** rotationExponent)))

const temporaryKey = ({ identityKey }: EidKey, period: number): Buffer => {
  const block = Buffer.alloc(blockBytes)
  block.writeUInt8(0xff, 11)
  block.writeUInt16BE(period % 2 ** 16, 14)
  return encrypt(Buffer.from(identityKey, 'hex'), block)
}

// single blocks of fresh content, so that ECB gives nothing away; it is what the specification says
const encrypt = (key: Uint8Array, blocks: Uint8Array): Buffer =>
  createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(blocks)
