import type { Venue } from '../venue.ts'
import { indexVenue } from '../venue-index.ts'
import type { Belief } from './belief.ts'
import { trusting } from './calibrate.ts'
import { zonesOfCells } from './cell-zones.ts'
import { learnRows } from './learn.ts'
import { type Locator, locatorOf } from './locator.ts'
import { type BestBeacon, bestBeacon, type Judged } from './next-beacon.ts'
import { type CellZones, readFix } from './read-fix.ts'
import { type CalibrationWalk, steps, whereAt } from './walk.ts'

/**
 * What can be expected, as shares from 0 to 1: of `windows` of five seconds how often the floor and the likeliest zone were
 * right (this where she was in a zone), and how many metres half of the fixes on the right floor were off at most (absent where none was).
 */
export type Accuracy = { windows: number; floorAccuracy: number; rightZone?: number; medianMetres?: number }

/**
 * How well positions can be expected to be: over all and by zone. `unwalked` are zones where nobody walked, of which nothing
 * can be said; `nextBeacon` is where one more would help most.
 */
export type ExpectedAccuracy = Accuracy & {
  folds: number
  zones: readonly (Accuracy & { zoneId: string })[]
  unwalked: readonly string[]
  nextBeacon?: BestBeacon
}

const mostFolds = 5
const windowMilliseconds = 5000
const nearMetres = 10 // that a cell may be from where she was

/**
 * Judges what a radio map of these walks will do, by cross-validation: each of five parts of the walks (whole walks) is followed
 * with a map that was learned from the others, second by second, as phones are. Nothing where there are fewer than two walks.
 */
export const expectedAccuracy = (venue: Venue, walks: readonly CalibrationWalk[]): ExpectedAccuracy | undefined => {
  const folds = Math.min(mostFolds, walks.length)
  if (folds < 2) return undefined
  // by their names: the order in which they were stored says nothing
  const ordered = walks.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const map = { ...learnRows(venue, ordered), version: '', calibration: trusting }
  const index = indexVenue(venue)
  const zones = zonesOfCells(index, map.grid)
  const judged: Judged[] = []
  for (let fold = 0; fold < folds; fold++) {
    const rest = ordered.filter((_, i) => i % folds !== fold)
    const locator = locatorOf({ ...learnRows(venue, rest), version: '', calibration: trusting })
    const seen = zonesOfCells(index, locator.map.grid)
    for (const [i, walk] of ordered.entries())
      if (i % folds === fold) judged.push(...judgeWalk(walk, locator, seen, { grid: map.grid, zones }))
  }
  const walked = new Set<number>()
  const floorOf = new Map(map.grid.floors.map(({ floorId }, i) => [floorId, i]))
  for (const walk of ordered) {
    for (const { floorId, point } of steps(walk, windowMilliseconds)) {
      const cell = map.grid.cellAt(floorOf.get(floorId) ?? -1, point, nearMetres)
      walked.add(zones.of[cell] ?? -1)
    }
  }
  const byZone = Map.groupBy(judged, ({ zone }) => zone)
  const nextBeacon = bestBeacon(map, judged, zones)
  return {
    folds,
    ...accuracyOf(judged),
    zones: zones.ids.flatMap((zoneId, zone) => {
      const own = byZone.get(zone)
      return own ? [{ zoneId, ...accuracyOf(own) }] : []
    }),
    unwalked: venue.zones.flatMap(({ id, isPublic }, zone) =>
      isPublic === false || walked.has(zone) || venue.zones.some(({ parentId }) => parentId === id) ? [] : [id],
    ),
    ...(nextBeacon && { nextBeacon }),
  }
}

type Truth = { grid: Locator['map']['grid']; zones: CellZones }

const judgeWalk = (walk: CalibrationWalk, locator: Locator, seen: CellZones, truth: Truth): Judged[] => {
  const { map } = locator
  const floorOf = new Map(truth.grid.floors.map(({ floorId }, i) => [floorId, i]))
  const start = walk.hearings[0]?.at ?? 0
  let belief: Belief | undefined
  const windows = Map.groupBy(walk.hearings, ({ at }) => Math.floor((at - start) / windowMilliseconds))
  return [...windows.values()].flatMap((hearings): Judged[] => {
    for (const heard of Map.groupBy(hearings, ({ at }) => Math.floor(at / 1000)).values())
      belief = locator.follow(belief, heard)
    const places = hearings.flatMap(({ at }) => whereAt(walk, at) ?? [])
    const where = places[Math.floor(places.length / 2)]
    const floor = where && floorOf.get(where.floorId)
    if (where === undefined || floor === undefined) return []
    const cell = truth.grid.cellAt(floor, where.point, nearMetres)
    const zone = truth.zones.of[cell] ?? -1
    const isKnown = hearings.some(
      ({ key, identity = '' }) => map.rows.has(key) || map.crowds.has(key) || map.crowds.has(identity),
    )
    if (!belief || !isKnown) return [{ floor, cell, zone, isFloorRight: false, isZoneRight: false }]
    const fix = readFix(belief, map, seen)
    if (fix.floorId !== where.floorId) return [{ floor, cell, zone, isFloorRight: false, isZoneRight: false }]
    const isZoneRight = zone >= 0 && fix.zones[0]?.zoneId === truth.zones.ids[zone]
    const metres = Math.hypot(fix.at.x - where.point.x, fix.at.y - where.point.y)
    return [{ floor, cell, zone, isFloorRight: true, isZoneRight, metres }]
  })
}

const accuracyOf = (judged: readonly Judged[]): Accuracy => {
  const share = (of: readonly Judged[], isRight: (one: Judged) => boolean) =>
    of.length === 0 ? 0 : rounded(of.filter(isRight).length / of.length, 3)
  const inZones = judged.filter(({ zone }) => zone >= 0)
  const metres = judged.flatMap(({ metres }) => metres ?? []).toSorted((a, b) => a - b)
  const median = metres[Math.floor(metres.length / 2)]
  return {
    windows: judged.length,
    floorAccuracy: share(judged, ({ isFloorRight }) => isFloorRight),
    ...(inZones.length === 0 ? {} : { rightZone: share(inZones, ({ isZoneRight }) => isZoneRight) }),
    ...(median === undefined ? {} : { medianMetres: rounded(median, 1) }),
  }
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))
