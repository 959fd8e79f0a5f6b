import { whereAt } from '#shared/domain/locating/walk.ts'
import type { Point } from '#shared/domain/venue.ts'
import { type Data, type Heard, nearestShop } from './data.ts'
import type { Learned, Method } from './score.ts'

const memorySeconds = 5

type Source = { floorId: string; at: Point }

/** The last few seconds' mean loudness by transmitter: what the plain methods look at. */
const lately = () => {
  let heard: Heard[] = []
  return {
    hear: (report: readonly Heard[]) => {
      const newest = report.at(-1)?.at ?? 0
      heard = [...heard, ...report].filter(({ at }) => newest - at < memorySeconds * 1000)
    },
    levels: (): Map<string, number> =>
      new Map(
        [...Map.groupBy(heard, ({ key }) => key)].map(([key, of]) => [
          key,
          of.reduce((sum, { rssi }) => sum + rssi, 0) / of.length,
        ]),
      ),
  }
}

/** Wraps a method that makes a point of the levels of the last seconds. */
const pointMethod =
  (
    learn: (data: Data) => {
      knows: (key: string) => boolean
      locate: (levels: ReadonlyMap<string, number>) => Source | undefined
    },
  ): Method =>
  (data) => {
    const { knows, locate } = learn(data)
    const shopsOf = Map.groupBy(data.shops, ({ floorId }) => floorId)
    return {
      knows: ({ key }) => knows(key),
      begin: () => {
        const { hear, levels } = lately()
        return {
          hear,
          look: () => {
            const found = locate(levels())
            if (!found) return undefined
            const near = shopsOf.get(found.floorId) ?? []
            // three by distance, the nearest first
            const ranked: string[] = []
            for (let left = near; ranked.length < 3 && left.length > 0; ) {
              const id = nearestShop(left, found.at)?.id
              if (id === undefined) break
              ranked.push(id)
              left = left.filter((shop) => shop.id !== id)
            }
            return { ...found, ranked, confidence: 0, stateBytes: 0 }
          },
        }
      },
    } satisfies Learned
  }

/** Where each transmitter was heard, loud places counting more: its floor and place. */
const sourcesIn = ({ walks }: Data): Map<string, Source> => {
  const sums = new Map<string, Map<string, { weight: number; x: number; y: number }>>()
  for (const walk of walks) {
    for (const { key, rssi, at } of walk.hearings) {
      const where = whereAt(walk, at)
      if (!where) continue
      const weight = 10 ** (rssi / 10)
      const floors = sums.get(key) ?? new Map<string, { weight: number; x: number; y: number }>()
      sums.set(key, floors)
      const sum = floors.get(where.floorId) ?? { weight: 0, x: 0, y: 0 }
      floors.set(where.floorId, {
        weight: sum.weight + weight,
        x: sum.x + weight * where.point.x,
        y: sum.y + weight * where.point.y,
      })
    }
  }
  return new Map(
    [...sums].flatMap(([key, floors]) => {
      const [loudest] = [...floors].toSorted(([, a], [, b]) => b.weight - a.weight)
      if (!loudest) return []
      const [floorId, { weight, x, y }] = loudest
      return [[key, { floorId, at: { x: x / weight, y: y / weight } }] as const]
    }),
  )
}

/** The place of the loudest transmitter: what beacon products do. */
export const strongestBeacon: Method = pointMethod((data) => {
  const sources = sourcesIn(data)
  return {
    knows: (key) => sources.has(key),
    locate: (levels) => {
      const [loudest] = [...levels].filter(([key]) => sources.has(key)).toSorted(([, a], [, b]) => b - a)
      return loudest && sources.get(loudest[0])
    },
  }
})

const lossExponent = 2.4
const atOneMetre = -62 // dBm
const steps = 10

