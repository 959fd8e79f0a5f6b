import type { Position } from './frame.ts'
import type { Rings } from './rings.ts'

export type Geometry =
  | { kind: 'point'; at: Position }
  | { kind: 'line'; line: readonly Position[] }
  | { kind: 'polygons'; polygons: readonly Rings[] }

/** A geometry as it was read, how many positions it has, and what was mended; or what is wrong with it. */
export type ReadGeometry = { geometry: Geometry | undefined; positions: number; mended: string[] } | { fault: Fault }
type Fault = { reason: string; todo: string }

/** Reads a GeoJSON geometry: points, lines, polygons and their multiples. Rings come without the corner that closes them. */
export const readGeometry = (value: unknown): ReadGeometry => {
  if (value === null || value === undefined) return { geometry: undefined, positions: 0, mended: [] }
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown }
  const read = readers.get(String(type))
  if (read === undefined)
    return { fault: { reason: `its geometry is ${shown(type)}`, todo: 'draw it as a point, a line or a polygon' } }
  const reading: Reading = { positions: 0, open: 0, fault: undefined }
  const geometry = read(coordinates, reading)
  if (reading.fault !== undefined) return { fault: reading.fault }
  const mended = reading.open === 0 ? [] : [`${reading.open} of its rings did not end where they began; closed`]
  return { geometry, positions: reading.positions, mended }
}

type Reading = { positions: number; open: number; fault: Fault | undefined }

type Read = (coordinates: unknown, reading: Reading) => Geometry

// a map, so that no type finds what every object has
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['Point', (coordinates, reading) => ({ kind: 'point', at: position(coordinates, reading) })],
  ['LineString', (coordinates, reading) => ({ kind: 'line', line: positions(coordinates, reading) })],
  ['Polygon', (coordinates, reading) => ({ kind: 'polygons', polygons: [rings(coordinates, reading)] })],
  [
    'MultiPolygon',
    (coordinates, reading) => ({
      kind: 'polygons',
      polygons: listOf(coordinates, reading).map((one) => rings(one, reading)),
    }),
  ],
])

const rings = (value: unknown, reading: Reading): Rings =>
  listOf(value, reading).map((one) => {
    const ring = positions(one, reading)
    const [first, last] = [ring[0], ring.at(-1)]
    if (ring.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) return ring.slice(0, -1)
    reading.open++
    return ring
  })

const positions = (value: unknown, reading: Reading): Position[] =>
  listOf(value, reading).map((one) => position(one, reading))

const position = (value: unknown, reading: Reading): Position => {
  const [lon, lat] = Array.isArray(value) ? value : []
  reading.positions++
  if (typeof lon !== 'number' || typeof lat !== 'number') {
    reading.fault ??= { reason: `${shown(value)} is no position`, todo: 'write [longitude, latitude] in numbers' }
    return [0, 0]
  }
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) reading.fault ??= outOfRange(lon, lat)
  return [lon, lat]
}

const outOfRange = (lon: number, lat: number): Fault =>
  Math.abs(lat) <= 180 && Math.abs(lon) <= 90
    ? {
        reason: `[${lon}, ${lat}] has a latitude beyond 90°: latitude and longitude look swapped`,
        todo: 'write the longitude first, as GeoJSON has it',
      }
    : {
        reason: `[${lon}, ${lat}] is nowhere on earth; these look like metres of a projection`,
        todo: 'export it in degrees (WGS 84, EPSG:4326)',
      }

const listOf = (value: unknown, reading: Reading): unknown[] => {
  if (Array.isArray(value)) return value
  reading.fault ??= { reason: `${shown(value)} stands where a list of positions should be`, todo: 'export it again' }
  return []
}

const shown = (value: unknown): string => `${JSON.stringify(value) ?? 'nothing'}`.slice(0, 60)
