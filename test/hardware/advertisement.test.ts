import fc from 'fast-check'
import { describe, expect, type TestContext, test } from 'vitest'
import { beaconKey } from '#shared/domain/sighting.ts'
import { readAdvertisement } from '#shared/hardware/advertisement.ts'
import { realData } from './support.ts'

const flags = '020106'
const iBeacon = '1aff4c00021500112233445566778899aabbccddeeff01234567c5'
const eddystoneUid = '1516aafe00ee00112233445566778899aabbccddeeff'
const ruuviTag = '1bff99040512fc5394c37c0004fffc040cac364200cdcbb8334c884f'
const read = (hex: string) => readAdvertisement(Buffer.from(hex, 'hex'))

const uuid = '00112233445566778899aabbccddeeff'
const fromIBeacon = { beacon: { uuid, major: 0x0123, minor: 0x4567 }, txPower: -59 }
const fromEddystone = { beacon: { namespace: '00112233445566778899', instance: 'aabbccddeeff' }, txPower: -59 }
const fromRuuvi = { address: 'cbb8334c884f' }

describe('the sender of an advertisement', () => {
  test('an iBeacon says its power at 1 m', () => expect(read(flags + iBeacon)).toEqual(fromIBeacon))

  test('an Eddystone UID says its power at 0 m, 41 dB more', () =>
    expect(read(`${flags}0303aafe${eddystoneUid}`)).toEqual(fromEddystone))

  test('an Eddystone UID may carry two reserved bytes', () =>
    expect(read(`${flags}17${eddystoneUid.slice(2)}0000`)).toEqual(fromEddystone))

  test('a Ruuvi tag gives its address', () => expect(read(flags + ruuviTag)).toEqual(fromRuuvi))

  test('a Ruuvi tag that keeps its address to itself is nobody', () =>
    expect(read(`${ruuviTag.slice(0, -12)}ffffffffffff`)).toBeUndefined())

  test('the bytes may lie inside a larger buffer', () => {
    const larger = Buffer.from(`ffff${flags}${iBeacon}ffff`, 'hex')
    expect(readAdvertisement(new Uint8Array(larger).subarray(2, -2))).toEqual(fromIBeacon)
  })
})

describe('nobody is seen in', () => {
  test.each([
    ['nothing', ''],
    ['flags alone', flags],
    ['an iBeacon behind a structure of no length', `${flags}00${iBeacon}`],
    ['an iBeacon one byte short', `19${iBeacon.slice(2, -2)}`],
    ['an Eddystone UID one byte short', `14${eddystoneUid.slice(2, -2)}`],
    ['a Ruuvi tag one byte short', `1a${ruuviTag.slice(2, -2)}`],
    ['the bytes of an iBeacon under another company', iBeacon.replace('4c00', '4d00')],
    ['the bytes of an Eddystone UID under another service', eddystoneUid.replace('aafe', 'abfe')],
    ['a URL of Eddystone', '1216aafe10000367657470617265746f07000000'],
    ['a Ruuvi tag of another data format', ruuviTag.replace('990405', '990406')],
    ['the bytes of an iBeacon as a name', iBeacon.replace('1aff', '1a09')],
  ])('%s', (_, hex) => expect(read(hex)).toBeUndefined())

  test.each([
    ['an iBeacon', iBeacon],
    ['an Eddystone UID', eddystoneUid],
    ['a Ruuvi tag', ruuviTag],
  ])('%s that is cut anywhere', (_, hex) => {
    const whole = Buffer.from(flags + hex, 'hex')
    const seen = Array.from(whole, (_, length) => readAdvertisement(whole.subarray(0, length)))
    expect(seen.filter((sender) => sender !== undefined)).toEqual([])
  })
})

test('whatever the bytes, reading them does not throw, and a beacon found is well formed', () => {
  const structure = fc.oneof(
    fc.uint8Array({ maxLength: 31 }),
    fc.constantFrom(iBeacon, eddystoneUid, ruuviTag).map(fromHex),
  )
  fc.assert(
    fc.property(fc.array(structure, { maxLength: 4 }), (structures) => {
      const sender = readAdvertisement(Buffer.concat(structures))
      if (sender === undefined) return
      if ('address' in sender) expect(sender.address).toMatch(/^[0-9a-f]{12}$/)
      else
        expect(beaconKey(sender.beacon)).toMatch(/^(ibeacon:[0-9a-f]{32}:\d+:\d+|eddystone:[0-9a-f]{20}:[0-9a-f]{12})$/)
    }),
  )
})

const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

describe('the published vectors', () => {
  type Vector = { file: string; name: string; input: unknown; expected: { deviceIds?: string[] } | null }
  const vectorsOf = (file: string, context: TestContext) => {
    const all: Vector[] = JSON.parse(realData('advertisements/vectors.json', context))
    const found = all.filter((vector) => vector.file === file)
    expect(found.length).toBeGreaterThan(0)
    return found
  }

  test.for([
    ['apple.js', 'ff', '4c00'],
    ['ruuvi.js', 'ff', '9904'],
    ['eddystone.test.js', '16', 'aafe'],
  ] as const)('of %s name whom they should', ([file, type, owner], context) => {
    const vectors = vectorsOf(file, context)
    const structures = vectors.map(({ input }) => structureOf(type, `${owner}${input}`))
    expect(structures.map((hex) => nameOf(read(hex)))).toEqual(vectors.map(({ expected }) => expected?.deviceIds?.[0]))
  })

  test.for(['advdata.test.js', 'advdatatypes.test.js'])('of %s name nobody', (file, context) => {
    const whole = vectorsOf(file, context).filter(({ input }) => typeof input === 'string')
    expect(whole.flatMap(({ input }) => read(String(input)) ?? [])).toEqual([])
  })

  const structureOf = (type: string, data: string) => hex8(data.length / 2 + 1) + type + data
  const nameOf = (sender: ReturnType<typeof read>) => {
    if (sender === undefined || 'address' in sender) return sender?.address
    const { beacon } = sender
    if ('namespace' in beacon) return `${beacon.namespace}/${beacon.instance}`
    return `${beacon.uuid}/${hex16(beacon.major)}/${hex16(beacon.minor)}`
  }
  const hex8 = (value: number) => value.toString(16).padStart(2, '0')
  const hex16 = (value: number) => value.toString(16).padStart(4, '0')
})
