import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptanceOf, decayed, expectedValue, learn, nothingLearned } from '#shared/domain/acceptance.ts'
import { at } from '#test/support/builders.ts'

const day = 24 * 60 * 60 * 1000
const now = at(0)
const note = (noteId: string, sent: number, accepted: number, journeyId = 'boots') => ({
  noteId,
  counts: { [journeyId]: { sent, accepted } },
})

test('before anything is known one of ten is accepted, and what is observed moves it', () => {
  expect(acceptanceOf({ sent: 0, accepted: 0 })).toBe(0.1)
  expect(acceptanceOf({ sent: 10, accepted: 9 })).toBe(0.5)
  expect(acceptanceOf({ sent: 990, accepted: 0 })).toBe(0.001)
  expect(acceptanceOf({ sent: 0, accepted: 50 })).toBe(1)
})

test('half is forgotten in two weeks', () => {
  expect(decayed({ sent: 100, accepted: 20, at: now }, now + 14 * day)).toEqual({
    sent: 50,
    accepted: 10,
    at: now + 14 * day,
  })
  expect(decayed({ sent: 100, accepted: 20, at: now }, now - day)).toEqual({ sent: 100, accepted: 20, at: now })
})

test('notes are added to what is left of what was learned', () => {
  const first = learn(nothingLearned, [note('a', 10, 1), note('b', 10, 1), note('c', 4, 4, 'socks')], now)
  expect(first).toEqual({
    version: 0,
    tallies: { boots: { sent: 20, accepted: 2, at: now }, socks: { sent: 4, accepted: 4, at: now } },
    folded: ['a', 'b', 'c'],
  })
  expect(learn(first, [note('d', 1, 0)], now + 14 * day)).toEqual({
    version: 0,
    tallies: {
      boots: { sent: 11, accepted: 1, at: now + 14 * day },
      socks: { sent: 2, accepted: 2, at: now + 14 * day },
    },
    folded: ['d'],
  })
})

test('a note that comes again is not added again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }))), fc.nat({ max: 9 }), (counts, from) => {
      const notes = counts.map(([sent, accepted], i) => note(`n${i}`, sent, accepted))
      const once = learn(nothingLearned, notes, now)
      expect(learn(once, notes.slice(from), now).tallies).toEqual(once.tallies)
    }),
  )
})

test('journeys of which next to nothing is left are dropped', () => {
  const learned = learn(nothingLearned, [note('a', 1, 0)], now)
  expect(learn(learned, [], now + 90 * day).tallies).toHaveProperty('boots')
  expect(learn(learned, [], now + 100 * day).tallies).toEqual({})
})

test('a message is worth what its offer earns, as often as it is accepted', () => {
  const acceptance = { boots: 0.3 }
  expect(expectedValue('boots', { margin: 12 }, acceptance)).toBeCloseTo(3.6)
  expect(expectedValue('boots', {}, acceptance)).toBe(0.3)
  expect(expectedValue('boots', undefined, acceptance)).toBe(0.3)
  expect(expectedValue('new', { margin: 12 }, acceptance)).toBeCloseTo(1.2)
})
