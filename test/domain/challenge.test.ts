import { describe, expect, test } from 'vitest'
import { contest, doubtOf, gainedBy, isAhead, takesOver } from '#shared/domain/challenge.ts'
import type { Strength } from '#shared/domain/loudness.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import type { IndexedZone } from '#shared/domain/zone-tree.ts'
import { at } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'

const { zones } = indexVenue(aVenue())
const zone = (id: string): IndexedZone => {
  const known = zones.get(id)
  if (!known) throw new Error(`no zone ${id}`)
  return known
}

/** A zone that has been as loud for ten seconds, a sighting each. */
const steady = (id: string, level: number, own: Partial<Strength> = {}): Strength => ({
  zone: zone(id),
  level,
  low: level,
  high: level,
  now: level,
  lasting: level,
  before: level,
  sightings: 10,
  weight: 2.5,
  ...own,
})
const watches = steady('watches', -70)

describe('who takes over', () => {
  test('takes the margin where levels do not vary, and not a decibel less', () => {
    expect([takesOver(steady('cafe', -66), watches, 0, 0), takesOver(steady('cafe', -67), watches, 0, 0)]).toEqual([
      true,
      false,
    ])
  })

  test('takes much more where they do: all of its last sightings far above all others', () => {
    const loud = (low: number) => steady('cafe', low, { before: low })
    expect([takesOver(loud(-54), watches, 1, 0), takesOver(loud(-55), watches, 1, 0)]).toEqual([true, false])
    expect(takesOver(loud(-54), steady('watches', -70, { high: -69 }), 1, 0)).toBe(false)
  })

  test('has come nearer while the other went away: ahead now, behind before', () => {
    const coming = (own: Partial<Strength> = {}) => steady('cafe', -64, { before: -80, low: -75, ...own })
    const going = (own: Partial<Strength> = {}) => steady('watches', -70, { before: -67, high: -60, ...own })
    expect(takesOver(coming(), going(), 1, 0)).toBe(true)
    expect(takesOver(coming({ now: -65 }), going(), 1, 0)).toBe(false)
    expect(takesOver(coming({ before: -79 }), going(), 1, 0)).toBe(false)
    expect(takesOver(coming({ weight: 0.7 }), going(), 1, 0)).toBe(false)
    expect(takesOver(coming({ before: -84 }), going({ before: -70.1 }), 1, 0)).toBe(false)
  })

  test('is not whoever stays as loud while a body shadows the other', () => {
    const shadowed = steady('watches', -88, { before: -70, high: -70 })
    expect(takesOver(steady('cafe', -70), shadowed, 1, 0)).toBe(false)
  })

  test('is who has led for long, whatever the noise', () => {
    expect([takesOver(watches, watches, 1, 130), takesOver(watches, watches, 1, 129)]).toEqual([true, false])
    expect([takesOver(watches, watches, 0.5, 65), takesOver(watches, watches, 0, 130)]).toEqual([true, false])
  })
})

test('doubt grows from none to all between a calm and a noisy radio', () => {
  const middle = (contest.calmDb + contest.noisyDb) / 2
  expect([0, contest.calmDb, middle, contest.noisyDb, 9].map(doubtOf).map((one) => Number(one.toFixed(3)))).toEqual([
    0, 0, 0.5, 1, 1,
  ])
})

describe('what a leader has gained', () => {
  const leading = steady('cafe', -62)
  test('is its lead over the margin, for as long as it lasts', () => {
    const first = gainedBy(leading, watches, undefined, at(0))
    expect(first).toEqual({ zoneId: 'cafe', gained: 0, at: at(0) })
    expect(gainedBy(leading, watches, first, at(1))).toEqual({ zoneId: 'cafe', gained: 4, at: at(1) })
    expect(gainedBy(steady('cafe', -40), watches, first, at(1))?.gained).toBe(8)
    expect(gainedBy(leading, watches, first, at(9))?.gained).toBe(8)
  })

  test('does not grow by what came late, is lost when it falls behind, and is nobody else’s', () => {
    const before = { zoneId: 'cafe', gained: 9, at: at(5) }
    expect(gainedBy(leading, watches, before, at(4))).toBe(before)
    expect(gainedBy(steady('cafe', -80), watches, before, at(6))?.gained).toBe(0)
    expect(gainedBy(steady('boots', -62), watches, before, at(6))?.gained).toBe(0)
  })

  test('is nothing where nobody leads, nobody is led, or the leader is too weak to enter', () => {
    expect(gainedBy(undefined, watches, undefined, at(0))).toBeUndefined()
    expect(gainedBy(leading, undefined, undefined, at(0))).toBeUndefined()
    expect(gainedBy(steady('cafe', -86), steady('watches', -97), undefined, at(0))).toBeUndefined()
  })
})

test('whoever is behind by every measure need not be looked at', () => {
  expect(isAhead(steady('cafe', -67), watches, undefined)).toBe(false)
  expect(isAhead(steady('cafe', -66), watches, undefined)).toBe(true)
  expect(isAhead(steady('cafe', -67, { low: -66 }), watches, undefined)).toBe(true)
  expect(isAhead(steady('cafe', -67), watches, { zoneId: 'cafe', gained: 1, at: at(0) })).toBe(true)
})
