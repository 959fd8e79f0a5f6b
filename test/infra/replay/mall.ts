import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Recording, readRecording, type Walk } from '#infra/replay/recording.ts'
import { isShape } from '#shared/domain/area.ts'
import type { Venue } from '#shared/domain/venue.ts'

const folder = join(process.env.USHER_DATA ?? '../shared/data', 'mall')

/** The mall the other way round: gateways hang where its beacons hung, and hear what walks by. */
export const turnedAround = ({ beacons, zones, ...venue }: Venue): Venue => ({
  ...venue,
  beacons: [],
  gateways: beacons.map(({ id, floorId }) => ({ id, floorId })),
  zones: zones.map((zone) => ({
    ...zone,
    area: isShape(zone.area) ? zone.area : { beaconIds: [], gatewayIds: zone.area.beaconIds },
  })),
})

/** The recorded mall; where it is absent the test is skipped, and says so. */
export const theMall = async (skip: (note: string) => never): Promise<Recording> => {
  if (existsSync(folder)) return readRecording(folder)
  const note = 'skipped: mall/ of the real data is not here; set USHER_DATA to its folder'
  console.warn(note)
  return skip(note)
}

/** The walks with the most sightings of those that the venue has not seen. */
export const longestUnseen = ({ walks }: Recording, count: number): Walk[] =>
  walks
    .filter(({ half }) => half === 'unseen')
    .toSorted((a, b) => b.heard.length - a.heard.length)
    .slice(0, count)
