import { timeMessage } from '#shared/schemas/phone-report.ts'
import { type Advertised, readAdvertised } from './advertised.ts'
import { fault, isObject, readJson } from './body.ts'
import { decode } from './decode.ts'
import { gather, type Heard, type Unheard } from './gather.ts'
import { hearing } from './hearing.ts'
import { readHex, readTime } from './radio.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'

/**
 * reelyActive's raddec, as JSON (flattened or not), in hex or in bytes: one transmitter, with one entry of `rssiSignature` for each receiver (and
 * antenna) that heard it. The topic's gateway is the receiver, so a raddec of several receivers is refused: it would put the
 * tag wherever the topic happens to stand.
 * @see https://github.com/reelyactive/raddec
 */
export const readRaddec: GatewayFormat = (body) => {
  const raddec = raddecOf(body)
  const signature = hearingsOf(raddec.rssiSignature ?? flatSignature(raddec))
  const { transmitterId, timestamp, packets } = raddec
  const advertised = advertisedIn(packets)
  return gather(signature, (one, index): Heard | Unheard => {
    const where = `rssiSignature[${index}]`
    if (!isObject(one)) return fault('wrong_shape', where, one, 'must be { receiverId, rssi }')
    return hearing({
      address: ['transmitterId', transmitterId],
      rssi: [`${where}.rssi`, one.rssi],
      time: { field: ['timestamp', timestamp], deviceTime: readTime(timestamp), expected: timeMessage },
      ...advertised,
    })
  })
}

type Fields = Readonly<Record<string, unknown>>

const raddecFlag = 0x10

const raddecOf = (body: Uint8Array): Fields => {
  const bytes = body[0] === raddecFlag ? body : readHex(Buffer.from(body).toString('latin1').trim())
  if (bytes?.[0] === raddecFlag) {
    const decoded = decode({ raddec: bytes })
    if (decoded !== null) return decoded
    const expected = 'must be as long as they say, with the sum of their bytes at the end'
    throw new Unreadable(fault('wrong_shape', 'the raddec', `${bytes.length} bytes`, expected))
  }
  const raddec = readJson(body)
  if (isObject(raddec)) return raddec
  throw new Unreadable(
    fault('wrong_shape', 'the message', raddec, 'must be { transmitterId, rssiSignature, timestamp, packets? }'),
  )
}

/** A flattened raddec says of its first receiver only, and how many there were. */
const flatSignature = ({ receiverId, rssi, numberOfReceivers }: Fields): unknown => {
  if (receiverId === undefined) return undefined
  if (numberOfReceivers === undefined || numberOfReceivers === 1) return [{ receiverId, rssi }]
  const todo = "publish what each one hears on its own gateway's topic"
  throw new Unreadable(fault('wrong_shape', 'numberOfReceivers', numberOfReceivers, todo))
}

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

const headerBytes = 8 // 2 of header and 6 of address stand before a packet's advertisement

/** What the packets tell together: the first word on each matter stands. */
const advertisedIn = (packets: unknown): Omit<Advertised, 'address'> => {
  const told = (Array.isArray(packets) ? packets : []).map((packet): Advertised => {
    const bytes = readHex(packet)
    return bytes === undefined ? {} : readAdvertised(bytes.subarray(headerBytes))
  })
  const [identified] = told.filter(({ identity }) => identity !== undefined)
  const figures = told.flatMap(({ state = {} }) => Object.entries(state).filter(([, value]) => value !== undefined))
  return { ...identified, state: Object.fromEntries(figures.toReversed()) }
}
