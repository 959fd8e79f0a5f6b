import { rssiMessage, timeMessage } from '#shared/schemas/phone-report.ts'
import { readAdvertisement } from './advertisement.ts'
import { fault, isObject, readJson } from './body.ts'
import { gather, type Heard } from './gather.ts'
import { isRssi, readAddress, readHex, readTime } from './radio.ts'
import { type Fault, type GatewayFormat, Unreadable } from './reading.ts'

/**
 * reelyActive's raddec as JSON: one transmitter, with one entry of `rssiSignature` for each receiver (and antenna) that
 * heard it. The topic's gateway is the receiver, so a raddec of several receivers is refused: it would put the tag wherever
 * the topic happens to stand.
 * @see https://github.com/reelyactive/raddec
 */
export const readRaddec: GatewayFormat = (body) => {
  const raddec = readJson(body)
  if (!isObject(raddec)) {
    throw new Unreadable(
      fault('wrong_shape', 'the message', raddec, 'must be { transmitterId, rssiSignature, timestamp, packets? }'),
    )
  }
  const signature = hearingsOf(raddec.rssiSignature)
  const sent = readTransmission(raddec)
  return gather(signature, (hearing, index) => ('reason' in sent ? sent : readHearing(sent, hearing, index)))
}

type Transmission = Omit<Heard, 'rssi'>

const hearingsOf = (signature: unknown): readonly unknown[] => {
  if (!Array.isArray(signature)) {
    throw new Unreadable(fault('wrong_shape', 'rssiSignature', signature, 'must be an array of { receiverId, rssi }'))
  }
  if (signature.length === 0) throw new Unreadable(fault('empty', 'rssiSignature', signature, 'must name the receiver'))
  const receivers = new Set(signature.filter(isObject).map(({ receiverId }) => receiverId))
  if (receivers.size > 1) {
    const todo = `names ${receivers.size} receivers; publish what each one hears on its own gateway's topic`
    throw new Unreadable(fault('wrong_shape', 'rssiSignature', signature, todo))
  }
  return signature
}

const readTransmission = ({
  transmitterId,
  timestamp,
  packets,
}: Readonly<Record<string, unknown>>): Transmission | Fault => {
  const transmitter = readAddress(transmitterId)
  if (transmitter === undefined) return fault('bad_beacon', 'transmitterId', transmitterId, 'must be 12 hex digits')
  const deviceTime = readTime(timestamp)
  if (Number.isNaN(deviceTime)) return fault('bad_time', 'timestamp', timestamp, timeMessage)
  return { transmitter, txPower: claimedIn(packets), deviceTime }
}

const readHearing = (sent: Transmission, hearing: unknown, index: number): Heard | Fault => {
  const where = `rssiSignature[${index}]`
  if (!isObject(hearing)) return fault('wrong_shape', where, hearing, 'must be { receiverId, rssi }')
  if (!isRssi(hearing.rssi)) return fault('bad_rssi', `${where}.rssi`, hearing.rssi, rssiMessage)
  return { ...sent, rssi: hearing.rssi }
}

const headerBytes = 8 // 2 of header and 6 of address stand before a packet's advertisement

const claimedIn = (packets: unknown): number | undefined => {
  if (!Array.isArray(packets)) return undefined
  for (const packet of packets) {
    const bytes = readHex(packet)
    const sender = bytes && readAdvertisement(bytes.subarray(headerBytes))
    if (sender && 'beacon' in sender) return sender.txPower
  }
  return undefined
}
