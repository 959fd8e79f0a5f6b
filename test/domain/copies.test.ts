import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { aRelease, aSightingEvent, at } from '#test/support/builders.ts'
import { enrolment, relive } from '#test/support/mailbox.ts'
import { aVenue, beaconOf, type Spot } from '#test/support/venues.ts'

const release = aRelease({ venues: [aVenue({ presence: { minSightings: 1, maxLatenessSeconds: 10 } })], journeys: [] })

const hears = (seconds: number, spot: Spot = 'watches'): MailboxEvent =>
  aSightingEvent({ anchor: { beacon: beaconOf(spot) }, occurredAt: at(seconds) })

const outcomes = (events: readonly MailboxEvent[]) =>
  relive([enrolment, ...events], () => release)
    .outcomes.slice(1)
    .map(({ outcome }) => outcome)

const all = (outcome: string, events: readonly MailboxEvent[]) => events.map(() => outcome)

test('every copy is known, in whatever order they and the sightings before them arrived', () => {
  const scans = [3, 1, 5, 2, 4].flatMap((seconds) => [hears(seconds), hears(seconds, 'cafe')])
  for (const copies of [scans, scans.toReversed()])
    expect(outcomes([...scans, ...copies])).toEqual([...all('folded', scans), ...all('duplicate', copies)])
})

test('a sighting between two others, or of another beacon at their time, is no copy of them', () => {
  expect(outcomes([hears(1), hears(3), hears(2), hears(1, 'cafe'), hears(3, 'cafe'), hears(2, 'cafe')])).toEqual(
    all(
      'folded',
      Array.from({ length: 6 }, () => hears(0)),
    ),
  )
})

test('a copy is known for as long as it would not be late', () => {
  expect(outcomes([hears(0), hears(0.001), hears(10), hears(0)])).toEqual(['folded', 'folded', 'folded', 'duplicate'])
  expect(outcomes([hears(0), hears(0.001), hears(10.001), hears(0), hears(0.001)])).toEqual([
    'folded',
    'folded',
    'folded',
    'late',
    'duplicate',
  ])
})

test('what is remembered are the sightings of the last ten seconds', () => {
  const remembered = (...seconds: number[]) => {
    const { presence } = relive([enrolment, ...seconds.map((one) => hears(one))], () => release)
    return presence?.seen.filter((_, i) => i % 2 === 0)
  }
  expect(remembered(0, 5, 3, 10)).toEqual([0, 3, 5, 10].map(at))
  expect(remembered(0, 5, 3, 13.001)).toEqual([5, 13.001].map(at))
})
