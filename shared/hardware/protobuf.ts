import protobuf from 'protobufjs/minimal.js'

const wireTypes = { bytes: 2, text: 2, uint32: 0, int32: 0, sint32: 0, uint64: 0, float: 5 } as const
const messageWireType = 2

/** The fields of a message that we read, by number. Bytes become hex, as they stand in JSON renderings. */
export type Message = {
  readonly [field: number]: { name: string; kind: keyof typeof wireTypes | Message; repeated?: true }
}

export type Decoded = Record<string, unknown>

/**
 * Reads a protobuf message as far as we know its fields: others are skipped, as are known ones of another type. Throws
 * RangeError or Error where the bytes are no protobuf.
 */
export const decodeProtobuf = (bytes: Uint8Array, message: Message): Decoded => {
  const reader = protobuf.Reader.create(bytes)
  return readMessage(reader, reader.len, message)
}

const readMessage = (reader: protobuf.Reader, end: number, message: Message): Decoded => {
  if (end > reader.len) throw new RangeError(`a field ends at byte ${end} of ${reader.len}`)
  const decoded: Decoded = {}
  while (reader.pos < end) {
    const tag = reader.uint32()
    const field = message[tag >>> 3]
    const wireType = typeof field?.kind === 'string' ? wireTypes[field.kind] : messageWireType
    if (field === undefined || (tag & 7) !== wireType) {
      reader.skipType(tag & 7)
      continue
    }
    const value = readValue(reader, field.kind)
    if (field.repeated) decoded[field.name] = [...((decoded[field.name] as unknown[] | undefined) ?? []), value]
    else decoded[field.name] = value
  }
  return decoded
}

const readValue = (reader: protobuf.Reader, kind: keyof typeof wireTypes | Message): unknown => {
  if (typeof kind !== 'string') return readMessage(reader, reader.uint32() + reader.pos, kind)
  if (kind === 'bytes') return Buffer.from(reader.bytes()).toString('hex')
  if (kind === 'text') return reader.string()
  if (kind === 'uint64') return Number(reader.uint64().toString())
  return reader[kind]()
}
