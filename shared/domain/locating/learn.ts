import type { Venue } from '../venue.ts'
import { layGrid } from './grid.ts'
import { heardIn, sourcesOf } from './heard.ts'
import { addCrowd, addRow, learnCrowd, learnLaw, learnRow } from './learn-row.ts'
import type { Crowd, RadioMap, Row } from './radio-map.ts'
import type { CalibrationWalk } from './walk.ts'
import { walkableFloors } from './walkable.ts'
import { secondsWalked, tracksOf } from './walked.ts'

/**
 * Learns a radio map from an operator's walks: per transmitter and cell a rate and a distribution of loudness, from Gaussian
 * neighbourhoods of what was heard over how long somebody walked there, drawn to the venue's pooled law where that is little.
 * Takes about a second for 50,000 sightings.
 */
export const learnRows = (
  venue: Venue,
  walks: readonly CalibrationWalk[],
): Omit<RadioMap, 'version' | 'calibration'> => {
  const grid = layGrid(walkableFloors(venue, tracksOf(walks)))
  const floorOf = new Map(grid.floors.map(({ floorId }, i) => [floorId, i]))
  const seconds = secondsWalked(grid, floorOf, walks)
  const heard = heardIn(walks, floorOf)
  const sources = sourcesOf(venue, heard, floorOf)
  const law = learnLaw(grid, heard, sources, seconds.raw)
  const rows = new Map<string, Row>()
  const crowds = new Map<string, Crowd>()
  const total = new Float32Array(grid.count)
  for (const [key, { isCrowd, sightings }] of heard) {
    if (isCrowd) crowds.set(key, learnCrowd(grid, sightings, seconds.smooth))
    const source = sources.get(key)
    if (!isCrowd && source) rows.set(key, learnRow({ grid, law }, source, sightings, seconds.smooth))
  }
  const addressed = new Set([...rows.keys()].filter((key) => key.includes('@')).map((key) => key.split('@')[0]))
  for (const row of rows.values()) addRow(total, { grid, law }, row)
  // a crowd whose members were told apart is counted with them
  for (const [key, crowd] of crowds) if (!addressed.has(key)) addCrowd(total, crowd)
  return { grid, law, rows, crowds, total }
}
