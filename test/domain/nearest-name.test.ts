import { expect, test } from 'vitest'
import { nearestName, orKnown } from '#shared/domain/nearest-name.ts'

const known = ['watches', 'shoes', 'boots', 'g1', 'bar', 'abandoned-fitting-room']

test.each([
  ['wathces', 'watches'],
  ['Watches', 'watches'],
  ['shoos', 'shoes'],
  ['bat', 'bar'],
  ['abandond-fiting-rooms', 'abandoned-fitting-room'],
])('%s was likely meant to be %s', (name, meant) => {
  expect(nearestName(name, known)).toBe(meant)
})

test.each(['hats', 'g2', 'car-park', '', 'foo'])('%s is near to nothing', (name) => {
  expect(nearestName(name, known)).toBeUndefined()
})

test('two edits are too many for three letters', () => {
  expect(['bar', 'bat', 'but'].map((name) => nearestName(name, ['bar']))).toEqual(['bar', 'bar', undefined])
})

test('of several that are near, the nearest', () => {
  expect(nearestName('shoess', ['shoots', 'shoes'])).toBe('shoes')
})

test('where nothing is near, ten of those that there are', () => {
  expect(
    orKnown(
      'zone',
      Array.from({ length: 12 }, (_, i) => `place-${i}`),
    ),
  ).toBe('known are place-0, place-1, place-2, place-3, place-4, place-5, place-6, place-7, place-8, place-9')
  expect(orKnown('shoos', known)).toBe('did you mean "shoes"?')
})
