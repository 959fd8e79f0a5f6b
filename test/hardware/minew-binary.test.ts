import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMinew } from '#shared/hardware/minew.ts'
import { refusalOf } from './support.ts'

// the sample of reelyactive/barnowl-minew (MIT): 12 tags, 28 packets
const sample = [
  'bb0100000371ac233fc02f87000c032e4a1aa95a00011f1eff06000109200235eeaeebd2cfd9330452e2ac9fe743d46efc3eacbe',
  'ae2a06cf068b332cece200021f1eff06000109200253439afb696a05586197e9f66ee6cb86dbba155695877c06d21f1eff060001',
  '09200253439afb696a05586197e9f66ee6cb86dbba155695877c06d120181116771200021e0201061aff4c0002154c2b00000001',
  '00010001012b010002c900010001c500d91b020a000303f1ff0e16f1ff640001000120181116771204094c2b4201d92020052909',
  '1300011d0201060303aafe1516aafe00e80011223344556677889900000000000000cf2fcda8e1a7a600031f1eff060001092002',
  '0bbcb084e1ce7776fadbe60253e3e9657d33dc5a05c62506d21f1eff0600010920020bbcb084e1ce7776fadbe60253e3e9657d33',
  'dc5a05c62506d01f1eff0600010920020bbcb084e1ce7776fadbe60253e3e9657d33dc5a05c62506d2393f7ba3a03600031f1eff',
  '06000109200200f8da4b31ddf0b8959217a0e4459d2c9773f26e61999006d31f1eff06000109200200f8da4b31ddf0b8959217a0',
  'e4459d2c9773f26e61999006d41f1eff06000109200200f8da4b31ddf0b8959217a0e4459d2c9773f26e61999006d250ecece1ae',
  'f000020005cf1102011a020a0c0aff4c001005031cf7b75e04cf67c7750a58fc00041202011a020a080bff4c001006311a485146',
  '4904d00005d51202011a020a080bff4c001006311a4851464904d20005d06d24188177a400021102011a020a0c0aff4c0010054b',
  '1cdb112704d11102011a020a0c0aff4c0010054b1cdb112704cfacac2233000400021f0201061bff3906ca0004003322acac5f60',
  '00000000000001000000cbc6b86600cf1d02010619ff3906ca011700000000b4b63000c500000000000130632bc000cfc2005900',
  '038e00011e0201061aff4c000215fda50693a4e24fb1afcfc6eb0764782527114cb9c502d4dc234d08c8ea00051c020106030201',
  'a20c1601a200616d6673716f7873000000000000000000cf1e0309545919ffd007000300000100a06c720da47914b1a9d5900447',
  '373c5501cf1c020106030201a20c1601a200616d6673716f7873000000000000000000cf1e0309545919ffd007000300000100a0',
  '6c720da47914b1a9d5900447373c5501cf1c020106030201a20c1601a200616d6673716f7873000000000000000000cfdd',
].join('')
const frame = Buffer.from(sample, 'hex')

/** A frame of so many tags with these packets. */
const framed = (tags: string, count = 1): Buffer => {
  const body = Buffer.from(`bb0100000000ac233fc02f87${count.toString(16).padStart(4, '0')}${tags}dd`, 'hex')
  body.writeUInt32BE(body.length, 2)
  return body
}
const iBeacon = '0201061aff4c00021500112233445566778899aabbccddeeff01234567c5'
const transmitter = 'c3000025ef6a'

describe('a Minew gateway set to BINARY-LONG', () => {
  test('reports each packet of each tag, with the rssi of its own', () => {
    const { readings, refused, warnings } = readMinew(frame)
    const bySender = Map.groupBy(readings, ({ reading }) => reading.transmitter)
    // the means of what is heard of a tag are those that barnowl-minew comes to
    const heard = [...bySender].map(([sender, of]) => [
      sender,
      of.length,
      Math.round(of.reduce((sum, { reading }) => sum + reading.rssi, 0) / of.length),
    ])
    expect([refused, warnings]).toEqual([[], []])
    expect(heard).toEqual([
      ['032e4a1aa95a', 1, -49],
      ['068b332cece2', 2, -46],
      ['201811167712', 2, -39],
      ['202005290913', 1, -49],
      ['2fcda8e1a7a6', 3, -47],
      ['393f7ba3a036', 3, -45],
      ['50ecece1aef0', 2, -49],
      ['67c7750a58fc', 4, -46],
      ['6d24188177a4', 2, -48],
      ['acac22330004', 2, -49],
      ['c2005900038e', 1, -44],
      ['dc234d08c8ea', 5, -49],
    ])
  })

  test('hands on what the packets tell: identities, powers and batteries', () => {
    const { readings, telemetry } = readMinew(frame)
    expect(readings.flatMap(({ reading }) => (reading.alsoKnownAs ? [reading] : []))).toEqual([
      {
        transmitter: '201811167712',
        alsoKnownAs: ['ibeacon:4c2b0000000100010001012b010002c9:1:1'],
        rssi: -39,
        txPower: -59,
      },
      {
        transmitter: '202005290913',
        alsoKnownAs: ['eddystone:00112233445566778899:000000000000'],
        rssi: -49,
        txPower: -65,
      },
      {
        transmitter: 'c2005900038e',
        alsoKnownAs: ['ibeacon:fda50693a4e24fb1afcfc6eb07647825:10001:19641'],
        rssi: -44,
        txPower: -59,
      },
    ])
    expect(telemetry).toEqual([{ index: 20, telemetry: { transmitter: 'acac22330004', batteryPercent: 95 } }])
  })

  test('that heard nothing reports no readings', () => {
    expect(readMinew(framed('', 0))).toEqual({ readings: [], refused: [], warnings: [] })
  })

  test('refuses a packet of which nobody knows how loud it was, and reads its neighbours', () => {
    expect(readMinew(framed(`${transmitter}00021e${iBeacon}00001e${iBeacon}00c5`))).toEqual({
      readings: [
        {
          index: 1,
          reading: {
            transmitter,
            alsoKnownAs: ['ibeacon:00112233445566778899aabbccddeeff:291:17767'],
            rssi: -59,
            txPower: -59,
          },
        },
      ],
      refused: [{ index: 0, reason: 'bad_rssi', detail: expect.stringMatching(/^packet 0's rssi is 0: /) }],
      warnings: [],
    })
  })
})

describe('a frame', () => {
  test.each([
    ['that is BINARY-SHORT', 'bb000000000fac233fc02f870000dd'],
    ['without a tail', 'bb010000000fac233fc02f87000000'],
    ['of another length', 'bb0100000010ac233fc02f870000dd'],
    ['that counts more tags than it has', 'bb010000000fac233fc02f870001dd'],
    [
      'that counts more packets than it has',
      framed(`${transmitter}0002000000c5`.replace('000000', '0000')).toString('hex'),
    ],
    ['of its first byte', 'bb'],
  ])('%s is refused', (_, hex) => expect(refusalOf(() => readMinew(Buffer.from(hex, 'hex')))).toBe('wrong_shape'))

  test('that is cut anywhere is refused', () => {
    const cut = Array.from(frame, (_, length) => frame.subarray(0, length)).slice(1)
    expect(new Set(cut.map((part) => refusalOf(() => readMinew(part))))).toEqual(new Set(['wrong_shape']))
  })

  test('that is spoilt anywhere is read or refused', () => {
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(255), (at, byte) => {
        const spoilt = Buffer.from(frame)
        spoilt[at] = byte
        refusalOf(() => readMinew(spoilt))
      }),
      { numRuns: 500 },
    )
  })
})
