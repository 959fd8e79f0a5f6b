import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bundle } from '#infra/bundle.ts'
import { decode, libraries, type Received } from '#shared/hardware/decode.ts'

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const ruuviTag = '0201061bff99040512fc5394c37c0004fffc040cac364200cdcbb8334c884f'

describe('structures that are cut', () => {
  test('are decoded as far as they go', () => {
    expect(decode({ structures: bytes('0201060303aafe1216aafe10') })).toEqual({ flags: [1, 2], uuids: ['feaa'] })
  })

  test.each(['', '00', 'ff', 'ff0000', '0216', '000000'])('%j tells nothing', (hex) => {
    expect(decode({ structures: bytes(hex), libraries })).toBeNull()
    expect(decode({ payload: bytes(hex), libraries })).toBeNull()
  })
})

test('lists grow by what is new to them, and of all else the first word stands', () => {
  expect(decode({ structures: bytes('0303aafe0303aafe0303edfe020af4020a00') })).toEqual({
    uuids: ['feaa', 'feed'],
    txPower: -12,
  })
})

test('a packet tells what stands in its header, who sent it, and what is inside', () => {
  const pdu = bytes('c219ab89674523011216aafe109f027265656c7961637469766507')
  const outside = { rxAdd: 'random', txAdd: 'random', type: 'ADV_NONCONN_IND', length: 25, advA: '0123456789ab' }
  const uri = 'https://sniffypedia.org/Product/Any_BLE-Device/'
  expect(decode({ pdu })).toEqual({
    ...outside,
    serviceData: [{ uuid: 'feaa', data: '109f027265656c7961637469766507' }],
    uri,
  })
  expect(decode({ pdu, libraries })).toEqual({ ...outside, txPower: -97, uri: 'http://reelyactive.com' })
  expect(decode({ pdu: pdu.subarray(0, 8) })).toEqual({ ...outside, uri })
  expect(decode({ pdu: pdu.subarray(0, 7) })).toEqual({
    rxAdd: 'random',
    txAdd: 'random',
    type: 'ADV_NONCONN_IND',
    length: 25,
  })
  expect(decode({ pdu: pdu.subarray(0, 1) })).toBeNull()
})

test('a packet that is cut behind its header tells its header', () => {
  const header = { rxAdd: 'random', txAdd: 'random', type: 'CONNECT_IND', length: 12 }
  expect(decode({ pdu: bytes('c50cab89674523') })).toEqual(header)
  expect(decode({ pdu: bytes('c50cab8967452301ff') })).toEqual(header)
})

test('a raddec without a time is given none', () => {
  const raddec = { transmitterId: 'aabbccddeeff', transmitterIdType: 2 }
  expect(decode({ raddec })).toEqual({ ...raddec, rssiSignature: [] })
  expect(decode({ flattened: raddec })).toEqual(raddec)
})

test('whatever the bytes, decoding them does not throw and comes to an end', () => {
  const any = fc.uint8Array({ maxLength: 64 })
  // a structure of a kind and an owner that a library knows, with anything inside
  const known = fc
    .tuple(
      fc.constantFrom(
        '16aafe',
        '16e1ff',
        '166ffd',
        '1694fd',
        '16affd',
        '16192a',
        '16672a',
        '166e2a',
        'ff4c00',
        'ff5900',
        'ff7700',
        'ff6c02',
        'ffda03',
        'ff9904',
        'ff0005',
        'ff8305',
        'ff9005',
        'ff3906',
        'ff5707',
        'ff5b07',
        'ff620a',
        '20',
        '21',
        '24',
        '19',
      ),
      fc.uint8Array({ maxLength: 28 }),
    )
    .map(([head, rest]) => Buffer.concat([Buffer.of(head.length / 2 + rest.length), bytes(head), rest]))
  const structures = fc.array(fc.oneof(known, any), { maxLength: 4 }).map((all) => Buffer.concat(all))
  const received: fc.Arbitrary<Received> = fc.oneof(
    structures.map((structures) => ({ structures, libraries })),
    structures.map((payload) => ({ payload, libraries })),
    fc.tuple(any, structures).map((all) => ({ pdu: Buffer.concat(all), libraries })),
    fc.record({
      company: fc.constantFrom(
        0x4c,
        0x59,
        0x77,
        0x26c,
        0x3da,
        0x499,
        0x500,
        0x583,
        0x590,
        0x639,
        0x757,
        0x75b,
        0xa62,
        1,
      ),
      data: any,
    }),
    fc.record({
      service: fc.constantFrom('feaa', 'ffe1', 'fd6f', 'fd94', 'fdaf', '2a19', '2a37', '2a67', '2a6e', '2aa2', '2af9'),
      data: any,
    }),
    any.map((rest) => ({ raddec: Buffer.concat([Buffer.of(0x10, 0, rest.length + 3), rest]) })),
    fc.jsonValue().map((value) => ({
      raddec: { transmitterId: 'aa', transmitterIdType: 2, rssiSignature: value, packets: value, events: value },
    })),
    fc.object().map((flattened) => ({ flattened })),
  )
  let told = 0
  fc.assert(
    fc.property(received, (one) => {
      const decoded = decode(one)
      expect(decoded === null || typeof decoded === 'object').toBe(true)
      if (decoded !== null) told++
    }),
    { numRuns: 3000 },
  )
  expect(told).toBeGreaterThan(100)
})

test('in the bundle of a function, where code is strict, all is as here', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'usher-decode-'))
  try {
    const source = join(import.meta.dirname, '..', '..', 'shared', 'hardware', 'decode.ts')
    await writeFile(join(folder, 'decode.ts'), `export { decode, libraries } from ${JSON.stringify(source)}\n`)
    await bundle([{ in: join(folder, 'decode.ts'), out: 'decode' }], folder)
    const bundled: { decode: typeof decode; libraries: typeof libraries } = await import(join(folder, 'decode.mjs'))
    const raddec = bytes('10002202aabbccddeeff02350401001bc50940810000550101001bc5094081000117')
    for (const hex of [
      ruuviTag,
      '0201060303aafe1216aafe109f027265656c7961637469766507',
      '1116aafe20000bb81980000000010000000a',
    ]) {
      const here = decode({ structures: bytes(hex), libraries })
      expect(here).not.toBeNull()
      expect(bundled.decode({ structures: bytes(hex), libraries: bundled.libraries })).toEqual(here)
    }
    expect(bundled.decode({ raddec })).toEqual(decode({ raddec }))
    expect(bundled.decode({ pdu: bytes(`4206ab8967452301${ruuviTag}`), libraries: bundled.libraries })).toMatchObject({
      advA: '0123456789ab',
      temperature: 24.3,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('who decides about visitors carries none of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'usher-visitors-'))
  try {
    const entry = join(import.meta.dirname, '..', '..', 'functions', 'engage-visitors.ts')
    const { inputs } = await bundle([{ in: entry, out: 'engage-visitors' }], folder)
    expect(Object.keys(inputs).filter((file) => /node_modules\/(advlib|raddec|protobufjs)/.test(file))).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
