import type { Polygon } from '#shared/domain/polygon.ts'
import type { Area, Floor, Zone } from '#shared/domain/venue.ts'
import type { MapFeature } from './imdf-features.ts'
import { areaOf, type ImdfMap, labelOf, nameable, namesOf, sourceOf } from './imdf-read.ts'

/** The zones of a map, and which of them a unit or kiosk is and on which floor. */
export type ReadZones = {
  zones: Zone[]
  placeOf(featureId: string | undefined): { zone: Zone; floor: Floor } | undefined
}

/** Categories of units that no visitor walks in. */
const closedCategories = new Set([
  'brick',
  'column',
  'concrete',
  'drywall',
  'glass',
  'mailroom',
  'nonpublic',
  'opentobelow',
  'serverroom',
  'storage',
  'structure',
])
const closedTo = new Set(['employeesonly', 'restricted'])

const kinds = ['unit', 'section', 'kiosk', 'geofence'] as const

/** Units, sections, kiosks and geofences as zones. One of several parts, or on several floors, becomes as many zones. */
export const readZones = (map: ImdfMap, floors: ReadonlyMap<string, Floor>): ReadZones => {
  const zones: Zone[] = []
  const places = new Map<string, { zone: Zone; floor: Floor }>()
  const names = occupantNames(map)
  const hours = occupantHours(map)
  for (const type of kinds) {
    for (const feature of map.of(type)) {
      const on = floorsOf(feature, floors, map)
      if (on.length === 0) continue
      const shapes = on.flatMap((floor) => {
        const area = shapesOf(feature, floor, map)
        return area.map((shape) => ({ floor, shape }))
      })
      if (shapes.length > 1) tellParts(feature, shapes.length, on.length, map)
      for (const [i, { floor, shape }] of shapes.entries()) {
        const id = i === 0 ? map.own(feature.id) : `${map.own(feature.id)}.${i + 1}`.slice(-64)
        const zone = zoneOf(feature, type, { id, floorId: floor.id, area: shape }, { names, hours }, map)
        zones.push(zone)
        map.origins.set(id, feature.origin)
        if (i === 0) places.set(feature.id, { zone, floor })
      }
    }
  }
  return { zones, placeOf: (id) => (id === undefined ? undefined : places.get(id)) }
}

type Kind = (typeof kinds)[number]
type Known = { names: ReadonlyMap<string, string>; hours: ReadonlyMap<string, string> }

const zoneOf = (
  { id: featureId, origin, properties }: MapFeature,
  kind: Kind,
  place: Pick<Zone, 'id' | 'floorId' | 'area'>,
  { names, hours }: Known,
  { language, own, report }: ImdfMap,
): Zone => {
  const { name, category, restriction, parents, usher } = properties
  const label = labelOf(name, language) ?? names.get(featureId) ?? category
  if (label === undefined) report.mend(origin, `it has neither name nor category; called ${kind}`, 'give it a name')
  const isClosed = closedCategories.has(category ?? '') || closedTo.has(restriction ?? '')
  // an export of Usher's says exactly what there was, also where that is nothing
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const truth = (value: unknown) => (typeof value === 'boolean' ? value : undefined)
  const parent = usher === undefined ? parents?.[0] && own(parents[0]) : text(usher.parentId)
  return {
    ...place,
    name: label ?? kind,
    ...nameable('parentId', parent),
    ...nameable('category', category),
    ...nameable('isPublic', usher === undefined ? (isClosed ? false : undefined) : truth(usher.isPublic)),
    ...nameable('openingHours', usher === undefined ? hours.get(featureId) : text(usher.openingHours)),
    ...namesOf(name, language),
    ...sourceOf(usher, kind),
  }
}

const shapesOf = (feature: MapFeature, floor: Floor, { frame, report }: ImdfMap): Area[] => {
  const { centre, radiusMetres } = (feature.properties.usher?.circle ?? {}) as Partial<
    Extract<Area, { centre: object }>
  >
  if (
    typeof centre?.x === 'number' &&
    typeof centre.y === 'number' &&
    typeof radiusMetres === 'number' &&
    radiusMetres > 0 &&
    radiusMetres <= 10_000
  )
    return [{ centre: { x: centre.x, y: centre.y }, radiusMetres }]
  const polygons: readonly Polygon[] = areaOf(feature, floor.georeference ?? frame, report) ?? []
  return [...polygons]
}

/** The floors that a feature is on. A geofence names several, or buildings, or none: then it is the entrance's. */
const floorsOf = (feature: MapFeature, floors: ReadonlyMap<string, Floor>, { of, report }: ImdfMap): Floor[] => {
  const { level_id, level_ids, building_ids = [] } = feature.properties
  const wanted = level_ids ?? (level_id === undefined ? [] : [level_id])
  const found = wanted.flatMap((id) => floors.get(id) ?? [])
  if (found.length > 0) return found
  if (feature.type === 'geofence' && wanted.length === 0) {
    const ofBuildings = of('level').filter(({ properties }) =>
      properties.building_ids?.some((id) => building_ids.includes(id)),
    )
    const ofBuilding = ofBuildings.flatMap(({ id }) => floors.get(id) ?? [])
    if (ofBuilding.length > 0) return ofBuilding
    const entrance = [...floors.values()].find(({ level }) => level === 0) ?? [...floors.values()][0]
    if (entrance !== undefined) {
      report.mend(feature.origin, `it names no level; put on "${entrance.name}"`, 'name its level_ids')
      return [entrance]
    }
  }
  const what = wanted.length === 0 ? 'it names no level' : `its level ${wanted[0]} is not in the map`
  report.skip(feature.origin, what, 'name the level_id of a level that is there')
  return []
}

const tellParts = ({ origin }: MapFeature, shapes: number, levels: number, { report }: ImdfMap) =>
  report.mend(
    origin,
    `it has ${levels > 1 ? `${levels} levels` : `${shapes} parts`}; each became a zone, the first of them with its id`,
    'nothing, or draw each as a feature of its own',
  )

/** What the only occupant of a unit is called, by unit. */
const occupantNames = (map: ImdfMap) => ofOnlyOccupant(map, ({ properties }) => labelOf(properties.name, map.language))
const occupantHours = (map: ImdfMap) => ofOnlyOccupant(map, ({ properties }) => properties.hours)

const ofOnlyOccupant = ({ of }: ImdfMap, look: (occupant: MapFeature) => string | undefined) => {
  const unitOf = new Map(of('anchor').map(({ id, properties }) => [id, properties.unit_id]))
  const byUnit = Map.groupBy(of('occupant'), ({ properties }) => unitOf.get(properties.anchor_id ?? ''))
  return new Map(
    [...byUnit].flatMap(([unit, occupants]): [string, string][] => {
      const [only] = occupants
      const value = only && occupants.length === 1 ? look(only) : undefined
      return unit === undefined || value === undefined ? [] : [[unit, value]]
    }),
  )
}
