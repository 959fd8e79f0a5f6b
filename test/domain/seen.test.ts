import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noted, oldestOf, remembers, type Seen, since } from '#shared/domain/seen.ts'

const [door, shelf] = [7, 8]

const sightings = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 4 })), { maxLength: 20 })

const noteAll = (all: readonly (readonly [at: number, anchor: number])[], horizon = 0): Seen =>
  all.reduce<Seen>((seen, [at, anchor]) => noted(seen, at, anchor, horizon), [])

const timesIn = (seen: Seen) => seen.filter((_, i) => i % 2 === 0)

test('a sighting is known again by its anchor and its time, and by nothing less', () => {
  const seen = noteAll([
    [10, door],
    [12, door],
    [12, shelf],
    [15, shelf],
  ])
  const known = [10, 12, 15].map((at) => [door, shelf].map((anchor) => remembers(seen, at, anchor)))
  expect(known).toEqual([
    [true, false],
    [true, true],
    [false, true],
  ])
  expect(remembers(seen, 11, door)).toBe(false)
  expect(remembers([], 10, door)).toBe(false)
})

test('whatever the order of arrival, all that was noted is remembered, in the order of its time', () => {
  fc.assert(
    fc.property(sightings, (all) => {
      const seen = noteAll(all)
      expect(timesIn(seen)).toEqual(all.map(([at]) => at).toSorted((a, b) => a - b))
      expect(all.every(([at, anchor]) => remembers(seen, at, anchor))).toBe(true)
      expect(oldestOf(seen)).toBe(Math.min(...all.map(([at]) => at)))
    }),
  )
})

test('what was heard before the horizon is let go, and what was heard at it is not', () => {
  fc.assert(
    fc.property(sightings, fc.integer({ min: 0, max: 31 }), (all, horizon) => {
      const seen = noteAll(all)
      expect(since(seen, horizon)).toEqual(noteAll(all.filter(([at]) => at >= horizon)))
      expect(noted(seen, 31, door, horizon)).toEqual([...since(seen, horizon), 31, door])
    }),
  )
})
