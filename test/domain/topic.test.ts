import { expect, test } from 'vitest'
import { parseTopic, topics } from '#shared/domain/topic.ts'

test('topics are taken apart as they are put together', () => {
  expect([
    parseTopic(topics.sightings('store', 'phone-1')),
    parseTopic(topics.position('store', 'phone-1')),
    parseTopic(topics.receipts('phone-1')),
    parseTopic(topics.gateway('store', 'shoes-gateway', 'minew')),
  ]).toEqual([
    { kind: 'sightings', venueId: 'store', deviceId: 'phone-1' },
    { kind: 'position', venueId: 'store', deviceId: 'phone-1' },
    { kind: 'receipts', deviceId: 'phone-1' },
    { kind: 'gateway', venueId: 'store', gatewayId: 'shoes-gateway', format: 'minew' },
  ])
})

test.each([
  'usher',
  'usher/store',
  'usher/store/devices/phone-1',
  'usher/store/devices/phone-1/sightings/more',
  'usher/store/devices/phone-1/phone-2/sightings',
  'usher/store/devices/phone-1/',
  'usher/store/devices//sightings',
  'usher//devices/phone-1/sightings',
  'usher/store/devices/phone-1/positions',
  'usher/store/devices/phone-1/position/more',
  'usher/store/tags/phone-1/sightings',
  'usher/devices/phone-1/messages',
  'usher/devices//receipts',
  'usher/devices/phone-1/receipts/more',
  'usher/devices/phone-1/receipts/',
  'usher/tags/phone-1/receipts',
  'usher/store/gateways/shoes-gateway',
  'usher/store/gateways/shoes-gateway/',
  'usher/store/gateways//minew',
  'usher/store/gateways/shoes-gateway/minew/more',
  'usher/store/signs/entrance/now',
  'other/store/devices/phone-1/sightings',
  '/usher/store/devices/phone-1/sightings',
  '',
])("%j is nobody's topic", (topic) => {
  expect(parseTopic(topic)).toBeUndefined()
})

test("messages go to the phone's own topic", () => {
  expect(topics.messages('phone-1')).toBe('usher/devices/phone-1/messages')
})
