import { type Belief, decodeBelief, encodeBelief } from '#shared/domain/locating/belief.ts'
import { learnRadioMap } from '#shared/domain/locating/calibrate.ts'
import type { Grid } from '#shared/domain/locating/grid.ts'
import { locatorOf } from '#shared/domain/locating/locator.ts'
import { type CellZones, readFix } from '#shared/domain/locating/read-fix.ts'
import { type Data, nearestShop, type Shop } from './data.ts'
import type { Method } from './score.ts'

/**
 * Usher's own locator, as it runs in a function: between any two reports the belief is bytes, as when each of them meets
 * another environment.
 */
export const learnFilter: Method = ({ venue, shops, walks }) => {
  const shopsOf = Map.groupBy(shops, ({ floorId }) => floorId)
  const zonesOf = (grid: Grid) => nearestShopOfCells(grid, shops, shopsOf)
  const map = learnRadioMap('evaluated', venue, walks, zonesOf)
  const locator = locatorOf(map)
  const zones = zonesOf(map.grid)
  const knows = (key: string | undefined) => key !== undefined && (map.rows.has(key) || map.crowds.has(key))
  return {
    knows: ({ key, identity }) => knows(key) || knows(identity),
    begin: () => {
      let state: Uint8Array | undefined
      return {
        hear: (report) => {
          const belief: Belief | undefined = locator.follow(state && decodeBelief(state), report)
          state = belief && encodeBelief(belief)
        },
        look: () => {
          if (!state) return undefined
          const { floorId, at, zones: ranked, confidence } = readFix(decodeBelief(state), map, zones)
          return { floorId, at, confidence, ranked: ranked.map(({ zoneId }) => zoneId), stateBytes: state.length }
        },
      }
    },
  }
}

/** Walks lead through corridors: each cell counts for the shop that is nearest to it. */
const nearestShopOfCells = (
  { count, floor, floors, x, y }: Grid,
  shops: Data['shops'],
  shopsOf: ReadonlyMap<string, readonly Shop[]>,
): CellZones => {
  const ids = shops.map(({ id }) => id)
  const placeOf = new Map(ids.map((id, i) => [id, i]))
  const of = Int32Array.from({ length: count }, (_, cell) => {
    const ofFloor = shopsOf.get(floors[floor[cell] ?? 0]?.floorId ?? '') ?? []
    const nearest = nearestShop(ofFloor, { x: x[cell] ?? 0, y: y[cell] ?? 0 })
    return placeOf.get(nearest?.id ?? '') ?? -1
  })
  return { ids, of }
}
