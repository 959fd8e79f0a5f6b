import type { Venue } from '../venue.ts'
import type { Belief } from './belief.ts'
import type { Grid } from './grid.ts'
import { learnRows } from './learn.ts'
import { type Locator, locatorOf } from './locator.ts'
import type { Calibration, RadioMap } from './radio-map.ts'
import { type CellZones, zoneMasses } from './read-fix.ts'
import { type CalibrationWalk, whereAt } from './walk.ts'

const tenths = 10
const priorWindows = 3 // that speak for the filter's own word, in each tenth
const secondsBetween = 5 // two looks at one walk

/** A belief is right as often as it says, until a walk tells otherwise. */
export const trusting: Calibration = { share: Array.from({ length: tenths }, (_, i) => (i + 0.5) / tenths) }

/**
 * Learns a radio map with a confidence that means something: how often the likeliest zone is right is counted on walks that
 * were left out of the map, for each tenth of the mass that it had. `zonesOf` says which zone each cell counts for.
 */
export const learnRadioMap = (
  version: string,
  venue: Venue,
  walks: readonly CalibrationWalk[],
  zonesOf: (grid: Grid) => CellZones,
  folds = 3,
): RadioMap => {
  const looks: Look[] = []
  for (let fold = 0; fold < Math.min(folds, walks.length); fold++) {
    const rest = walks.filter((_, i) => i % folds !== fold)
    if (rest.length === 0) break
    const map = { ...learnRows(venue, rest), version, calibration: trusting }
    const locator = locatorOf(map)
    const zones = zonesOf(map.grid)
    for (const [i, walk] of walks.entries()) if (i % folds === fold) looks.push(...looksAt(walk, locator, zones))
  }
  return { ...learnRows(venue, walks), version, calibration: curveOf(looks) }
}

/** The mass of the likeliest zone at one time of a walk, and whether it was the right one. */
type Look = { mass: number; isRight: boolean }

const looksAt = (walk: CalibrationWalk, locator: Locator, zones: CellZones): Look[] => {
  const { grid } = locator.map
  const floorOf = new Map(grid.floors.map(({ floorId }, i) => [floorId, i]))
  const looks: Look[] = []
  let belief: Belief | undefined
  let lookAt = Number.NEGATIVE_INFINITY
  for (const [second, heard] of Map.groupBy(walk.hearings, ({ at }) => Math.floor(at / 1000))) {
    belief = locator.follow(belief, heard)
    const where = whereAt(walk, second * 1000)
    const floor = where && floorOf.get(where.floorId)
    if (!belief || !where || floor === undefined || second < lookAt) continue
    lookAt = second + secondsBetween
    const { ranked } = zoneMasses(belief, grid, zones)
    const truth = zones.of[grid.cellAt(floor, where.point, 2 * secondsBetween)] ?? -1
    looks.push({ mass: ranked[0]?.[1] ?? 0, isRight: truth >= 0 && ranked[0]?.[0] === truth })
  }
  return looks
}

/** The share of right looks by tenths of mass, never falling with it (pool adjacent violators). */
const curveOf = (looks: readonly Look[]): Calibration => {
  const pools = trusting.share.map((own, tenth) => {
    const inTenth = looks.filter(({ mass }) => Math.min(tenths - 1, Math.floor(mass * tenths)) === tenth)
    const right = inTenth.filter(({ isRight }) => isRight).length
    return { sum: right + priorWindows * own, count: inTenth.length + priorWindows, tenths: 1 }
  })
  const merged: typeof pools = []
  for (const pool of pools) {
    let last = pool
    for (
      let before = merged.at(-1);
      before && before.sum / before.count > last.sum / last.count;
      before = merged.at(-1)
    ) {
      merged.pop()
      last = { sum: before.sum + last.sum, count: before.count + last.count, tenths: before.tenths + last.tenths }
    }
    merged.push(last)
  }
  return { share: merged.flatMap(({ sum, count, tenths: wide }) => Array.from({ length: wide }, () => sum / count)) }
}
