const wireTypes = { bytes: 2, uint32: 0, int32: 0, sint32: 0, uint64: 0, float: 5 } as const
const messageWireType = 2

type Kind = keyof typeof wireTypes | Message

/** The fields of a message that we read, by number. Bytes become hex, as they stand in JSON renderings. */
export type Message = { readonly [field: number]: { name: string; kind: Kind; repeated?: true } }

export type Decoded = Record<string, unknown>

type Cursor = { bytes: Buffer; at: number }

/**
 * Reads a protobuf message as far as we know its fields: others are skipped, as are known ones of another type. Throws
 * RangeError where the bytes are no protobuf. A library that does the same has 43 kB, with which a function would start.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export const decodeProtobuf = (bytes: Uint8Array, message: Message): Decoded => {
  const cursor: Cursor = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }
  const decoded: Decoded = {}
  while (cursor.at < cursor.bytes.length) {
    const { low: tag } = varint(cursor)
    const field = message[tag >>> 3]
    const wireType = typeof field?.kind === 'string' ? wireTypes[field.kind] : messageWireType
    if (field === undefined || (tag & 7) !== wireType) {
      skip(cursor, tag & 7)
      continue
    }
    const value = readValue(cursor, field.kind)
    if (field.repeated) decoded[field.name] = [...((decoded[field.name] as unknown[] | undefined) ?? []), value]
    else decoded[field.name] = value
  }
  return decoded
}

const readValue = (cursor: Cursor, kind: Kind): unknown => {
  if (typeof kind !== 'string') return decodeProtobuf(take(cursor, varint(cursor).value), kind)
  switch (kind) {
    case 'bytes':
      return take(cursor, varint(cursor).value).toString('hex')
    case 'float':
      return take(cursor, 4).readFloatLE()
    case 'uint64':
      return varint(cursor).value
    case 'uint32':
      return varint(cursor).low >>> 0
    case 'int32':
      return varint(cursor).low
    case 'sint32': {
      const { low } = varint(cursor) // zigzag: 0, -1, 1, -2, …
      return (low >>> 1) ^ -(low & 1)
    }
  }
}

const take = (cursor: Cursor, length: number): Buffer => {
  const end = cursor.at + length
  if (end > cursor.bytes.length) throw new RangeError(`a field ends at byte ${end} of ${cursor.bytes.length}`)
  const taken = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return taken
}

const mostVarintBytes = 10

/** Seven bits a byte, the lowest first: as 32 bits with a sign, and as a number, exact below 2^53. */
const varint = (cursor: Cursor): { low: number; value: number } => {
  let low = 0
  let value = 0
  for (let read = 0; read < mostVarintBytes; read++) {
    const byte = cursor.bytes.readUInt8(cursor.at++)
    if (read < 5) low |= (byte & 0x7f) << (7 * read)
    value += (byte & 0x7f) * 2 ** (7 * read)
    if (byte < 0x80) return { low, value }
  }
  throw new RangeError(`a number at byte ${cursor.at - mostVarintBytes} has no end`)
}

const skip = (cursor: Cursor, wireType: number): void => {
  if (wireType === 0) varint(cursor)
  else if (wireType === 1) take(cursor, 8)
  else if (wireType === 2) take(cursor, varint(cursor).value)
  else if (wireType === 5) take(cursor, 4)
  else throw new RangeError(`wire type ${wireType} before byte ${cursor.at} is none of protobuf's`)
}
