import { basename, join, resolve } from 'node:path'
import type { IBeacon } from '#shared/domain/sighting.ts'
import type { Point } from '#shared/domain/venue.ts'
import { readCsv } from './csv.ts'
import { type FloorPlan, readFloorPlans } from './floor-plan.ts'

/**
 * A beacon that a surveyor's phone heard. `row` is its line in beacons.csv, `at` the phone's clock in milliseconds since
 * 1970, `truePosition` where she stood (absent before the first and after the last surveyed point).
 */
export type Heard = {
  row: number
  at: number
  beacon: IBeacon
  rssi: number
  txPower: number
  truePosition?: Point
}

/** One walk over one floor. Half of the walks teach where the beacons are; the other half has never been seen by the venue. */
export type Walk = { id: string; floorId: string; half: Half; heard: readonly Heard[] }
export type Half = 'learning' | 'unseen'

/** Shoppers who walked through a building with a phone that listened for beacons. */
export type Recording = { id: string; name: string; plans: readonly FloorPlan[]; walks: readonly Walk[] }

/** Reads a recording's folder: traces.csv, beacons.csv, zones.csv, floors/. Throws with file and line where it can't. */
export const readRecording = async (folder: string): Promise<Recording> => {
  const walks = new Map<string, Omit<Walk, 'heard'> & { heard: Heard[] }>()
  // also the venue's id, which has to fit into topics and addresses
  const id = basename(resolve(folder)).replaceAll(/[^\w.-]/g, '-')
  let name = id
  for await (const row of readCsv(join(folder, 'traces.csv'), ['floor', 'trace', 'site_name'])) {
    name = row.text('site_name')
    const trace = row.text('trace')
    // every other walk, so that each floor falls into two halves
    walks.set(trace, {
      id: trace,
      floorId: row.text('floor'),
      half: walks.size % 2 === 0 ? 'learning' : 'unseen',
      heard: [],
    })
  }
  for await (const row of readCsv(join(folder, 'beacons.csv'), beaconColumns)) {
    const trace = row.text('trace')
    const walk = walks.get(trace)
    if (!walk) throw new Error(`beacons.csv, line ${row.line}: walk ${trace} is not in traces.csv`)
    const [x, y] = [row.optionalNumber('gt_x'), row.optionalNumber('gt_y')]
    walk.heard.push({
      row: row.line,
      at: row.number('t_ms'),
      beacon: identityIn(row.text('uuid'), row.number('major'), row.number('minor'), row.text('mac')),
      rssi: row.number('rssi'),
      txPower: row.number('tx_power'),
      ...(x === undefined || y === undefined ? {} : { truePosition: { x, y } }),
    })
  }
  return { id, name, plans: await readFloorPlans(folder), walks: [...walks.values()] }
}

const beaconColumns = ['trace', 't_ms', 'uuid', 'major', 'minor', 'tx_power', 'rssi', 'mac', 'gt_x', 'gt_y']

const identityIn = (uuid: string, major: number, minor: number, mac: string): IBeacon =>
  mac === '' ? { uuid, major, minor } : { uuid, major, minor, mac }
