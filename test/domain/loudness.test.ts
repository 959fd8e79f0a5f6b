import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forget, hear, type Levels, newestLevel, noiseOf, type Strength, strengths } from '#shared/domain/loudness.ts'
import { anchorKey } from '#shared/domain/sighting.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { at } from '#test/support/builders.ts'
import { aVenue, beaconOf, type Spot } from '#test/support/venues.ts'

const venue = indexVenue(aVenue())
const anchorOf = (spot: Spot) => `store|${anchorKey({ beacon: beaconOf(spot) })}`
const boots = anchorOf('boots')
const gateway = 'store|gateway:boots-gateway'
const cafe = anchorOf('cafe')
const always = () => true
const second = (seconds: number) => at(seconds) / 1000

type Heard = readonly (readonly [seconds: number, level: number])[]
const heardOf = (anchorId: string, heard: Heard, now: number, levels: Levels = {}): Levels =>
  heard.reduce((known, [seconds, level]) => hear(known, anchorId, at(seconds), level, at(now)), levels)

/** How loud a zone is, half a second after the last of these. */
const strength = (levels: Levels, now: number): Strength | undefined => strengths(levels, venue, at(now), always)[0]

describe('what was heard', () => {
  test('is kept by the second, the newest first, in whatever order it came', () => {
    const heard: Heard = [
      [0, -70],
      [2.9, -60],
      [1, -80],
      [2, -50],
    ]
    const kept = {
      [boots]: [
        [second(2), -110, 2],
        [second(1), -80, 1],
        [second(0), -70, 1],
      ],
    }
    expect(heardOf(boots, heard, 3)).toEqual(kept)
    expect(heardOf(boots, heard.toReversed(), 3)).toEqual(kept)
  })

  test('is the same in every order', () => {
    const sightings = fc.array(fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: -90, max: -50 })))
    fc.assert(
      fc.property(sightings, (list) => {
        expect(heardOf(boots, list.toReversed(), 19)).toEqual(heardOf(boots, list, 19))
      }),
    )
  })

  test('is known for ten seconds, and no longer', () => {
    const levels = heardOf(boots, [[0, -60]], 0)
    expect(Object.keys(hear(levels, cafe, at(10.9), -60, at(10.9)))).toEqual([boots, cafe])
    expect(Object.keys(hear(levels, cafe, at(11), -60, at(11)))).toEqual([cafe])
    expect(hear(heardOf(boots, [[5, -60]], 5), boots, at(11), -60, at(15.9))[boots]?.length).toBe(2)
    expect(hear(heardOf(boots, [[5, -60]], 5), boots, at(11), -60, at(16))[boots]?.length).toBe(1)
    expect([strength(levels, 10.9)?.zone.zone.id, strength(levels, 11)]).toEqual(['boots', undefined])
    expect([newestLevel(levels, 'boots', venue, at(10.9)), newestLevel(levels, 'boots', venue, at(11))]).toEqual([
      -60,
      Number.NEGATIVE_INFINITY,
    ])
  })

  test('of a zone that is left, and no other, is forgotten', () => {
    const levels = heardOf(anchorOf('shoes'), [[0, -60]], 0, heardOf(boots, [[0, -60]], 0))
    expect(Object.keys(forget(levels, new Set(['boots']), venue))).toEqual([anchorOf('shoes')])
  })
})

describe('how loud a zone is', () => {
  test('is told by the middle and the extremes of as many seconds as minSightings fill', () => {
    const levels = heardOf(
      boots,
      [
        [0, -30],
        [1, -70],
        [2, -90],
        [3, -60],
      ],
      3,
    )
    expect(strength(levels, 3)).toMatchObject({ level: -70, low: -90, high: -60, sightings: 4 })
  })

  test('of two middle levels is the lower one', () => {
    const levels = heardOf(
      boots,
      [
        [0, -70],
        [1, -60],
      ],
      1,
    )
    expect(strength(levels, 1)?.level).toBe(-70)
  })

  test('fades by a decibel for each second of silence', () => {
    const levels = heardOf(boots, [[0, -60]], 0)
    expect(strength(levels, 4.5)).toMatchObject({ level: -64, low: -64, high: -64, now: -64, before: -95 })
  })

  test('now and before are means over the seconds just gone and those before them', () => {
    const loudening: Heard = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((seconds) => [seconds, -90 + seconds])
    const told = strength(heardOf(boots, loudening, 9.5), 9.5)
    expect(told?.now).toBeCloseTo(-82.33, 2)
    expect(told?.lasting).toBeCloseTo(-83.5, 2)
    expect(told?.before).toBeCloseTo(-88.33, 2)
    expect(told?.weight).toBeCloseTo(3, 5)
  })

  test('what was not heard before was as faint as can be', () => {
    expect(strength(heardOf(boots, [[9, -60]], 9.5), 9.5)).toMatchObject({ now: -60, lasting: -60, before: -95 })
  })

  test('is the louder of what two anchors say, whichever is known first', () => {
    const loud: Heard = [[9, -60]]
    const often: Heard = [
      [8, -70],
      [9, -70],
    ]
    const one = strength(heardOf(gateway, often, 9, heardOf(boots, loud, 9)), 9)
    expect(one).toMatchObject({ level: -60, low: -60, high: -60, sightings: 1 })
    expect(strength(heardOf(boots, loud, 9, heardOf(gateway, often, 9)), 9)).toEqual(one)
    const equal: Heard = [
      [8, -60],
      [9, -60],
    ]
    expect(strength(heardOf(gateway, equal, 9, heardOf(boots, loud, 9)), 9)?.sightings).toBe(2)
  })

  test('only zones that are asked for are told, and anchors that count for none never', () => {
    const levels = heardOf(anchorOf('door'), [[0, -30]], 0, heardOf(cafe, [[0, -70]], 0, heardOf(boots, [[0, -60]], 0)))
    const ids = (counts: Parameters<typeof strengths>[3]) =>
      strengths(levels, venue, at(0), counts).map(({ zone }) => zone.zone.id)
    expect([ids(always), ids((_, level) => level > -70)]).toEqual([['boots', 'cafe'], ['boots']])
  })
})

test('noise is how much neighbouring seconds differ, over all anchors, and none where nothing tells', () => {
  const steady: Heard = [0, 1, 2, 3].map((seconds) => [seconds, -60])
  const varying: Heard = [0, 1, 2, 3].map((seconds) => [seconds, seconds % 2 === 0 ? -60 : -64])
  expect([noiseOf({}), noiseOf(heardOf(boots, [[0, -60]], 0)), noiseOf(heardOf(boots, steady, 3))]).toEqual([0, 0, 0])
  expect(noiseOf(heardOf(boots, varying, 3))).toBeCloseTo(Math.sqrt(8), 5)
  expect(noiseOf(heardOf(cafe, steady, 3, heardOf(boots, varying, 3)))).toBeCloseTo(2, 5)
  const far: Heard = [
    [0, -60],
    [4, -70],
  ]
  expect(noiseOf(heardOf(boots, far, 4))).toBe(0)
})
