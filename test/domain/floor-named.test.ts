import { expect, test } from 'vitest'
import { floorNamed } from '#shared/domain/floor-named.ts'

const ground = { id: 'ground', name: 'Ground floor', level: 0, aliases: ['map-1', '1'] }
const first = { id: 'first', name: 'First floor', level: 1 }

test.each([
  ['its id', 'first', first],
  ['an alias', 'map-1', ground],
  ['its level', '0', ground],
  ['an alias rather than a level', '1', ground],
  ['a name that nobody gave it', 'roof', undefined],
  ['nothing, where there are several', undefined, undefined],
])('a floor is found by %s', (_, name, floor) => {
  expect(floorNamed({ floors: [ground, first] }, name)).toBe(floor)
})

test('the only floor needs no name', () => {
  expect(floorNamed({ floors: [first] }, undefined)).toBe(first)
})
