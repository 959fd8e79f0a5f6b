import type { Point, Venue } from '../venue.ts'
import type { Source } from './law.ts'
import { anchorsOf } from './planned.ts'
import { type CalibrationWalk, whereAt } from './walk.ts'

/** A sighting of a calibration walk and where it was made. */
export type Placed = { floor: number; at: Point; rssi: number }

/** All that was heard of one key, in the order of the walks. */
export type Heard = { isCrowd: boolean; sightings: Placed[] }

/** What was heard where, by key. What came without an address may be anybody of a crowd, also where others came with one. */
export const heardIn = (
  walks: readonly CalibrationWalk[],
  floorOf: ReadonlyMap<string, number>,
): Map<string, Heard> => {
  const heard = new Map<string, Heard>()
  const note = (key: string, isCrowd: boolean, placed: Placed) => {
    const known = heard.get(key)
    if (known) known.sightings.push(placed)
    else heard.set(key, { isCrowd, sightings: [placed] })
  }
  for (const walk of walks) {
    for (const { key, identity, rssi, at } of walk.hearings) {
      const where = whereAt(walk, at)
      const floor = where && floorOf.get(where.floorId)
      if (where === undefined || floor === undefined) continue
      const placed = { floor, at: where.point, rssi }
      note(key, identity === undefined && !key.startsWith('gateway:'), placed)
      if (identity !== undefined) note(identity, true, placed)
    }
  }
  return heard
}

/** Where each transmitter is: as the operator says, else on the floor where it was loudest, at the mean of those places by power. */
export const sourcesOf = (
  venue: Venue,
  heard: ReadonlyMap<string, Heard>,
  floorOf: ReadonlyMap<string, number>,
): Map<string, Source> => {
  const sources = new Map<string, Source>()
  for (const [key, { isCrowd, sightings }] of heard) {
    if (isCrowd) continue
    const byFloor = new Map<number, { weight: number; x: number; y: number }>()
    for (const { floor, at, rssi } of sightings) {
      const weight = 10 ** (rssi / 10)
      const sum = byFloor.get(floor) ?? { weight: 0, x: 0, y: 0 }
      byFloor.set(floor, { weight: sum.weight + weight, x: sum.x + weight * at.x, y: sum.y + weight * at.y })
    }
    const [loudest] = [...byFloor].toSorted(([, a], [, b]) => b.weight - a.weight)
    if (!loudest) continue
    const [floor, { weight, x, y }] = loudest
    sources.set(key, { floor, at: { x: x / weight, y: y / weight } })
  }
  for (const { key, floorId, position } of anchorsOf(venue)) {
    const floor = floorOf.get(floorId)
    if (position && floor !== undefined && sources.has(key)) sources.set(key, { floor, at: position })
  }
  return sources
}
