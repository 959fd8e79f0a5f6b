import { expect, test } from 'vitest'
import { distanceTo } from '#infra/replay/geometry.ts'
import { square } from './recordings.ts'

const shop = [[square(0, 0, 4)]]

test.each([
  ['inside', { x: 2, y: 2 }, 0],
  ['on the edge', { x: 4, y: 2 }, 0],
  ['across from an edge', { x: 2, y: 7 }, 3],
  ['past a corner', { x: 7, y: 8 }, 5],
])('the distance of a point %s', (_, point, metres) => {
  expect(distanceTo(shop, point)).toBe(metres)
})

test('a courtyard is outside, and its edge counts', () => {
  const around = [[square(0, 0, 10), square(3, 3, 4)]]
  expect(distanceTo(around, { x: 5, y: 4 })).toBe(1)
})

test('of several parts the nearest counts', () => {
  expect(distanceTo([[square(0, 0, 4)], [square(20, 0, 4)]], { x: 18, y: 2 })).toBe(2)
})

test('an edge without length is a corner', () => {
  const corners: [number, number][] = [
    [0, 0],
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 0],
  ]
  expect(distanceTo([[corners]], { x: -3, y: -4 })).toBe(5)
})
