import type { Point } from '#shared/domain/venue.ts'
import { type Data, type Heard, nearestShop, type Shop, type Walk } from './data.ts'

/** What a method says of a device at one time. `ranked` are shops, the likeliest first. */
export type Look = { floorId: string; at: Point; ranked: readonly string[]; confidence: number; stateBytes: number }

/** A method that has learned from some walks. `begin` starts to follow one device: it hears report after report, and can be asked at any time. */
export type Learned = {
  knows(heard: Heard): boolean
  begin(): { hear(report: readonly Heard[]): void; look(): Look | undefined }
}

export type Method = (learnFrom: Data) => Learned

/** One five-second window of a walk: where she really was, and what the method said at its end. */
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
 * Lets a method follow a walk report by report, a second each, and judges it at the end of every window that holds a sighting
 * with a true position. A window of transmitters that are all unknown counts as wrong.
 */
export const judgeWalk = (learned: Learned, walk: Walk, shopsOf: ReadonlyMap<string, readonly Shop[]>): Judged[] => {
  const start = walk.hearings[0]?.at ?? 0
  const windows = new Map<number, Window>()
  for (const heard of walk.hearings) {
    const number = Math.floor((heard.at - start) / windowMilliseconds)
    const window = windows.get(number) ?? { number, hearings: [], truths: [] }
    windows.set(number, window)
    window.hearings.push(heard)
    if (heard.truth) window.truths.push(heard.truth)
  }
  const followed = learned.begin()
  return [...windows.values()].flatMap((window): Judged[] => {
    for (const report of Map.groupBy(window.hearings, ({ at }) => Math.floor(at / 1000)).values()) followed.hear(report)
    if (window.truths.length === 0) return []
    const truth = meanOf(window.truths)
    const shopId = nearestShop(shopsOf.get(walk.floorId) ?? [], truth)?.id
    const place = { walkId: walk.id, window: window.number, shopId }
    const look = window.hearings.some(learned.knows) ? followed.look() : undefined
    if (!look) return [{ ...place, isFloorRight: false, metres: undefined, ranked: [], confidence: 0, stateBytes: 0 }]
    const { floorId, at, ranked, confidence, stateBytes } = look
    const isFloorRight = floorId === walk.floorId
    const metres = isFloorRight ? Math.hypot(at.x - truth.x, at.y - truth.y) : undefined
    return [{ ...place, isFloorRight, metres, ranked, confidence, stateBytes }]
  })
}

const meanOf = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
})
