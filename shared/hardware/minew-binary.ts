import { readAdvertised } from './advertised.ts'
import { fault } from './body.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

// header 2, length of all 4, gateway's address 6, number of tags 2; then the tags, and one byte that ends them
const longFrame = 0xbb01
const frameTail = 0xdd
const lengthAt = 2
const tagsAt = 14

// of a tag: address 6 and number of packets 2; of a packet: length 1, advertisement, kind of address 1, rssi 1
const tagHeaderBytes = 8
const packetExtraBytes = 3

type Packet = { address: string; advertisement: Uint8Array; rssi: number }

/** Whether a message is one of Minew's binary frames (long or not): JSON never begins with these. */
export const isMinewBinary = (body: Uint8Array): boolean => body[0] === longFrame >> 8

/**
 * Minew gateways set to BINARY-LONG: for each tag the packets that were heard of it, each with its own rssi. They tell no
 * time. A frame that is cut is refused as a whole: nobody can say what is missing.
 * @see https://github.com/reelyactive/barnowl-minew, whose sample our tests decode
 */
export const readMinewBinary: GatewayFormat = (body) => {
  const frame = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const refuse = (where: string, value: unknown, expected: string) =>
    new Unreadable(fault('wrong_shape', where, value, expected))
  if (frame.length <= tagsAt) throw refuse('the frame', `${frame.length} bytes`, 'must have 15 bytes at least')
  const header = frame.readUInt16BE(0)
  if (header !== longFrame) throw refuse('the frame', header.toString(16), 'must begin with bb01: set BINARY-LONG')
  if (frame.readUInt32BE(lengthAt) !== frame.length || frame.at(-1) !== frameTail) {
    throw refuse('the frame', `${frame.length} bytes`, 'must be as long as it says, and end with dd')
  }
  const packets = packetsOf(frame)
  if (packets === undefined) throw refuse('the frame', 'cut', 'must hold all packets of all the tags that it counts')
  return gather(packets, readPacket)
}

const packetsOf = (frame: Buffer): Packet[] | undefined => {
  const packets: Packet[] = []
  const end = frame.length - 1
  let at = tagsAt
  for (let tags = frame.readUInt16BE(tagsAt - 2); tags > 0; tags--) {
    if (at + tagHeaderBytes > end) return undefined
    const address = frame.toString('hex', at, at + 6)
    let count = frame.readUInt16BE(at + 6)
    at += tagHeaderBytes
    for (; count > 0; count--) {
      const length = at < end ? frame.readUInt8(at) : 0
      if (at + length + packetExtraBytes > end) return undefined
      const advertisement = frame.subarray(at + 1, at + 1 + length)
      packets.push({ address, advertisement, rssi: frame.readInt8(at + length + 2) })
      at += length + packetExtraBytes
    }
  }
  return packets
}

const readPacket = ({ address, advertisement, rssi }: Packet, index: number): Heard | Unheard => {
  const { identity, txPower, state } = readAdvertised(advertisement)
  return hearing({
    address: [`packet ${index}'s address`, address],
    identity,
    rssi: [`packet ${index}'s rssi`, rssi],
    txPower,
    state,
  })
}
