import type { Fix } from './fix.ts'
import type { Position } from './position.ts'
import type { Floor, Point } from './venue.ts'
import type { VenueIndex } from './venue-index.ts'

/** What a position comes to: a fix on a floor, a zone that somebody was said to be in or out of, or why it is neither. */
export type Placed =
  | { fix: Fix }
  | { zoneId: string; inside: boolean }
  | { unplaced: 'unknown_floor' | 'unknown_zone' | 'no_georeference' }

/**
 * Places a position in a venue. A floor that is not told is the venue's only one, or for degrees (GPS outdoors) of those with
 * a georeference the one nearest to the ground, of two equally near the upper one.
 */
export const placed = (position: Position, venue: VenueIndex): Placed => {
  const { at, floor: name, accuracyMetres, occurredAt } = position
  if ('zone' in at) {
    const zoneId = venue.zoneNamed(at.zone)
    return zoneId === undefined ? { unplaced: 'unknown_zone' } : { zoneId, inside: at.inside }
  }
  const { floors } = venue.venue
  const floor = name === undefined ? ('lon' in at ? outdoors(floors) : onlyOne(floors)) : floorNamed(name, floors)
  if (!floor) return { unplaced: name === undefined && 'lon' in at ? 'no_georeference' : 'unknown_floor' }
  const point = 'lon' in at ? metresOf(at, floor) : at
  if (!point) return { unplaced: 'no_georeference' }
  const zones = zonesAround(floor.id, point, accuracyMetres, venue)
  const confidence = zones[0]?.probability ?? 1 - zones.reduce((sum, { probability }) => sum + probability, 0)
  return { fix: { floorId: floor.id, at: point, accuracyMetres, zones, confidence, occurredAt } }
}

/** A floor by its id, else by one of its aliases, else by its level. */
const floorNamed = (name: string, floors: readonly Floor[]): Floor | undefined =>
  floors.find(({ id }) => id === name) ??
  floors.find(({ aliases }) => aliases?.includes(name)) ??
  floors.find(({ level }) => String(level) === name)

const onlyOne = (floors: readonly Floor[]): Floor | undefined => (floors.length === 1 ? floors[0] : undefined)

const outdoors = (floors: readonly Floor[]): Floor | undefined =>
  floors
    .filter(({ georeference }) => georeference)
    .toSorted((a, b) => Math.abs(a.level) - Math.abs(b.level) || b.level - a.level)[0]

const metresOf = ({ lon, lat }: { lon: number; lat: number }, { georeference }: Floor): Point | undefined =>
  georeference && {
    x: (lon - georeference.lon) * georeference.metresPerLon,
    y: (lat - georeference.lat) * georeference.metresPerLat,
  }

const samples = 48 // as many points of equal weight: two percent each
const goldenAngle = Math.PI * (3 - Math.sqrt(5))

/** Points around the middle of a normal distribution that holds two out of three within 1 (a sunflower, Vogel 1979). */
const around: readonly Point[] = Array.from({ length: samples }, (_, i) => {
  const radius = Math.sqrt(Math.log(1 - (i + 0.5) / samples) / Math.log(1 / 3))
  return { x: radius * Math.cos(i * goldenAngle), y: radius * Math.sin(i * goldenAngle) }
})

/** The innermost zones that hold somebody who is at a point by an accuracy, with their probabilities, the likeliest first. */
const zonesAround = (floorId: string, { x, y }: Point, accuracyMetres: number, venue: VenueIndex): Fix['zones'] => {
  const shares = new Map<string, number>()
  for (const offset of around) {
    const point = { x: x + offset.x * accuracyMetres, y: y + offset.y * accuracyMetres }
    const zoneId = venue.zonesAt(floorId, point).path.at(-1)
    if (zoneId !== undefined) shares.set(zoneId, (shares.get(zoneId) ?? 0) + 1 / samples)
  }
  return [...shares]
    .map(([zoneId, share]) => ({ zoneId, probability: Math.min(1, share) }))
    .sort((a, b) => b.probability - a.probability || (a.zoneId < b.zoneId ? -1 : 1))
}
