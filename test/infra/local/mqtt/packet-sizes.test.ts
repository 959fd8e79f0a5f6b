import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPacketSizes } from '#infra/local/mqtt/packet-sizes.ts'

/** A packet of so many bytes after its header. */
const aPacket = (length: number) => {
  const header = [0x30]
  let rest = length
  do {
    header.push((rest & 127) | (rest > 127 ? 128 : 0))
    rest >>>= 7
  } while (rest > 0)
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)])
}

test('the size of a packet is known from its header alone, however long it would be', () => {
  expect(createPacketSizes().largestIn(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))).toBe(268_435_455)
  expect(createPacketSizes().largestIn(Buffer.from([0x30]))).toBe(0)
})

test('however the bytes are cut into chunks, the largest packet is found', () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 120, max: 20_000 })), {
    minLength: 1,
  })
  fc.assert(
    fc.property(lengths, fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1 }), (packets, cuts) => {
      const bytes = Buffer.concat(packets.map(aPacket))
      const sizes = createPacketSizes()
      let largest = 0
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const end = at + (cuts[i % cuts.length] ?? 1)
        largest = Math.max(largest, sizes.largestIn(bytes.subarray(at, end)))
        at = end
      }
      expect(largest).toBe(Math.max(...packets))
    }),
  )
})
