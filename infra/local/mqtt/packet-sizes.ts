/**
 * Follows a connection's bytes from packet to packet and knows how large each says it is: one byte of type and flags, then
 * the rest's length, seven bits a byte. Source: MQTT 3.1.1, section 2.2.
 */
export const createPacketSizes = () => {
  let remaining = 0 // bytes of the current packet that are still to come
  let inHeader = false
  let length = 0
  let shift = 0

  return {
    /** The largest packet, in bytes after its header, that these bytes begin; 0 if they begin none. */
    largestIn: (chunk: Buffer): number => {
      let largest = 0
      for (let at = 0; at < chunk.length; ) {
        if (remaining > 0) {
          const skipped = Math.min(remaining, chunk.length - at)
          remaining -= skipped
          at += skipped
          continue
        }
        const byte = chunk[at] ?? 0
        at += 1
        if (!inHeader) {
          inHeader = true
          length = 0
          shift = 0
          continue
        }
        length += (byte & 127) * 2 ** shift
        shift += 7
        if (byte > 127 && shift < 28) continue
        inHeader = false
        remaining = length
        largest = Math.max(largest, length)
      }
      return largest
    },
  }
}
