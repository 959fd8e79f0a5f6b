import type { Point } from '../venue.ts'

/** Where the operator said that she was. `at` in milliseconds since 1970. */
export type Tap = { at: number; floorId: string; point: Point }

/**
 * One transmitter heard by the locator's measure: its `key` as `anchorKey` has it, and where that holds an address, the
 * `identity` without it. `rssi` in dBm at the reference power, `at` in milliseconds since 1970.
 */
export type Hearing = { key: string; identity?: string; rssi: number; at: number }

/** An operator's walk through a venue with a phone that listens: where she was, and what was heard. */
export type CalibrationWalk = { id: string; taps: readonly Tap[]; hearings: readonly Hearing[] }

/**
 * Where she was at a time, between two taps of the same floor. She is taken to have walked straight and evenly from one to the
 * next. Undefined before the first tap, after the last, and on the way between floors.
 */
export const whereAt = ({ taps }: Pick<CalibrationWalk, 'taps'>, at: number): Omit<Tap, 'at'> | undefined => {
  let low = 0
  let high = taps.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((taps[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  const [before, after] = [taps[low - 1], taps[low]]
  if (after === undefined || after.at < at) return undefined
  if (after.at === at) return { floorId: after.floorId, point: after.point }
  if (before === undefined || before.floorId !== after.floorId) return undefined
  const share = (at - before.at) / (after.at - before.at)
  const between = (a: number, b: number) => a + share * (b - a)
  return {
    floorId: after.floorId,
    point: { x: between(before.point.x, after.point.x), y: between(before.point.y, after.point.y) },
  }
}

/** Where she was at even times from the first tap to the last. Each stands for `stepMilliseconds`. */
export function* steps(walk: Pick<CalibrationWalk, 'taps'>, stepMilliseconds: number): Generator<Omit<Tap, 'at'>> {
  const [first, last] = [walk.taps[0]?.at ?? 0, walk.taps.at(-1)?.at ?? -1]
  for (let at = first; at <= last; at += stepMilliseconds) {
    const where = whereAt(walk, at)
    if (where) yield where
  }
}
