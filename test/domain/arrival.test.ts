import { expect, test } from 'vitest'
import { occurredAt } from '#shared/domain/arrival.ts'
import { at } from '#test/support/builders.ts'

const arriving = (deviceTime: number) => occurredAt(deviceTime, at(0))

test('something happened when the device says, but never after it arrived', () => {
  expect([arriving(at(-1)), arriving(at(0)), arriving(at(1))]).toEqual(
    [at(-1), at(0), at(0)].map((time) => ({ occurredAt: time })),
  )
})

test('a clock that is five minutes ahead is believed, a millisecond more is not', () => {
  expect([arriving(at(300)), arriving(at(300) + 1)]).toEqual([{ occurredAt: at(0) }, { refused: 'clock_ahead' }])
})

test('a day-old report is taken, a millisecond more is too old', () => {
  const day = 24 * 60 * 60
  expect([arriving(at(-day)), arriving(at(-day) - 1)]).toEqual([{ occurredAt: at(-day) }, { refused: 'too_old' }])
})

test('a sighting from the year 2000 and one from tomorrow are refused by name', () => {
  expect([arriving(Date.UTC(2000, 0)), arriving(at(24 * 60 * 60))]).toEqual([
    { refused: 'too_old' },
    { refused: 'clock_ahead' },
  ])
})
