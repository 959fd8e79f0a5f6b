import { expect, test } from 'vitest'
import { nearest } from '#shared/domain/nearest.ts'

test.each([
  ['wathces', ['boots', 'watches', 'matches'], 'watches'],
  ['Watches', ['boots', 'watches'], 'watches'],
  ['boot', ['boots', 'roots'], 'boots'],
  ['$regx', ['$regexi', '$regex'], '$regex'],
  ['cafe', ['boots', 'kasse'], undefined],
  ['tea', ['toy'], undefined],
  ['watches', [], undefined],
])('near %s of %j is %s', (name, known, expected) => {
  expect(nearest(name, known)).toBe(expected)
})
