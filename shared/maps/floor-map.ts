import type { Floor, Zone } from '#shared/domain/venue.ts'
import { readFeatures } from './feature-stream.ts'
import type { Position } from './frame.ts'
import { readGeometry } from './geometry.ts'
import { type Budget, fullBudget } from './imdf-features.ts'
import { nameable } from './imdf-read.ts'
import type { ImportedMap } from './imported-map.ts'
import { type MapFile, MapFileError, readJson } from './map-file.ts'
import type { Origin, Reporting } from './report.ts'
import { polygonInMetres, type Rings } from './rings.ts'

/** What a floor's GeoJSON does not say itself. Names and levels are the file's own where they are not given. */
export type FloorInfo = { id: string; widthMetres: number; heightMetres: number; name?: string; level?: number }

/** Polygons that are no shops, by what these maps call them (pinyin), and what IMDF calls such units. */
const structural: Readonly<Record<string, { category: string; isPublic?: false }>> = {
  fuzhumian: { category: 'structure', isPublic: false }, // auxiliary surface
  xishoujianfuzhumian: { category: 'structure', isPublic: false }, // around the washrooms
  feikaifangquyu: { category: 'nonpublic', isPublic: false }, // closed to the public
  zhongkong: { category: 'opentobelow', isPublic: false }, // void over the floor below
  kongpu: { category: 'unspecified', isPublic: false }, // vacant shop
  zhuangxiu: { category: 'nonpublic', isPublic: false }, // shop that is being fitted out
  xiuxiqu: { category: 'lounge' }, // seats
  huangxiaolu: { category: 'walkway' }, // a path that is painted on the floor
}

/** The category of parking bays: 495 polygons of 15 m² on the mall's lowest floor. */
const parkingBay = '5d357bc00d3c1514c7107b6b'

/** One floor of a building: its GeoJSON, and what that does not say. */
export type FloorFile = { file: MapFile; info: FloorInfo }

/**
 * Reads floors of plain GeoJSON: the first feature is the floor's outline, whose bounding box is `widthMetres` by
 * `heightMetres`; each other polygon becomes a zone. `only` says that the venue's other floors are not spoken of.
 */
export const importFloors = async (
  floorFiles: readonly FloorFile[],
  report: Reporting,
  only?: 'one floor',
): Promise<ImportedMap> => {
  const budget = fullBudget()
  const origins = new Map<string, Origin>()
  const floors: Floor[] = []
  const zones: Zone[] = []
  for (const { file, info } of floorFiles) {
    try {
      const read = await readFloor(file, info, { report, budget, origins })
      if (read === undefined) continue
      floors.push(read.floor)
      zones.push(...read.zones)
    } catch (error) {
      if (!(error instanceof MapFileError)) throw error
      report.fault({ file: file.name, type: 'file' }, error.message, 'export the floor again, and upload it anew')
    }
  }
  const [first] = floors
  return {
    floors: floors.sort((a, b) => a.level - b.level || (a.id < b.id ? -1 : 1)),
    zones,
    pois: [],
    origins,
    ...(only === 'one floor' && first !== undefined ? { floorId: first.id } : {}),
  }
}

/** The floors of a folder: each folder with a `geojson_map.json` and a `floor_info.json` beside it. */
export const floorFilesOf = async (files: readonly MapFile[], report: Reporting): Promise<FloorFile[]> => {
  const found: FloorFile[] = []
  for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [, folder = '', id, name] = /^(.*?)(?:([^/]+)\/)?([^/]+)$/.exec(file.name) ?? []
    const beside = files.find((one) => one.name === `${folder}${id === undefined ? '' : `${id}/`}floor_info.json`)
    if (name === 'floor_info.json') continue
    const origin: Origin = { file: file.name, type: 'file' }
    if (name !== 'geojson_map.json') {
      report.skip(origin, 'is no floor', 'nothing, if it is not part of the map')
      continue
    }
    try {
      if (beside === undefined) throw new MapFileError('there is no floor_info.json beside it')
      const { map_info } = ((await readJson(beside)) ?? {}) as { map_info?: { width?: unknown; height?: unknown } }
      const [widthMetres, heightMetres] = [map_info?.width, map_info?.height]
      if (!isLength(widthMetres) || !isLength(heightMetres))
        throw new MapFileError('its floor_info.json has no map_info with width and height in metres')
      found.push({
        file,
        info: { id: (id ?? 'floor').replaceAll(/[^\w.-]/g, '-').slice(0, 64), widthMetres, heightMetres },
      })
    } catch (error) {
      if (!(error instanceof MapFileError)) throw error
      report.fault(origin, error.message, 'write { "map_info": { "width": metres, "height": metres } } beside it')
    }
  }
  if (found.length === 0 && report.faults === 0)
    report.fault(
      { file: '', type: 'file' },
      'there is no floor',
      'put a geojson_map.json and a floor_info.json into a folder for each floor',
    )
  return found
}

const isLength = (value: unknown): value is number => typeof value === 'number' && value > 0 && value <= 100_000

type Gathering = { report: Reporting; budget: Budget; origins: Map<string, Origin> }

