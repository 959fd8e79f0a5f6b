import { expect, test } from 'vitest'
import { aims, told } from '#infra/replay/kill/place.ts'

test('a seed gives the same kills again, another one others', () => {
  expect(aims(20, 7)).toEqual(aims(20, 7))
  expect(aims(20, 7)).not.toEqual(aims(20, 8))
})

test('kills are spread over the replay in order, at places of every kind', () => {
  const all = aims(100, 1)
  const shares = all.map(({ share }) => share)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(Math.min(...shares)).toBeGreaterThan(0)
  expect(Math.max(...shares)).toBeLessThan(1)
  expect(new Set(all.map(({ place }) => place.when))).toEqual(new Set(['before', 'after', 'report', 'anywhere']))
})

test('places are told in words', () => {
  expect(told({ when: 'anywhere' })).toBe('anywhere')
  expect(told({ when: 'report', skip: 1 })).toBe('at a report')
  expect(told({ when: 'before', call: 'iotdata.Publish', skip: 0 })).toBe('before iotdata.Publish')
  expect(told({ when: 'after', call: 'iotdata.Publish', skip: 0 })).toBe('before the answer to iotdata.Publish')
})
