import type { Belief } from '#shared/domain/locating/belief.ts'
import { decodeBelief, encodeBelief } from '#shared/domain/locating/belief.ts'
import type { Locator } from '#shared/domain/locating/locator.ts'
import { type CellZones, readFix } from '#shared/domain/locating/read-fix.ts'
import type { Point } from '#shared/domain/venue.ts'
import { type Heard, nearestShop, type Shop, type Walk } from './data.ts'

/** One five-second window of a walk: where she really was, and what the locator said at its end. */
export type Judged = {
  walkId: string
  window: number
  shopId: string | undefined
  isFloorRight: boolean
  metres: number | undefined
  ranked: readonly string[]
  confidence: number
  stateBytes: number
}

const windowMilliseconds = 5000

type Window = { number: number; hearings: Heard[]; truths: Point[] }

/**
 * Lets a locator follow a walk report by report, a second each, and judges it at the end of every window that holds a sighting
 * with a true position. The belief is written down as bytes and read again between any two reports, as when each of them meets
 * another environment of the function. A window of transmitters that are all unknown counts as wrong.
 */
export const judgeWalk = (
  locator: Locator,
  zones: CellZones,
  walk: Walk,
  shopsOf: ReadonlyMap<string, readonly Shop[]>,
): Judged[] => {
  const start = walk.hearings[0]?.at ?? 0
  const windows = new Map<number, Window>()
  for (const heard of walk.hearings) {
    const number = Math.floor((heard.at - start) / windowMilliseconds)
    const window = windows.get(number) ?? { number, hearings: [], truths: [] }
    windows.set(number, window)
    window.hearings.push(heard)
    if (heard.truth) window.truths.push(heard.truth)
  }
  let state: Uint8Array | undefined
  return [...windows.values()].flatMap((window): Judged[] => {
    for (const report of reportsOf(window.hearings)) {
      const belief: Belief | undefined = locator.follow(state && decodeBelief(state), report)
      state = belief && encodeBelief(belief)
    }
    if (window.truths.length === 0) return []
    const truth = meanOf(window.truths)
    const judged = {
      walkId: walk.id,
      window: window.number,
      shopId: nearestShop(shopsOf.get(walk.floorId) ?? [], truth)?.id,
      stateBytes: state?.length ?? 0,
    }
    const { map } = locator
    const isKnown = window.hearings.some(
      ({ key, identity = '' }) => map.rows.has(key) || map.crowds.has(key) || map.crowds.has(identity),
    )
    if (!state || !isKnown) return [{ ...judged, isFloorRight: false, metres: undefined, ranked: [], confidence: 0 }]
    const fix = readFix(decodeBelief(state), map, zones)
    const isFloorRight = fix.floorId === walk.floorId
    return [
      {
        ...judged,
        isFloorRight,
        metres: isFloorRight ? Math.hypot(fix.at.x - truth.x, fix.at.y - truth.y) : undefined,
        ranked: fix.zones.map(({ zoneId }) => zoneId),
        confidence: fix.confidence,
      },
    ]
  })
}

const reportsOf = (hearings: readonly Heard[]): Heard[][] => [
  ...Map.groupBy(hearings, ({ at }) => Math.floor(at / 1000)).values(),
]

const meanOf = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
})
