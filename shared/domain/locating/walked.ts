import type { Point } from '../venue.ts'
import type { Grid } from './grid.ts'
import { model } from './model.ts'
import { type CalibrationWalk, steps } from './walk.ts'

const stepMilliseconds = 500

/** How far a place speaks for its neighbourhood, in metres. */
export const reachMetres = 2.5 * model.kernelMetres

/** How much what happened at a distance says of a place: Gaussian, 1 in the place itself. */
export const kernel = (metres: number): number => Math.exp(-(metres ** 2) / (2 * model.kernelMetres ** 2))

/** Every place where somebody walked, by floor. */
export const tracksOf = (walks: readonly CalibrationWalk[]): Map<string, Point[]> => {
  const tracks = new Map<string, Point[]>()
  for (const walk of walks) {
    for (const { floorId, point } of steps(walk, stepMilliseconds)) {
      const track = tracks.get(floorId)
      if (track) track.push(point)
      else tracks.set(floorId, [point])
    }
  }
  return tracks
}

/** How long somebody walked in each cell: as it was (`raw`), and spread over the neighbourhood (`smooth`). */
export const secondsWalked = (grid: Grid, floorOf: ReadonlyMap<string, number>, walks: readonly CalibrationWalk[]) => {
  const [raw, smooth] = [new Float64Array(grid.count), new Float64Array(grid.count)]
  for (const walk of walks) {
    for (const { floorId, point } of steps(walk, stepMilliseconds)) {
      const floor = floorOf.get(floorId)
      if (floor === undefined) continue
      const cell = grid.cellAt(floor, point, reachMetres)
      if (cell >= 0) raw[cell] = (raw[cell] ?? 0) + stepMilliseconds / 1000
      grid.around(floor, point, reachMetres, (near, metres) => {
        smooth[near] = (smooth[near] ?? 0) + (stepMilliseconds / 1000) * kernel(metres)
      })
    }
  }
  return { raw, smooth }
}
