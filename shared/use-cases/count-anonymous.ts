import { anonymousHash } from '#shared/access/anonymous-hash.ts'
import { dayOf, endOfDay, quarterOf } from '#shared/domain/anonymous-counts.ts'
import { beaconKey, plainHex, withoutMac } from '#shared/domain/sighting.ts'
import { covers, type Sketch, sketchOf } from '#shared/domain/sketch.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { indexVenue, type VenueIndex } from '#shared/domain/venue-index.ts'
import type { Ports, SketchPlace } from '#shared/ports.ts'

export type AnonymousPorts = Pick<Ports, 'releases' | 'anonymous'>

type Heard = { venueId: string; gatewayId: string; receivedAt: number }
type CountingVenue = { index: VenueIndex; own: ReadonlySet<string> }

const venuesKnownMs = 60_000 // of arrival time and of the wall clock; then it is asked again which venues count

/**
 * Counts transmitters that nobody registered, where the venue allows it: into the sketch of the gateway's zone and quarter of
 * an hour, and nowhere else. A message costs one write at most, and none where nobody in it is new to the sketch.
 *
 * Rejects only on an outage, and may then be called again with the same: sketches do not grow by repetition.
 */
export const countAnonymous = ({ releases, anonymous }: AnonymousPorts, wallClock = () => performance.now()) => {
  let known:
    | { venues: ReadonlyMap<string, CountingVenue>; version: string | undefined; at: number; readAt: number }
    | undefined
  const salts = new Map<string, { day: string; salt: Uint8Array | undefined }>()
  /** What is stored at least: registers only rise, so that what is covered here is covered there. */
  const stored = new Map<string, { quarter: number; sketch: Sketch }>()

  const venues = async (now: number) => {
    const isFresh = known && Math.abs(now - known.at) < venuesKnownMs && wallClock() - known.readAt < venuesKnownMs
    if (known && isFresh) return known.venues
    const readAt = wallClock()
    const version = await releases.liveVersion()
    const counting =
      known && known.version === version
        ? known.venues
        : countingVenues(version === undefined ? [] : ((await releases.load(version))?.venues ?? []))
    known = { venues: counting, version, at: now, readAt }
    return counting
  }
  const saltOf = async ({ id, timezone }: Venue, now: number): Promise<Uint8Array | undefined> => {
    const day = dayOf(now, timezone)
    const found = salts.get(id)
    if (found?.day === day) return found.salt
    salts.delete(id)
    const salt = await anonymous.salt(id, day, endOfDay(now, timezone))
    salts.set(id, { day, salt })
    return salt
  }

  return async ({ venueId, gatewayId, receivedAt }: Heard, transmitters: readonly string[]): Promise<void> => {
    if (transmitters.length === 0) return
    const venue = (await venues(receivedAt)).get(venueId)
    const place = venue?.index.place({ gatewayId })
    const strangers = transmitters.filter((one) => !venue?.own.has(one))
    if (!venue || !place || strangers.length === 0) return
    const salt = await saltOf(venue.index.venue, receivedAt)
    if (salt === undefined) return // its day is over

    const sketch = sketchOf(strangers.map((one) => anonymousHash(salt, one)))
    const quarter = quarterOf(receivedAt)
    const before = stored.get(place.anchorId)
    if (before?.quarter === quarter && covers(before.sketch, sketch)) return
    const at: SketchPlace = { venueId, gatewayId, quarter, zoneId: place.path.at(-1) }
    stored.set(place.anchorId, { quarter, sketch: await anonymous.raise(at, sketch) })
  }
}

/** The venues that count, and what of their own gateways hear there: a beacon on the wall is nobody. */
const countingVenues = (venues: readonly Venue[]): ReadonlyMap<string, CountingVenue> =>
  new Map(
    venues
      .filter(({ countsAnonymous }) => countsAnonymous === true)
      .map((venue) => {
        const own = venue.beacons.flatMap(({ identity }) => [
          beaconKey(withoutMac(identity)),
          ...(identity.mac === undefined ? [] : [plainHex(identity.mac)]),
        ])
        return [venue.id, { index: indexVenue(venue), own: new Set(own) }]
      }),
  )
