import { floorNamed } from '#shared/domain/floor-named.ts'
import type { Floor, Point, Venue, Zone } from '#shared/domain/venue.ts'
import { missing, type ReferenceFault } from '#shared/domain/venue-faults.ts'
import { type ZonesAt, zonesIn } from '#shared/domain/zones-at.ts'
import { isOpenAt } from '#shared/hours/opening-hours.ts'
import type { Ports } from '#shared/ports.ts'

/** A place in degrees or in metres of its floor, and the time that its opening hours are asked of. */
export type Place = { point: Point | { lon: number; lat: number }; floor?: string; at: number }

/** A zone as it is told to whoever asks for a place. `isOpen` is left out where no opening hours are known. */
export type FoundZone = Pick<Zone, 'id' | 'name' | 'category' | 'openingHours'> & {
  isPublic: boolean
  isOpen?: boolean | 'unknown'
}

export type ZonesFound = {
  floorId: string
  position: Point
  zones: (FoundZone & { parents: readonly string[] })[]
  nearest?: FoundZone & { distanceMetres: number }
}

const maxAgeMs = 5000 // what is live now is known here after this at the latest

type Prepared = { venue: Venue; zonesAt: (floorId: string, point: Point) => ZonesAt }

/** Finds the zones of the live release, or of the draft, that hold a point, asked at `now`. Undefined: there is no such venue. */
export const findZonesAt = (
  { releases, drafts }: Pick<Ports, 'releases' | 'drafts'>,
  wallClock: () => number = () => performance.now(),
) => {
  let live: { version: string | undefined; readAt: number; askedAt: number; venues: Map<string, Prepared> } | undefined

  const isFresh = (now: number) =>
    live !== undefined && wallClock() - live.readAt <= maxAgeMs && Math.abs(now - live.askedAt) <= maxAgeMs

  const prepareLive = async (venueId: string, now: number): Promise<Prepared | undefined> => {
    if (live === undefined || !isFresh(now)) {
      const readAt = wallClock()
      const version = await releases.liveVersion()
      live = {
        version,
        readAt,
        askedAt: now,
        venues: live?.version === version ? (live?.venues ?? new Map()) : new Map(),
      }
    }
    const { version, venues } = live
    const known = venues.get(venueId)
    if (known || version === undefined) return known
    const venue = await releases.loadVenue(version, venueId)
    const prepared = venue && prepare(venue)
    if (prepared) venues.set(venueId, prepared)
    return prepared
  }
  const prepareDraft = async (venueId: string) => {
    const draft = await drafts.findVenue(venueId)
    return draft && prepare(draft.venue)
  }

  return async (
    venueId: string,
    place: Place,
    from: 'live' | 'draft',
    now: number,
  ): Promise<ZonesFound | { faults: ReferenceFault[] } | undefined> => {
    const prepared = await (from === 'live' ? prepareLive(venueId, now) : prepareDraft(venueId))
    if (!prepared) return undefined
    const { venue, zonesAt } = prepared
    const floor = floorNamed(venue, place.floor)
    if (!floor) return { faults: [floorFault(venue, place.floor)] }
    const position = metresOf(place.point, floor)
    if ('reason' in position) return { faults: [position] }
    const { zones, nearest } = zonesAt(floor.id, position)
    const told = (zone: Zone) => toldOf(zone, place.at, venue.timezone)
    return {
      floorId: floor.id,
      position,
      zones: zones.map(({ zone, parents }) => ({ ...told(zone), parents })),
      ...(nearest ? { nearest: { ...told(nearest.zone), distanceMetres: nearest.distanceMetres } } : {}),
    }
  }
}

const prepare = (venue: Venue): Prepared => ({ venue, zonesAt: zonesIn(venue) })

const floorFault = ({ floors }: Venue, name: string | undefined): ReferenceFault => {
  const known = floors.map(({ id }) => id)
  if (name !== undefined) return missing('floor', 'floor', name, known)
  const reason = `is missing, and the venue has ${floors.length} floors; known are ${known.slice(0, 10).join(', ')}`
  return { path: 'floor', reason, example: known[0] }
}

const metresOf = (point: Place['point'], { id, georeference }: Floor): Point | ReferenceFault => {
  if ('x' in point) return point
  if (!georeference) {
    const reason = `floor "${id}" has no georeference: ask with x and y in its metres, or put the floor with one`
    return { path: 'lon', reason, example: 'x=12.5&y=4' }
  }
  const { lon, lat, metresPerLon, metresPerLat } = georeference
  return { x: (point.lon - lon) * metresPerLon, y: (point.lat - lat) * metresPerLat }
}

const toldOf = ({ id, name, category, isPublic = true, openingHours }: Zone, at: number, timezone: string) => ({
  id,
  name,
  isPublic,
  ...(category === undefined ? {} : { category }),
  ...(openingHours === undefined ? {} : { openingHours, isOpen: isOpenAt(openingHours, at, timezone) }),
})
