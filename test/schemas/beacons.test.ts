import { describe, expect, test } from 'vitest'
import type { BeaconIdentity } from '#shared/domain/sighting.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { deviceSchema } from '#shared/schemas/people.ts'
import { phoneSightingSchema, registeredBeaconSchema } from '#shared/schemas/phone-report.ts'
import { internalSchema } from '#shared/schemas/stream.ts'

const uuid = '9195b3ad-a9d0-4500-85ff-9fb0f65a5201'
const beaconId = '00112233445566778899aabbccddeeff01234567'
const eidKey = {
  identityKey: '0102030405060708090a111213141516',
  rotationExponent: 10,
  registeredAt: 1_795_000_000_000,
}

const heard: BeaconIdentity[] = [
  { uuid, major: 1, minor: 2 },
  { namespace: '00112233445566778899', instance: 'aabbccddeeff' },
  { url: 'https://getpar.com/x' },
  { eid: '0011223344556677' },
  { beaconId },
]

describe.each(heard)('a beacon heard as %j', (beacon) => {
  test.each([beacon, { ...beacon, mac: 'c3:00:00:00:ab:cd' }])('is reported by a phone: %j', (one) => {
    const sighting = { at: 5, beacon: one, rssi: -60 }
    expect(phoneSightingSchema.safeParse(sighting).data).toEqual(sighting)
    // what else is said of it is let pass
    expect(phoneSightingSchema.safeParse({ ...sighting, beacon: { ...one, battery: 3 } }).data).toEqual(sighting)
  })

  test('comes through the stream', () => {
    const record = {
      v: 1,
      kind: 'sightings',
      deviceId: 'tag',
      venueId: 'store',
      receivedAt: 5,
      sightings: [{ anchor: { beacon }, rssi: -60, deviceTime: 5 }],
    }
    expect(internalSchema.safeParse(record).data).toEqual(record)
  })
})

test.each([...heard.filter((beacon) => !('eid' in beacon)), { eid: eidKey }])(
  'a beacon is registered as %j',
  (identity) => {
    expect(registeredBeaconSchema.safeParse(identity).data).toEqual(identity)
    expect(registeredBeaconSchema.safeParse({ ...identity, battery: 3 }).success).toBe(false)
  },
)

test.each([
  [{ eid: '0011223344556677' }],
  [{ eid: { ...eidKey, identityKey: eidKey.identityKey.slice(1) } }],
  [{ eid: { ...eidKey, rotationExponent: 16 } }],
  [{ eid: { ...eidKey, rotationExponent: 1.5 } }],
  [{ eid: { ...eidKey, registeredAt: -1 } }],
  [{ eid: { ...eidKey, clock: 0 } }],
  [{ eid: eidKey, mac: 'c300000000ab' }],
  [{ url: 'ftp://getpar.com' }],
  [{ url: 'https://' }],
  [{ beaconId: beaconId.slice(1) }],
])('no beacon is registered as %j', (identity) => {
  expect(registeredBeaconSchema.safeParse(identity).success).toBe(false)
})

test.each([
  [{ eid: '00112233445566' }],
  [{ eid: eidKey }],
  [{ beaconId: `${beaconId}00` }],
  [{ url: 'getpar.com' }],
  [{ url: 'https://two words' }],
  [{ mac: 'c300000000ab' }],
])('nobody hears %j', (beacon) => {
  expect(phoneSightingSchema.safeParse({ at: 5, beacon, rssi: -60 }).success).toBe(false)
})

test.each([
  ['aa:bb:cc:dd:ee:ff', true],
  [beaconKey({ uuid, major: 1, minor: 2 }), true],
  [beaconKey({ namespace: '00112233445566778899', instance: 'aabbccddeeff' }), true],
  [beaconKey({ beaconId }), true],
  [beaconKey({ url: 'https://getpar.com/x' }), true],
  [`altbeacon:${beaconId}00`, false],
  ['eddystone-url:getpar.com', false],
  // it is another tomorrow
  [beaconKey({ eid: '0011223344556677' }), false],
])('that a tag may be known by %s is %j', (hardwareAddress, may) => {
  expect(deviceSchema.safeParse({ kind: 'tag', hardwareAddress }).success).toBe(may)
})
