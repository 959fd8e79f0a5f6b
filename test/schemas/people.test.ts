import { expect, test } from 'vitest'
import { check, type Fault } from '#shared/schemas/faults.ts'
import { customerExample, customerSchema, deviceExample, deviceSchema } from '#shared/schemas/people.ts'

const customerFaults = (asked: unknown): readonly Fault[] => {
  const result = check(customerSchema, asked, customerExample)
  return 'faults' in result ? result.faults : []
}
const deviceFaults = (asked: unknown): readonly Fault[] => {
  const result = check(deviceSchema, asked, deviceExample)
  return 'faults' in result ? result.faults : []
}

test('the examples of what is right are right', () => {
  expect(check(customerSchema, customerExample, customerExample)).toEqual({ value: customerExample })
  expect(check(deviceSchema, deviceExample, deviceExample)).toEqual({ value: deviceExample })
})

test('somebody of whom nothing is said is a shopper who has allowed nothing', () => {
  expect(check(customerSchema, {}, customerExample)).toEqual({ value: { traits: {}, staff: false, consents: {} } })
})

test.each<[string, Fault, object]>([
  [
    'a trait of no kind',
    {
      path: 'traits.tier',
      reason: 'must be text, a number, true, false, or a list of texts',
      example: 'gold',
    },
    { traits: { tier: null } },
  ],
  [
    'a trait that is too long',
    { path: 'traits.bio', reason: 'must have 500 characters at most', example: customerExample.traits },
    { traits: { bio: 'x'.repeat(501) } },
  ],
  [
    'a consent of no status',
    {
      path: 'consents.marketing',
      reason: 'must be granted, denied or revoked, or { status, until }',
      example: 'granted',
    },
    { consents: { marketing: 'yes' } },
  ],
  [
    'a consent that ends before time began',
    {
      path: 'consents.location.until',
      reason: 'must be milliseconds since 1970',
      example: 1_800_000_000_000,
    },
    { consents: { location: { status: 'granted', until: -1 } } },
  ],
  [
    'phones, which are bound by PUT /devices',
    {
      path: 'deviceIds',
      reason: '"deviceIds" is not a field here; known are traits, staff, consents, doNotContact',
      example: customerExample,
    },
    { deviceIds: [] },
  ],
])('%s is named', (_, fault, asked) => {
  expect(customerFaults(asked)).toEqual([fault])
})

test.each([
  'ac:23:3f:00:00:01',
  'AC-23-3F-00-00-01',
  'ac233f000001',
  'ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:7',
  'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:65535',
  'eddystone:edd1ebeac04e5defa017:0bdb87539b67',
])('%s is a hardware address', (hardwareAddress) => {
  expect(deviceFaults({ kind: 'tag', hardwareAddress })).toEqual([])
})

test.each([
  '',
  'ac:23:3f:00:00',
  'ac:23:3f:00:00:01:02',
  'zz:23:3f:00:00:01',
  'ibeacon:e2c5:1:7',
  'eddystone:edd1:0bdb',
  5,
])('%j is none', (hardwareAddress) => {
  const [fault, ...more] = deviceFaults({ kind: 'tag', hardwareAddress })
  expect(more).toEqual([])
  expect([fault?.path, fault?.example]).toEqual(['hardwareAddress', 'ac:23:3f:00:00:01'])
})

test('a device is a phone, a tag, a cart, a till or a fixture', () => {
  expect(deviceFaults({ kind: 'watch' })).toEqual([
    { path: 'kind', reason: 'must be one of phone, tag, cart, till, fixture', example: 'tag' },
  ])
})