const readFloor = async (file: MapFile, info: FloorInfo, gathering: Gathering) => {
  const { report, budget, origins } = gathering
  let floor: (Floor & Required<Pick<Floor, 'georeference'>>) | undefined
  const zones: Zone[] = []
  for await (const one of readFeatures(file.open())) {
    const raw = ('feature' in one ? one.feature : {}) as { geometry?: unknown; properties?: Record<string, unknown> }
    const properties = raw?.properties ?? {}
    const id = typeof properties.id === 'string' ? properties.id : undefined
    const type = one.index === 0 ? 'floor' : 'polygon'
    const origin: Origin = {
      file: file.name,
      index: one.index,
      type,
      ...(id === undefined ? {} : { id: id.slice(0, 100) }),
    }
    report.read(origin)
    const geometry =
      'fault' in one ? { fault: { reason: one.fault, todo: 'export it again' } } : readGeometry(raw?.geometry)
    if ('fault' in geometry) {
      report.fault(origin, geometry.fault.reason, geometry.fault.todo)
      continue
    }
    budget.features--
    budget.positions -= geometry.positions
    if (budget.features < 0 || budget.positions < 0) {
      const todo = 'simplify its lines, or import a part of it'
      if (budget.told) report.skip(origin, 'the map is too large, and this is one too many', todo)
      else report.fault(origin, 'the map is too large: it may have 20,000 features and 200,000 positions', todo)
      budget.told = true
      continue
    }
    if (geometry.geometry?.kind !== 'polygons') {
      const todo = 'draw it as a polygon'
      if (one.index === 0) report.fault(origin, 'the first feature is no polygon, and should be the outline', todo)
      else report.skip(origin, 'it is no area', todo)
      continue
    }
    for (const reason of geometry.mended) report.mend(origin, reason, 'end each ring with its first position')
    if (one.index === 0) {
      floor = floorOf(geometry.geometry.polygons, info, properties)
      if (floor === undefined) report.fault(origin, 'the outline has no extent', 'draw the outline of the floor')
      else origins.set(floor.id, origin)
      continue
    }
    if (floor !== undefined) zones.push(...zonesOf(geometry.geometry.polygons, floor, properties, origin, gathering))
  }
  return floor && { floor, zones }
}

const floorOf = (polygons: readonly Rings[], info: FloorInfo, { name, floor_num }: Record<string, unknown>) => {
  const all: readonly Position[] = polygons.flat(2)
  const [west, south] = [Math.min(...all.map(([lon]) => lon)), Math.min(...all.map(([, lat]) => lat))]
  const [east, north] = [Math.max(...all.map(([lon]) => lon)), Math.max(...all.map(([, lat]) => lat))]
  if (!(east > west) || !(north > south)) return undefined
  const georeference = {
    lon: west,
    lat: south,
    metresPerLon: info.widthMetres / (east - west),
    metresPerLat: info.heightMetres / (north - south),
  }
  // these maps have no floor 0: F1 is the entrance's
  const number = typeof floor_num === 'number' ? floor_num : 0
  return {
    id: info.id,
    name: info.name ?? (typeof name === 'string' && name !== '' ? name.slice(0, 100) : info.id),
    level: info.level ?? (number > 0 ? number - 1 : number),
    outline: polygons.map((rings) => polygonInMetres(georeference, rings)),
    georeference,
    source: 'floor map' as const,
  }
}

const zonesOf = (
  polygons: readonly Rings[],
  floor: Floor & Required<Pick<Floor, 'georeference'>>,
  properties: Record<string, unknown>,
  origin: Origin,
  { report, origins }: Gathering,
): Zone[] => {
  const name = plainText(properties.name) ?? plainText(properties.display)
  if (name === undefined) report.mend(origin, 'it has no name; called Unnamed', 'give it a name')
  const id = /^[\w.-]{1,60}$/.test(origin.id ?? '') ? (origin.id ?? '') : `${floor.id}-${origin.index}`.slice(0, 60)
  if (origins.has(id)) {
    report.skip(origin, `its id ${id} is taken by a feature before it`, 'give each feature its own')
    return []
  }
  if (id !== origin.id) report.mend(origin, `it has no id for an address; it is called ${id}`, 'give it one that stays')
  const list = Array.isArray(properties.category)
    ? properties.category.map(String)
    : [String(properties.category ?? '')]
  const known = list.includes(parkingBay)
    ? { category: 'parking' }
    : Object.hasOwn(structural, name ?? '')
      ? structural[name ?? '']
      : undefined
  const category = known?.category ?? list.at(-1)?.slice(0, 100)
  return polygons.map((rings, i) => {
    const own = i === 0 ? id : `${id}.${i + 1}`
    origins.set(own, origin)
    return {
      id: own,
      name: name ?? 'Unnamed',
      floorId: floor.id,
      area: polygonInMetres(floor.georeference, rings),
      ...(category ? { category } : {}),
      ...nameable('isPublic', known?.isPublic),
      source: 'floor map' as const,
    }
  })
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** A name without the entities of HTML that these maps write. */
const plainText = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.trim() === '') return undefined
  return value
    .trim()
    .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
    .slice(0, 100)
}
