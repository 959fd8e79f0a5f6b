import type { Moment } from '#shared/domain/moment.ts'
import type { Point } from '#shared/domain/venue.ts'
import { type FloorPlan, nearestShops } from './floor-plan.ts'
import type { Walk } from './recording.ts'

const windowMilliseconds = 5000

/**
 * How often presence was right. A surveyed moment is a 5-second window of a walk with at least one true position; the zone is
 * the one that is open when the window ends. Shares are of all surveyed moments: being in no zone counts as wrong.
 */
export type Accuracy = {
  surveyedMoments: number
  inAZone: number
  floorRight: number
  nearestShop: number
  amongNearestThree: number
}

/** A walk as it was replayed: when it started, and its device's moments. Milliseconds since 1970. */
export type Replayed = { walk: Walk; startedAt: number; moments: readonly Moment[] }

export const accuracyOf = (replayed: readonly Replayed[], plans: readonly FloorPlan[]): Accuracy => {
  const verdicts = replayed.flatMap(({ walk, startedAt, moments }) => {
    const plan = plans.find(({ floor }) => floor.id === walk.floorId)
    return surveyedMoments(walk).map(({ afterMilliseconds, position }) => {
      const open = openZones(moments, startedAt + afterMilliseconds)
      const near = nearestShops(plan?.shops ?? [], position)
        .slice(0, 3)
        .map(({ id }) => id)
      return {
        inAZone: open.size > 0,
        floorRight: open.has(walk.floorId),
        nearestShop: near.slice(0, 1).some((id) => open.has(id)),
        amongNearestThree: near.some((id) => open.has(id)),
      }
    })
  })
  const share = (of: (verdict: (typeof verdicts)[number]) => boolean) =>
    verdicts.length === 0 ? 0 : Math.round((verdicts.filter(of).length / verdicts.length) * 1000) / 1000
  return {
    surveyedMoments: verdicts.length,
    inAZone: share(({ inAZone }) => inAZone),
    floorRight: share(({ floorRight }) => floorRight),
    nearestShop: share(({ nearestShop }) => nearestShop),
    amongNearestThree: share(({ amongNearestThree }) => amongNearestThree),
  }
}

/** The mean true position of each window, and when the window ends, counted from the start of the walk. */
const surveyedMoments = ({ heard }: Walk): { afterMilliseconds: number; position: Point }[] => {
  const start = heard[0]?.at ?? 0
  const surveyed = heard.flatMap(({ at, truePosition }) => (truePosition ? [{ at, truePosition }] : []))
  const windows = Map.groupBy(surveyed, ({ at }) => Math.floor((at - start) / windowMilliseconds))
  return [...windows].map(([window, positions]) => ({
    afterMilliseconds: (window + 1) * windowMilliseconds,
    position: {
      x: positions.reduce((sum, { truePosition }) => sum + truePosition.x, 0) / positions.length,
      y: positions.reduce((sum, { truePosition }) => sum + truePosition.y, 0) / positions.length,
    },
  }))
}

/** The zones that were entered and not left before a time, whatever order the moments come in. */
const openZones = (moments: readonly Moment[], before: number): Set<string> => {
  const balance = new Map<string, number>()
  for (const { kind, zoneId, occurredAt } of moments) {
    if (zoneId === undefined || occurredAt >= before) continue
    const change = kind === 'zone.enter' ? 1 : kind === 'zone.exit' ? -1 : 0
    balance.set(zoneId, (balance.get(zoneId) ?? 0) + change)
  }
  return new Set([...balance].flatMap(([zoneId, entered]) => (entered > 0 ? [zoneId] : [])))
}
