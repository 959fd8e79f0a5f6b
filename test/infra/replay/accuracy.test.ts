import { expect, test } from 'vitest'
import { accuracyOf } from '#infra/replay/accuracy.ts'
import type { Moment, MomentKind } from '#shared/domain/moment.ts'
import { aHeard, aWalk, plans } from './recordings.ts'

const startedAt = 5_000_000

const moment = (kind: MomentKind, second: number, zoneId?: string): Moment => ({
  id: `${kind} ${second} ${zoneId}`,
  kind,
  deviceId: 'd1',
  venueId: 'arcade',
  visitId: 'v1',
  occurredAt: startedAt + second * 1000,
  receivedAt: startedAt + second * 1000,
  ...(zoneId === undefined ? {} : { zoneId }),
})

const heardAt = (second: number, x: number) => aHeard({ at: 1_000_000 + second * 1000, truePosition: { x, y: 5 } })

test('a surveyed moment is right when the zone at its end is the nearest shop at its mean position', () => {
  // 0 to 5 s: between 0 and 16, so nearest to the books; 5 to 10 s: at the toys; 10 to 15 s: not surveyed
  const { truePosition: _, ...unsurveyed } = heardAt(12, 0)
  const walk = aWalk({ heard: [heardAt(0, 0), heardAt(4, 16), heardAt(6, 22), unsurveyed] })
  const moments = [
    moment('zone.enter', 6, 'G-toys'),
    moment('zone.exit', 6, 'G-books'),
    moment('venue.enter', 1),
    moment('zone.enter', 1, 'G'),
    moment('zone.enter', 1, 'G-books'),
    moment('zone.dwell', 5, 'G-books'),
  ]
  expect(accuracyOf([{ walk, startedAt, moments }], plans)).toEqual({
    surveyedMoments: 2,
    inAZone: 1,
    floorRight: 1,
    nearestShop: 1,
    amongNearestThree: 1,
  })
})

test('the wrong shop, the wrong floor and no zone at all are wrong', () => {
  const walk = aWalk({ heard: [heardAt(0, 2), heardAt(6, 2), heardAt(11, 2)] })
  const moments = [
    moment('zone.enter', 2, 'G'),
    moment('zone.enter', 2, 'G-toys'),
    moment('zone.exit', 7, 'G-toys'),
    moment('zone.exit', 7, 'G'),
    moment('zone.enter', 7, 'U'),
    moment('zone.enter', 7, 'U-shoes'),
    moment('zone.exit', 12, 'U-shoes'),
    moment('zone.exit', 12, 'U'),
    // at the end of its window is after it
    moment('zone.enter', 15, 'G'),
  ]
  expect(accuracyOf([{ walk, startedAt, moments }], plans)).toEqual({
    surveyedMoments: 3,
    inAZone: 0.667,
    floorRight: 0.333,
    nearestShop: 0,
    amongNearestThree: 0.333,
  })
})

test('nothing walked is nothing right', () => {
  expect(accuracyOf([], plans)).toEqual({
    surveyedMoments: 0,
    inAZone: 0,
    floorRight: 0,
    nearestShop: 0,
    amongNearestThree: 0,
  })
})
