import fc from 'fast-check'
import { describe, expect, type TestContext, test } from 'vitest'
import { beaconKey } from '#shared/domain/sighting.ts'
import { readAdvertisement } from '#shared/hardware/advertisement.ts'
import { realData } from './support.ts'

const flags = '020106'
const iBeacon = '1aff4c00021500112233445566778899aabbccddeeff01234567c5'
const eddystoneUid = '1516aafe00ee00112233445566778899aabbccddeeff'
const eddystoneUrl = '0d16aafe10ee0367657470617207'
const eddystoneEid = '0d16aafe30ee0011223344556677'
const altBeacon = '1bff1801beac00112233445566778899aabbccddeeff01234567c500'
const ruuviTag = '1bff99040512fc5394c37c0004fffc040cac364200cdcbb8334c884f'
const read = (hex: string) => readAdvertisement(Buffer.from(hex, 'hex'))

const uuid = '00112233445566778899aabbccddeeff'
const fromIBeacon = { beacon: { uuid, major: 0x0123, minor: 0x4567 }, txPower: -59 }
const fromEddystone = { beacon: { namespace: '00112233445566778899', instance: 'aabbccddeeff' }, txPower: -59 }
const fromUrl = { beacon: { url: 'https://getpar.com' }, txPower: -59 }
const fromEid = { beacon: { eid: '0011223344556677' }, txPower: -59 }
const fromAltBeacon = { beacon: { beaconId: '00112233445566778899aabbccddeeff01234567' }, txPower: -59 }
const fromRuuvi = { address: 'cbb8334c884f' }

describe('the sender of an advertisement', () => {
  test('an iBeacon says its power at 1 m', () => expect(read(flags + iBeacon)).toEqual(fromIBeacon))

  test('an Eddystone UID says its power at 0 m, 41 dB more', () =>
    expect(read(`${flags}0303aafe${eddystoneUid}`)).toEqual(fromEddystone))

  test('an Eddystone UID may carry two reserved bytes', () =>
    expect(read(`${flags}17${eddystoneUid.slice(2)}0000`)).toEqual(fromEddystone))

  test('an Eddystone URL spells out its address', () => expect(read(flags + eddystoneUrl)).toEqual(fromUrl))

  test('an Eddystone EID is told as it is heard', () => expect(read(flags + eddystoneEid)).toEqual(fromEid))

  test('an AltBeacon may be of any company', () => expect(read(altBeacon)).toEqual(fromAltBeacon))

  test.each([
    ['00', 'http://www.'],
    ['01', 'https://www.'],
    ['02', 'http://'],
    ['03', 'https://'],
  ])('an address that begins with %s begins with %s', (scheme, url) =>
    expect(read(`0716aafe10ee${scheme}61`)).toEqual({ beacon: { url: `${url}a` }, txPower: -59 }),
  )

  test('an address has a byte each for common endings', () => {
    const endings = '000102030405060708090a0b0c0d'
    expect(read(`1416aafe10ee03${endings}`)).toEqual({
      beacon: { url: 'https://.com/.org/.edu/.net/.info/.biz/.gov/.com.org.edu.net.info.biz.gov' },
      txPower: -59,
    })
  })

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
    ['an Eddystone URL of an unknown scheme', eddystoneUrl.replace('10ee03', '10ee04')],
    ['an Eddystone URL with a byte that stands for nothing', eddystoneUrl.replace('6765', '670e')],
    ['an Eddystone URL with a space', eddystoneUrl.replace('6765', '6720')],
    ['an Eddystone URL without an address', '0616aafe10ee03'],
    ['an Eddystone EID one byte short', `0c${eddystoneEid.slice(2, -2)}`],
    ['telemetry of Eddystone', '1116aafe20000bb81980000000010000000a'],
    ['an AltBeacon two bytes short', `19${altBeacon.slice(2, -4)}`],
    ['a Ruuvi tag of another data format', ruuviTag.replace('990405', '990406')],
    ['the bytes of an iBeacon as a name', iBeacon.replace('1aff', '1a09')],
  ])('%s', (_, hex) => expect(read(hex)).toBeUndefined())

  test.each([
    ['an iBeacon', iBeacon],
    ['an Eddystone UID', eddystoneUid],
    ['an Eddystone URL', eddystoneUrl],
    ['an Eddystone EID', eddystoneEid],
    ['an AltBeacon', altBeacon],
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
    fc.constantFrom(iBeacon, eddystoneUid, eddystoneUrl, eddystoneEid, altBeacon, ruuviTag).map(fromHex),
  )
  fc.assert(
    fc.property(fc.array(structure, { maxLength: 4 }), (structures) => {
      const sender = readAdvertisement(Buffer.concat(structures))
      if (sender === undefined) return
      if ('address' in sender) expect(sender.address).toMatch(/^[0-9a-f]{12}$/)
      else
        expect(beaconKey(sender.beacon)).toMatch(
          /^(ibeacon:[0-9a-f]{32}:\d+:\d+|eddystone:[0-9a-f]{20}:[0-9a-f]{12}|eddystone-url:https?:\/\/\S+|eddystone-eid:[0-9a-f]{16}|altbeacon:[0-9a-f]{40})$/,
        )
    }),
  )
})

const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

describe('the published vectors', () => {
  type Vector = { file: string; name: string; input: unknown; expected: { deviceIds?: string[]; uri?: string } | null }
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
    expect(structures.map((hex) => nameOf(read(hex)))).toEqual(
      vectors.map(({ name, expected }) => (name === 'EDDYSTONE_URL' ? expected?.uri : expected?.deviceIds?.[0])),
    )
  })

  test.for(['advdata.test.js', 'advdatatypes.test.js'])('of %s name nobody', (file, context) => {
    // but for one, which holds a URL of Eddystone
    const whole = vectorsOf(file, context).filter(
      ({ input, name }) => typeof input === 'string' && name !== '16BIT_SERVICE',
    )
    expect(whole.flatMap(({ input }) => read(String(input)) ?? [])).toEqual([])
  })

  const structureOf = (type: string, data: string) => hex8(data.length / 2 + 1) + type + data
  const nameOf = (sender: ReturnType<typeof read>) => {
    if (sender === undefined || 'address' in sender) return sender?.address
    const { beacon } = sender
    if ('namespace' in beacon) return `${beacon.namespace}/${beacon.instance}`
    if ('url' in beacon) return beacon.url
    return 'uuid' in beacon ? `${beacon.uuid}/${hex16(beacon.major)}/${hex16(beacon.minor)}` : beaconKey(beacon)
  }
  const hex8 = (value: number) => value.toString(16).padStart(2, '0')
  const hex16 = (value: number) => value.toString(16).padStart(4, '0')
})
