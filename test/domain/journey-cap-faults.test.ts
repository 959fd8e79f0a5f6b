import { expect, test } from 'vitest'
import type { FrequencyCap } from '#shared/domain/journey.ts'
import { capFaults } from '#shared/domain/journey-cap-faults.ts'

const cap = (limit: number, hours: number, scope: FrequencyCap['scope'] = 'journey'): FrequencyCap => ({
  limit,
  windowSeconds: hours * 3600,
  scope,
})

test('ten that go together have no faults', () => {
  const tighterForLess = Array.from({ length: 10 }, (_, i) => cap(i + 1, i + 1))
  expect(capFaults(tighterForLess, [])).toEqual([])
  expect(capFaults([cap(1, 24), cap(3, 1, 'customer')], [])).toEqual([])
  expect(capFaults([cap(3, 24, 'customer')], [cap(5, 24, 'customer')])).toEqual([])
})

test('two for the same messages in the same time', () => {
  expect(capFaults([cap(3, 24), cap(3, 24, 'customer'), cap(1, 24)], [])).toEqual([
    {
      path: 'frequencyCaps[2]',
      reason: 'is 1 in 86400 s, by journey, and frequencyCaps[0] is 3 in 86400 s, by journey; keep one of them',
    },
  ])
})

test.each<[string, readonly FrequencyCap[], readonly FrequencyCap[], string, number]>([
  ['of its own', [cap(5, 1), cap(3, 2, 'customer')], [], 'frequencyCaps[1] allows 3 in 7200 s, by customer', 2],
  [
    'of all journeys',
    [cap(5, 1)],
    [cap(1, 24, 'customer')],
    'settings.frequencyCaps[0] allows 1 in 86400 s, by customer',
    1,
  ],
  ['of its own, for longer', [cap(5, 1), cap(3, 24)], [], 'frequencyCaps[1] allows 3 in 86400 s, by journey', 2],
])('one that is never reached because of a tighter one %s', (_, caps, common, tighter, example) => {
  expect(capFaults(caps, common)).toEqual([
    {
      path: 'frequencyCaps[0].limit',
      reason: `is 5 in 3600 s, by journey, and never reached: ${tighter}; lower it, or take it away`,
      example,
    },
  ])
})

test('one on all marketing that is looser than what holds for all journeys in the same time', () => {
  expect(capFaults([cap(5, 24, 'customer')], [cap(3, 24, 'customer')]).map(({ path }) => path)).toEqual([
    'frequencyCaps[0].limit',
  ])
})

test("a journey's own cap says nothing of other journeys' messages", () => {
  expect(capFaults([cap(5, 1, 'customer'), cap(3, 2)], [])).toEqual([])
})
