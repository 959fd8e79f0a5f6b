import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forget, hear, type Levels, type Strength, strengths } from '#shared/domain/loudness.ts'
import { anchorKey } from '#shared/domain/sighting.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { at } from '#test/support/builders.ts'
import { aVenue, beaconOf, type Spot } from '#test/support/venues.ts'

const venue = indexVenue(aVenue())
const anchorOf = (spot: Spot) => `store|${anchorKey({ beacon: beaconOf(spot) })}`
const boots = anchorOf('boots')
const always = () => true
const zone = (id: string) => venue.zones.get(id)
const zonesOf = (all: readonly Strength[]) => all.map((one) => one.zone.zone.id)

test('the newest sightings of an anchor are kept, newest first, and of a tie the louder', () => {
  const heard = [
    [0, -70],
    [2, -60],
    [1, -80],
    [2, -50],
  ].reduce<Levels>((levels, [seconds = 0, level = 0]) => hear(levels, boots, at(seconds), level, 3, at(2)), {})
  expect(heard).toEqual({
    [boots]: [
      [at(2), -50],
      [at(2), -60],
      [at(1), -80],
    ],
  })
})

test('of a tie the louder is kept, whichever came first, and an equal one is kept beside it', () => {
  const kept = (...heard: number[]) =>
    heard
      .reduce<Levels>((levels, level) => hear(levels, boots, at(0), level, 2, at(0)), {})
      [boots]?.map(([, one]) => one)
  expect([kept(-50, -60, -55), kept(-60, -55, -50), kept(-50, -50, -60), kept(-60, -50)]).toEqual([
    [-50, -55],
    [-50, -55],
    [-50, -50],
    [-50, -60],
  ])
})

test('an older sighting does not come before a newer one, however loud it was', () => {
  const levels = hear(hear({}, boots, at(5), -90, 3, at(5)), boots, at(3), -40, 3, at(5))
  expect(levels[boots]).toEqual([
    [at(5), -90],
    [at(3), -40],
  ])
})

test('which sightings are kept does not depend on the order of arrival', () => {
  const sightings = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -90, max: -50 })), {
    maxLength: 12,
  })
  const keep = (list: readonly (readonly [number, number])[]) =>
    list.reduce<Levels>((levels, [seconds, level]) => hear(levels, boots, at(seconds), level, 3, at(9)), {})
  fc.assert(
    fc.property(sightings, (list) => {
      expect(keep(list.toReversed())).toEqual(keep(list))
    }),
  )
})

test('what was not heard for ten seconds is still known, for longer no more', () => {
  const levels = hear({}, boots, at(0), -60, 3, at(0))
  const other = anchorOf('cafe')
  expect(Object.keys(hear(levels, other, at(10), -60, 3, at(10)))).toEqual([boots, other])
  expect(Object.keys(hear(levels, other, at(10), -60, 3, at(10) + 1))).toEqual([other])
  expect(zonesOf(strengths(levels, venue, at(10), always))).toEqual(['boots'])
  expect(zonesOf(strengths(levels, venue, at(10) + 1, always))).toEqual([])
})

test('a zone is as loud as the median of its loudest anchor, fading by a decibel a second', () => {
  const gateway = 'store|gateway:boots-gateway'
  const levels: Levels = {
    [boots]: [
      [at(8), -50],
      [at(7), -90],
      [at(6), -60],
    ],
    [gateway]: [[at(10), -64]],
    [anchorOf('door')]: [[at(10), -30]],
    [anchorOf('cafe')]: [
      [at(10), -70],
      [at(9), -50],
    ],
  }
  expect(strengths(levels, venue, at(10), always)).toEqual([
    { zone: zone('boots'), level: -62, sightings: 3 },
    { zone: zone('cafe'), level: -70, sightings: 2 },
  ])
  expect(zonesOf(strengths(levels, venue, at(10), ({ zone }, level) => zone.id !== 'cafe' || level > -70))).toEqual([
    'boots',
  ])
})

test('of two anchors that are equally loud the one that was heard more often speaks for the zone', () => {
  const gateway = 'store|gateway:boots-gateway'
  const once = [[at(9), -60]] as const
  const twice = [...once, [at(8), -60]] as const
  const said = (levels: Levels) => strengths(levels, venue, at(9), always).map(({ sightings }) => sightings)
  expect([said({ [boots]: once, [gateway]: twice }), said({ [boots]: twice, [gateway]: once })]).toEqual([[2], [2]])
})

test('the louder of two anchors speaks for the zone, in whatever order and however often they were heard', () => {
  const gateway = 'store|gateway:boots-gateway'
  const loud = [[at(9), -60]] as const
  const faint = [[at(9), -61] as const, [at(8), -61] as const]
  const said = (levels: Levels) => strengths(levels, venue, at(9), always)
  const strength = [{ zone: zone('boots'), level: -60, sightings: 1 }]
  expect([said({ [boots]: loud, [gateway]: faint }), said({ [boots]: faint, [gateway]: loud })]).toEqual([
    strength,
    strength,
  ])
})

test('leaving a zone forgets its anchors and no others', () => {
  const levels: Levels = { [boots]: [[at(0), -60]], [anchorOf('shoes')]: [[at(0), -60]] }
  expect(forget(levels, new Set(['boots']), venue)).toEqual({ [anchorOf('shoes')]: [[at(0), -60]] })
})
