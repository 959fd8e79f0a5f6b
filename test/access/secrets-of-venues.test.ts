import { expect, test } from 'vitest'
import { withoutSecrets } from '#shared/access/secrets-of-venues.ts'

test('the keys of identities are covered wherever they stand, and all else is as it was', () => {
  const beacon = { id: 'b1', identity: { identityKey: '00'.repeat(16), rotationExponent: 10 }, floorId: 'ground' }
  const covered = { ...beacon, identity: { ...beacon.identity, identityKey: 'redacted' } }
  expect(withoutSecrets({ beacons: [beacon], name: 'identityKey' })).toEqual({
    beacons: [covered],
    name: 'identityKey',
  })
  expect(withoutSecrets({ fields: [{ field: 'identity', before: beacon.identity }] })).toEqual({
    fields: [{ field: 'identity', before: covered.identity }],
  })
})
