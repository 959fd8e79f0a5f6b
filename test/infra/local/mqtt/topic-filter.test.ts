import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topicFilter } from '#infra/local/mqtt/topic-filter.ts'

test.each([
  ['usher/+/devices/#', 'usher/mall/devices/d1/sightings', true],
  ['usher/+/devices/#', 'usher/mall/devices', true],
  ['usher/+/devices/#', 'usher/mall/gateways/g1', false],
  ['usher/devices/+/receipts', 'usher/devices/d1/receipts', true],
  ['usher/devices/+/receipts', 'usher/devices/d1/x/receipts', false],
  ['usher/devices/+/receipts', 'usher/devices/d1/receipts/more', false],
  ['usher/devices/+', 'usher/devices/', true],
  ['usher/devices/+', 'usher/devices', false],
  ['#', 'anything/at/all', true],
  ['#', '$aws/rules/r/x', false],
  ['+/rules', '$aws/rules', false],
])('%s and %s: %s', (filter, topic, expected) => {
  expect(topicFilter(filter)(topic)).toBe(expected)
})

test.each(['', 'a/b+/c', 'a/#/c', 'a#'])("'%s' is not a topic filter", (filter) => {
  expect(() => topicFilter(filter)).toThrow(`topic filter '${filter}' is not valid`)
})

test('a topic matches itself and itself with any level made a plus', () => {
  const level = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: 7 }), fc.nat(6), (levels, at) => {
      const topic = levels.join('/')
      expect(topicFilter(topic)(topic)).toBe(true)
      expect(topicFilter(levels.map((one, index) => (index === at ? '+' : one)).join('/'))(topic)).toBe(true)
    }),
  )
})
