import Raddec from 'raddec'
import { isObject } from './body.ts'

/** reelyActive's word for what one transmitter was heard with. Not judged yet: each field may be anything. */
export type LooseRaddec = Readonly<Record<string, unknown>>

/**
 * A raddec from bytes or an object, its packets and events each once, without what the library notes for itself. Its time is
 * its own or that of its earliest decoding. Throws where the library cannot read it.
 * @see https://github.com/reelyactive/raddec
 */
export const decodeRaddec = (source: Uint8Array | object): LooseRaddec => {
  const { creationTime: _, earliestDecodingTime, ...raddec } = { ...parse(source) }
  const { timestamp = earliestDecodingTime, packets, events, rssiSignature } = raddec
  return {
    ...raddec,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(Array.isArray(packets) ? { packets: [...new Set(packets)] } : {}),
    ...(Array.isArray(events) ? { events: [...new Set(events)] } : {}),
    ...(Array.isArray(rssiSignature) ? { rssiSignature: rssiSignature.map(withoutSum) } : {}),
  }
}

/** A raddec as one level: its first receiver's word stands for all. Throws where the library cannot read it. */
export const flatten = (source: object): LooseRaddec => {
  const { timestamp, ...flat } = new Raddec(source).toFlattened()
  // one without a time would be given that of the machine
  return 'timestamp' in source || 'earliestDecodingTime' in source ? { ...flat, timestamp } : flat
}

const parse = (source: Uint8Array | object): LooseRaddec =>
  new Raddec(source instanceof Uint8Array ? Buffer.from(source) : source) as unknown as LooseRaddec

const withoutSum = (hearing: unknown): unknown => {
  if (!isObject(hearing)) return hearing
  const { rssiSum: _, ...rest } = hearing
  return rest
}
