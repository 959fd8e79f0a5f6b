import { contains } from '../area.ts'
import { joinedParts, type SaidSighting, type SaidTap, type WalkOrder, type WalkPart } from '../calibration.ts'
import { anchorKey } from '../sighting.ts'
import type { Floor, Point, Venue } from '../venue.ts'
import { indexVenue, type VenueIndex } from '../venue-index.ts'
import { heardAs } from './heard-as.ts'
import { type CalibrationWalk, type Hearing, type Tap, whereAt } from './walk.ts'

/** What is wrong with a walk. `detail` says what, where, and what to do. */
export type WalkFault = {
  reason:
    | 'unknown_walk'
    | 'unknown_floor'
    | 'no_outline'
    | 'no_georeference'
    | 'outside'
    | 'too_few_taps'
    | 'clock_mismatch'
    | 'too_few_sightings'
    | 'unregistered'
  detail: string
}

const leastWalk = {
  taps: 2,
  sightings: 20, // between the taps of one floor: a radio map of less is a guess
  shareOfTaps: 0.8, // that must lie on their floors; with more outside she was on another floor, or the map is another one
  shareOfSightings: 0.5, // between the first tap and the last; with less the clocks differ, or she did not tap at the ends
}

/**
 * A walk as the radio map learns from it, or undefined where it is too bad to learn from. `faults` says why, and also what was
 * left out of a walk that is good enough.
 */
export const readWalk = (
  venue: Venue,
  { walkId }: Pick<WalkOrder, 'walkId'>,
  parts: readonly WalkPart[],
): { walk?: CalibrationWalk; faults: WalkFault[] } => {
  const said = joinedParts(parts)
  const read = said.taps.map((tap) => readTap(venue, tap))
  const taps = read.flatMap((one) => ('reason' in one ? [] : [one]))
  const faults = together(read.flatMap((one) => ('reason' in one ? [one] : [])))
  const tooBad = (reason: WalkFault['reason'], detail: string) => ({ faults: [...faults, { reason, detail }] })

  if (said.taps.length > 0 && taps.length < leastWalk.shareOfTaps * said.taps.length) return { faults }
  if (taps.length < leastWalk.taps)
    return tooBad(
      'too_few_taps',
      `${taps.length} of ${leastWalk.taps} taps at least: tap at each turn, at the start and at the end`,
    )
  const index = indexVenue(venue)
  const known = said.sightings.map((sighting) => hearingOf(index, sighting))
  const hearings = known.flatMap((one) => one ?? [])
  const strangers = new Set(said.sightings.flatMap(({ beacon }, i) => (known[i] ? [] : [anchorKey({ beacon })])))
  if (strangers.size > 0) {
    const [one] = strangers
    const detail = `${strangers.size} beacons that were heard are none of the venue's, ${one} is one: register those that hang there (PUT /venues/${venue.id}/beacons/{beaconId}), and leave the others`
    faults.push({ reason: 'unregistered', detail })
  }
  const [first, last] = [taps[0]?.at ?? 0, taps.at(-1)?.at ?? 0]
  const during = hearings.filter(({ at }) => at >= first && at <= last)
  if (hearings.length > 0 && during.length < leastWalk.shareOfSightings * hearings.length) {
    const middle = hearings[hearings.length >> 1]?.at ?? 0
    const apart = Math.round((middle - (first + last) / 2) / 1000)
    const detail = `${hearings.length - during.length} of ${hearings.length} sightings are not between the first tap and the last; they are ${Math.abs(apart)} s ${apart < 0 ? 'before' : 'after'} the taps on average: let the same clock say both, tap at the start and at the end, and walk again`
    return tooBad('clock_mismatch', detail)
  }
  const walk = { id: walkId, taps, hearings: during }
  const placed = during.filter(({ at }) => whereAt(walk, at)).length
  if (placed < leastWalk.sightings) {
    const detail = `${placed} of ${leastWalk.sightings} sightings at least between two taps of one floor: see that the app may listen to Bluetooth and walk for a minute or more`
    return tooBad('too_few_sightings', detail)
  }
  return { walk, faults }
}

const readTap = (venue: Venue, { at, floor, place }: SaidTap): Tap | WalkFault => {
  const found = venue.floors.find(
    ({ id, level, aliases = [] }) => id === floor || aliases.includes(floor) || String(level) === floor,
  )
  if (!found) {
    const known = venue.floors.map(({ id }) => id).join(', ')
    return { reason: 'unknown_floor', detail: `there is no floor "${floor}": name one of ${known}` }
  }
  if (!found.outline || found.outline.length === 0)
    return { reason: 'no_outline', detail: `floor ${found.id} has no outline: draw it, or import a map that has one` }
  const point = pointOn(found, place)
  if (!point) {
    const detail = `floor ${found.id} does not know where on earth it is: give it a georeference, or tap in metres (x, y)`
    return { reason: 'no_georeference', detail }
  }
  if (!found.outline.some((shape) => contains(shape, point))) {
    const detail = `at x ${point.x.toFixed(1)}, y ${point.y.toFixed(1)} is nothing of floor ${found.id}: its outline ends before that. Tap on the right floor, or mend its outline`
    return { reason: 'outside', detail }
  }
  return { at, floorId: found.id, point }
}

const pointOn = ({ georeference }: Floor, place: SaidTap['place']): Point | undefined => {
  if ('x' in place) return place
  if (!georeference) return undefined
  const { lon, lat, metresPerLon, metresPerLat } = georeference
  return { x: (place.lon - lon) * metresPerLon, y: (place.lat - lat) * metresPerLat }
}

/** One fault for each reason, with the first's detail and how many there were. */
const together = (faults: readonly WalkFault[]): WalkFault[] =>
  [...Map.groupBy(faults, ({ reason }) => reason)].map(([reason, of]) => ({
    reason,
    detail: of.length === 1 ? (of[0]?.detail ?? '') : `${of.length} taps, the first: ${of[0]?.detail}`,
  }))

/** A sighting by the name that presence has for its beacon, as loud as it was heard. Undefined for those of others. */
const hearingOf = (index: VenueIndex, { at, beacon, rssi }: SaidSighting): Hearing | undefined =>
  heardAs({ anchor: { beacon }, rssi, deviceTime: at, occurredAt: at, receivedAt: at }, index)
