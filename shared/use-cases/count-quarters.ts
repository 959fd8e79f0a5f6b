import { countQuarters, type QuarterCount } from '#shared/domain/anonymous-counts.ts'
import type { Ports } from '#shared/ports.ts'
import { liveRelease } from './live-release.ts'

/** Whom nobody registered, by quarter of an hour; undefined where the venue is not published, 'off' where it does not count them. */
export const countVisitors = (ports: Pick<Ports, 'releases' | 'anonymous'>) => {
  const live = liveRelease(ports)
  return async (
    venueId: string,
    { from, until, now }: { from: number; until: number; now: number },
  ): Promise<readonly QuarterCount[] | 'off' | undefined> => {
    const venue = (await live(now)).release.venues.get(venueId)
    if (venue === undefined) return undefined
    if (venue.venue.countsAnonymous !== true) return 'off'
    return countQuarters(venue, await ports.anonymous.sketches(venueId, from, until, now), from, until)
  }
}