/** Ranges by path loss, and the point that fits them best: weighted least squares by Gauss-Newton, from the weighted centroid. */
export const multilateration: Method = pointMethod((data) => {
  const sources = sourcesIn(data)
  return {
    knows: (key) => sources.has(key),
    locate: (levels) => {
      const heard = [...levels].flatMap(([key, rssi]) => {
        const source = sources.get(key)
        return source ? [{ ...source, rssi, metres: 10 ** ((atOneMetre - rssi) / (10 * lossExponent)) }] : []
      })
      const [floor] = [...Map.groupBy(heard, ({ floorId }) => floorId)].toSorted(([, a], [, b]) => power(b) - power(a))
      if (!floor) return undefined
      const [floorId, on] = floor
      let at = { x: 0, y: 0 }
      const all = on.reduce((sum, { metres }) => sum + 1 / metres ** 2, 0)
      for (const { at: place, metres } of on) {
        at = { x: at.x + place.x / metres ** 2 / all, y: at.y + place.y / metres ** 2 / all }
      }
      if (on.length >= 3) for (let step = 0; step < steps; step++) at = improved(at, on)
      return { floorId, at }
    },
  }
})

const power = (heard: readonly { rssi: number }[]) => heard.reduce((sum, { rssi }) => sum + 10 ** (rssi / 10), 0)

/** One damped Gauss-Newton step of weighted least squares over ranges. */
const improved = (at: Point, ranges: readonly { at: Point; metres: number }[]): Point => {
  let [xx, xy, yy, bx, by] = [1e-3, 0, 1e-3, 0, 0]
  for (const { at: place, metres } of ranges) {
    const [dx, dy] = [at.x - place.x, at.y - place.y]
    const distance = Math.max(0.5, Math.hypot(dx, dy))
    const [ux, uy] = [dx / distance, dy / distance]
    // an error in decibels is an error in metres that grows with the distance
    const weight = 1 / metres ** 2
    const residual = metres - distance
    xx += weight * ux * ux
    xy += weight * ux * uy
    yy += weight * uy * uy
    bx += weight * ux * residual
    by += weight * uy * residual
  }
  const determinant = xx * yy - xy * xy
  if (Math.abs(determinant) < 1e-12) return at
  const limit = (step: number) => Math.max(-5, Math.min(5, step))
  return {
    x: at.x + limit((yy * bx - xy * by) / determinant),
    y: at.y + limit((xx * by - xy * bx) / determinant),
  }
}

const neighbours = 5
const unheard = -100 // dBm

/** The mean of the places whose loudness was most alike: k nearest neighbours over windows of the learned walks. */
export const fingerprints: Method = pointMethod((data) => {
  const prints = data.walks.flatMap((walk) =>
    [...Map.groupBy(walk.hearings, ({ at }) => Math.floor(at / (memorySeconds * 1000))).values()].flatMap((window) => {
      const where = whereAt(walk, window[Math.floor(window.length / 2)]?.at ?? 0)
      const { hear, levels } = lately()
      hear(window)
      return where ? [{ floorId: where.floorId, at: where.point, levels: levels() }] : []
    }),
  )
  const known = new Set(prints.flatMap(({ levels }) => [...levels.keys()]))
  return {
    knows: (key) => known.has(key),
    locate: (levels) => {
      const nearest = prints
        .map((print) => ({ ...print, apart: apart(levels, print.levels) }))
        .toSorted((a, b) => a.apart - b.apart)
        .slice(0, neighbours)
      const [floor] = [...Map.groupBy(nearest, ({ floorId }) => floorId)].toSorted(
        ([, a], [, b]) => b.length - a.length,
      )
      if (!floor) return undefined
      const [floorId, on] = floor
      return {
        floorId,
        at: {
          x: on.reduce((sum, { at }) => sum + at.x, 0) / on.length,
          y: on.reduce((sum, { at }) => sum + at.y, 0) / on.length,
        },
      }
    },
  }
})

const apart = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number => {
  let sum = 0
  for (const [key, level] of a) sum += (level - (b.get(key) ?? unheard)) ** 2
  for (const [key, level] of b) if (!a.has(key)) sum += (level - unheard) ** 2
  return sum
}
