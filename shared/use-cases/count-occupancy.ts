import { type Occupancy, occupancyOf } from '#shared/domain/occupancy.ts'
import type { Ports } from '#shared/ports.ts'
import { liveRelease } from './live-release.ts'

/** How many visitors are in a venue now, in each of its zones (their children included) and on each floor; undefined if it is not published. */
export const countOccupancy = (ports: Pick<Ports, 'releases' | 'occupancies'>) => {
  const live = liveRelease(ports)
  return async (venueId: string, now: number): Promise<({ at: number } & Occupancy) | undefined> => {
    const [{ release }, visitors] = await Promise.all([live(now), ports.occupancies.visitors(venueId, now)])
    const venue = release.venues.get(venueId)
    return venue && { at: now, ...occupancyOf(venue, visitors) }
  }
}
