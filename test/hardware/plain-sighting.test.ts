import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlainSighting } from '#shared/hardware/plain-sighting.ts'
import { phoneSightingSchema } from '#shared/schemas/phone-report.ts'

const uuid = 'E2C56DB5-DFFB-48D2-B060-D0F5A71096E0'
const plain = { id: '1', at: 1_795_251_600_000.7, beacon: { uuid, major: 0, minor: 65_535 }, rssi: -127, txPower: -59 }

test('an iBeacon is read plainly, whole milliseconds and nothing that nobody asked for', () => {
  expect(readPlainSighting({ ...plain, more: 1, beacon: { ...plain.beacon, more: 1 } })).toEqual({
    ...plain,
    at: 1_795_251_600_000,
  })
})

test('what is not so plain is left to the schema', () => {
  const others = [
    { ...plain, beacon: { namespace: 'a', instance: 'b' } },
    { ...plain, beacon: { ...plain.beacon, mac: 'c3000000abcd' } },
    { ...plain, at: '2026-02-09T00:13:53.667Z' },
    { ...plain, id: '' },
    null,
  ]
  expect(others.map(readPlainSighting)).toEqual(others.map(() => undefined))
})

test('whatever is read plainly, the schema reads the same', () => {
  const often = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 40, arbitrary: usual }, fc.jsonValue({ maxDepth: 1 }))
  const number = fc.oneof(
    fc.constantFrom(-127, -127.5, -0, 0, 65_535, 65_536, 8.64e15, 8.64e15 + 2, Number.POSITIVE_INFINITY),
    fc.double({ noNaN: true }),
  )
  const sixteenBits = often(fc.oneof(fc.integer({ min: -1, max: 65_536 }), number))
  const sighting = fc.record(
    {
      id: often(fc.oneof(fc.string(), fc.constantFrom('a'.repeat(128), 'a'.repeat(129)))),
      at: often(fc.oneof(fc.integer(), number)),
      beacon: often(
        fc.record(
          {
            uuid: often(fc.constantFrom(uuid, uuid.replaceAll('-', ''), uuid.slice(1), `${uuid}\n`)),
            major: sixteenBits,
            minor: sixteenBits,
            mac: fc.constantFrom('c3000000abcd', 'nobody'),
            namespace: fc.constant('8c21d40f6b9a3e57d102'),
          },
          { requiredKeys: ['uuid', 'major', 'minor'] },
        ),
      ),
      rssi: often(fc.oneof(fc.integer({ min: -130, max: 1 }), number)),
      txPower: often(number),
    },
    { requiredKeys: ['at', 'beacon', 'rssi'] },
  )
  let plainly = 0
  fc.assert(
    fc.property(sighting, (value) => {
      const read = readPlainSighting(value)
      if (read === undefined) return
      plainly++
      expect(phoneSightingSchema.safeParse(value).data).toEqual(read)
    }),
    { numRuns: 5000 },
  )
  expect(plainly).toBeGreaterThan(20)
})
