import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { polygon } from '@turf/helpers'
import { contains, isShape } from '#shared/domain/area.ts'
import type { Point, Venue } from '#shared/domain/venue.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { seededRandom } from '../local/demo/random.ts'
import { cityOf } from './city.ts'
import { measureRate } from './measure.ts'
import type { Result } from './result.ts'

const lookups = 1000 // a turn
const circleCorners = 32 // of a circle, for a library that knows polygons only

type Peer = { name: string; zonesAt(point: Point): number }

/** What looking up zones and making a venue ready cost, beside turf and a plain look at every zone. Throws if they do not agree. */
export const measureZones = async (zoneCount: number, seconds: number): Promise<Result[]> => {
  const venue = cityOf(zoneCount, 0)
  const index = indexVenue(venue)
  const next = seededRandom(2, 'points').next
  const width = Math.sqrt(zoneCount) * 10
  const points = Array.from({ length: lookups }, () => ({ x: next() * width, y: next() * width }))
  const of = `which zones hold a point, ${zoneCount.toLocaleString('en')} zones`
  const ours = await measureRate(of, { events: lookups, seconds }, () => {
    let found = 0
    for (const point of points) found += index.zonesAt('ground', point).zones.length
    return found
  })
  const results: Result[] = [ours]
  for (const peer of [turf(venue), plainScan(venue)]) {
    // a circle of corners is a little smaller than a circle
    const differing = points.filter((point) => peer.zonesAt(point) !== index.zonesAt('ground', point).zones.length)
    if (differing.length > lookups / 100)
      throw new Error(`${peer.name} finds other zones at ${differing.length} of ${lookups} points`)
    let turn = 0
    const theirs = await measureRate(`${of}: ${peer.name}`, { events: 1, seconds }, () =>
      peer.zonesAt(points[turn++ % lookups] ?? { x: 0, y: 0 }),
    )
    results.push({ ...theirs, peer: peer.name, ratio: ours.value / theirs.value })
  }
  return [...results, await measureIndexing(2000, 5000, seconds)]
}

const measureIndexing = async (zones: number, beacons: number, seconds: number): Promise<Result> => {
  const venue = cityOf(zones, beacons)
  const name = `indexing ${zones.toLocaleString('en')} zones and ${beacons.toLocaleString('en')} beacons`
  const { p50Us } = await measureRate(name, { events: 1, seconds }, () => indexVenue(structuredClone(venue)))
  const copying = await measureRate(name, { events: 1, seconds }, () => structuredClone(venue))
  return { name, unit: 'ms', value: (p50Us - copying.p50Us) / 1000 }
}

const turf = (venue: Venue): Peer => {
  const shapes = venue.zones.flatMap(({ area }) => {
    if (!isShape(area)) return []
    if (!('centre' in area)) return [polygon([area.polygon, ...(area.holes ?? [])].map(closed))]
    const { centre, radiusMetres } = area
    const ring = Array.from({ length: circleCorners }, (_, i) => ({
      x: centre.x + radiusMetres * Math.cos((i * 2 * Math.PI) / circleCorners),
      y: centre.y + radiusMetres * Math.sin((i * 2 * Math.PI) / circleCorners),
    }))
    return [polygon([closed(ring)])]
  })
  return {
    name: '@turf/boolean-point-in-polygon',
    zonesAt: ({ x, y }) => {
      let found = 0
      for (const shape of shapes) if (booleanPointInPolygon([x, y], shape)) found++
      return found
    },
  }
}

const closed = (ring: readonly Point[]): number[][] => [...ring, ...ring.slice(0, 1)].map(({ x, y }) => [x, y])

const plainScan = (venue: Venue): Peer => {
  const shapes = venue.zones.flatMap(({ area }) => (isShape(area) ? [area] : []))
  return {
    name: 'looking at every zone',
    zonesAt: (point) => {
      let found = 0
      for (const shape of shapes) if (contains(shape, point)) found++
      return found
    },
  }
}
