import type { Georeference } from '#shared/domain/polygon.ts'
import type { VenueMap } from '#shared/domain/venue-map.ts'
import { frameAt, type Position } from './frame.ts'
import type { Geometry } from './geometry.ts'
import { fullBudget, type ImdfType, imdfTypes, isId, type MapFeature, readImdfFile } from './imdf-features.ts'
import { readFloors } from './imdf-floors.ts'
import { readOthers } from './imdf-others.ts'
import { readPlaces } from './imdf-places.ts'
import { georeferenceOf, type ImdfMap, labelOf, nameable } from './imdf-read.ts'
import { readZones } from './imdf-zones.ts'
import type { ImportedMap } from './imported-map.ts'
import { baseName, type MapFile, MapFileError, readJson } from './map-file.ts'
import type { Origin, Reporting } from './report.ts'

/**
 * Reads an IMDF archive: `manifest.json` and a GeoJSON file for each type of feature. Slips are mended; what is skipped,
 * mended or keeps the import from taking place is told to the report.
 * Source: Apple, Indoor Mapping Data Format 1.0.0 (OGC 20-094).
 */
export const importImdf = async (files: readonly MapFile[], report: Reporting): Promise<ImportedMap> => {
  const language = await languageOf(files, report)
  const features = await readAll(files, language, report)
  const byType = Map.groupBy(features, ({ type }) => type)
  const ids = new Map(
    features.map(({ id, properties: { usher } }) => [
      id,
      typeof usher?.id === 'string' && isId(usher.id) ? usher.id : id,
    ]),
  )
  const of = (type: ImdfType) => byType.get(type) ?? []
  const venue = of('venue')[0]
  const frame = georeferenceOf(venue?.properties.usher) ?? frameOf(venue?.geometry ? [venue] : features)
  const map: ImdfMap = { language, frame, of, own: (id) => ids.get(id) ?? id, report, origins: new Map() }

  const floors = readFloors(map)
  const zones = readZones(map, floors)
  const { pois, anchors } = readPlaces(map, floors, zones)
  const { attributes, ...others } = readOthers(map, floors, { anchors })
  if (floors.size === 0)
    report.fault({ file: 'level.geojson', type: 'file' }, 'no level could be read', 'a map takes one level at least')
  const isPlain = venue?.properties.usher?.plain === true
  const found: VenueMap = { language, georeference: frame, ...others, anchors, attributes }
  return {
    ...nameable('name', venue && labelOf(venue.properties.name, language)),
    floors: [...floors.values()].sort((a, b) => a.level - b.level || (a.id < b.id ? -1 : 1)),
    zones: zones.zones,
    pois,
    ...(isPlain ? {} : { map: found }),
    origins: map.origins,
  }
}

const languageOf = async (files: readonly MapFile[], report: Reporting): Promise<string> => {
  const file = files.find(({ name }) => baseName(name) === 'manifest.json')
  const origin: Origin = { file: file?.name ?? 'manifest.json', type: 'file' }
  try {
    if (file === undefined) throw new MapFileError('there is none')
    const { language } = ((await readJson(file)) ?? {}) as { language?: unknown }
    if (typeof language === 'string' && /^[A-Za-z0-9-]{2,35}$/.test(language)) return language
    throw new MapFileError('it names no language')
  } catch (error) {
    if (!(error instanceof MapFileError)) throw error
    report.mend(
      origin,
      `${error.message}; names are taken to be English`,
      'write { "version": "1.0.0", "language": "en" } there',
    )
    return 'en'
  }
}

const readAll = async (files: readonly MapFile[], language: string, report: Reporting): Promise<MapFeature[]> => {
  const budget = fullBudget()
  const taken = new Set<string>()
  const features: MapFeature[] = []
  const rank = ({ name }: MapFile) => imdfTypes.findIndex((type) => baseName(name).startsWith(type))
  for (const file of files.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))) {
    const name = baseName(file.name)
    if (name === 'manifest.json') continue
    if (/\.(geo)?json$/i.test(name)) features.push(...(await readImdfFile(file, { language, report, budget, taken })))
    else report.skip({ file: file.name, type: 'file' }, 'is no GeoJSON', 'nothing, if it is not part of the map')
  }
  return features
}

/** Metres begin at the south-west corner of whatever is there. */
const frameOf = (features: readonly MapFeature[]): Georeference => {
  let [west, south] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { geometry } of features) {
    for (const [lon, lat] of geometry ? positionsOf(geometry) : []) {
      west = Math.min(west, lon)
      south = Math.min(south, lat)
    }
  }
  return frameAt(Number.isFinite(west) ? [west, south] : [0, 0])
}

const positionsOf = (geometry: Geometry): readonly Position[] => {
  if (geometry.kind === 'point') return [geometry.at]
  return geometry.kind === 'line' ? geometry.line : geometry.polygons.flat(2)
}
