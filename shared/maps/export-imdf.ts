import type { Georeference, Polygon } from '#shared/domain/polygon.ts'
import type { Floor, Venue } from '#shared/domain/venue.ts'
import { type Collection, type Feature, type Writing, withoutUndefined, writing } from './export-features.ts'
import { exportPlaces } from './export-places.ts'
import { exportZones } from './export-zones.ts'
import { toDegrees } from './frame.ts'
import { coordinatesOf } from './rings.ts'

/** A manifest and a collection for each type of feature, by the names of their files. */
export type ImdfArchive = { manifest: object; collections: Readonly<Record<string, Collection>> }

/**
 * A venue's map as an IMDF archive. What IMDF has no word for stands in each feature's `properties.usher`, so that reading it
 * again gives the same venue: its ids where they are no UUIDs, where metres begin, what was drawn by hand. Beacons, gateways, signs,
 * knobs, and zones without a shape are no part of a map. `generatedAt` in milliseconds since 1970.
 * Source: Apple, Indoor Mapping Data Format 1.0.0 (OGC 20-094).
 */
export const exportImdf = (venue: Venue, generatedAt: number): ImdfArchive => {
  const write = writing(venue)
  const features: Feature[] = [
    venueFeature(venue, write),
    ...venue.floors.map((floor) => levelFeature(floor, venue, write)),
    ...exportZones(venue, write),
    ...exportPlaces(venue, write),
    ...otherFeatures(venue, write),
  ]
  const byType = Map.groupBy(features, ({ feature_type }) => feature_type)
  return {
    manifest: {
      version: '1.0.0',
      created: new Date(generatedAt).toISOString(),
      generated_by: 'Usher',
      language: write.language,
      extensions: ['imdf:extension:usher:venue#1.0.0'],
    },
    collections: Object.fromEntries(
      [...byType].map(([type, of]) => [
        `${type}.geojson`,
        { type: 'FeatureCollection' as const, name: type, features: of },
      ]),
    ),
  }
}

const venueFeature = ({ id, name, floors, map }: Venue, { language, frame, feature }: Writing): Feature => {
  const own = map?.venue
  const usher = { georeference: frame, ...(own ? {} : { made: true }), ...(map ? {} : { plain: true }) }
  const outline = own?.outline ?? [boxAround(floors.flatMap((floor) => floor.outline ?? []))]
  return feature('venue', own?.id ?? id, areaGeometry(own ? frame : (floors[0]?.georeference ?? frame), outline), {
    category: own ? (own.category ?? null) : 'unspecified',
    restriction: own?.restriction ?? null,
    name: own ? (own.names ?? null) : { [language]: name },
    hours: own?.hours ?? null,
    phone: own?.phone ?? null,
    website: own?.website ?? null,
    display_point: null,
    usher,
  })
}

const levelFeature = (floor: Floor, { zones, map }: Venue, write: Writing): Feature => {
  const { id, outline, georeference, source } = floor
  const shapes = zones.flatMap(({ floorId, area }) => (floorId === id && 'polygon' in area ? [area] : []))
  const attributes = map?.attributes[id]
  const [alias] = floor.aliases ?? []
  return write.feature('level', id, areaGeometry(write.frameOf(id), outline ?? [boxAround(shapes)]), {
    category: 'unspecified',
    restriction: attributes?.restriction ?? null,
    outdoor: attributes?.outdoor ?? false,
    ordinal: floor.level,
    name: write.label(floor),
    alt_name: attributes?.altNames ?? null,
    short_name: alias === undefined ? null : { [write.language]: alias },
    building_ids: attributes?.buildingIds?.map((one) => write.uuid('building', one)) ?? null,
    display_point: null,
    usher: withoutUndefined({
      source,
      georeference,
      noGeoreference: georeference === undefined ? true : undefined,
      noOutline: outline === undefined ? true : undefined,
    }),
  })
}

const otherFeatures = ({ map }: Venue, { frame, feature, uuid, frameOf, references }: Writing): Feature[] => {
  if (map === undefined) return []
  return [
    ...map.buildings.map(({ id, category, names, restriction }) =>
      feature('building', id, null, {
        category: category ?? null,
        restriction: restriction ?? null,
        name: names ?? null,
        display_point: null,
      }),
    ),
    ...map.footprints.map(({ id, category, buildingIds, outline }) =>
      feature('footprint', id, areaGeometry(frame, outline), {
        category: category ?? null,
        name: null,
        building_ids: buildingIds.map((one) => uuid('building', one)),
      }),
    ),
    ...map.openings.map(({ id, floorId, line, category, names, accessibility, accessControl, door }) =>
      feature(
        'opening',
        id,
        { type: 'LineString', coordinates: line.map((point) => toDegrees(frameOf(floorId), point)) },
        {
          category: category ?? null,
          accessibility: accessibility ?? null,
          access_control: accessControl ?? null,
          door: door ?? null,
          name: names ?? null,
          level_id: uuid('level', floorId),
          display_point: null,
        },
      ),
    ),
    ...map.fixtures.map(({ id, floorId, area, category, names, anchorId }) =>
      feature('fixture', id, areaGeometry(frameOf(floorId), area), {
        category: category ?? null,
        name: names ?? null,
        anchor_id: anchorId === undefined ? null : uuid('anchor', anchorId),
        level_id: uuid('level', floorId),
        display_point: null,
      }),
    ),
    ...map.relationships.map(({ id, category, direction, hours, ...ends }) =>
      feature('relationship', id, null, { category, direction, hours: hours ?? null, ...references(ends) }),
    ),
  ]
}

/** A polygon, or several as a MultiPolygon. */
const areaGeometry = (frame: Georeference, area: readonly Polygon[]): object => {
  const polygons = area.map((polygon) => coordinatesOf(frame, polygon))
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** A box around what there is, at least of a metre. */
const boxAround = (polygons: readonly Polygon[]): Polygon => {
  const corners = polygons.flatMap(({ polygon }) => polygon)
  let [west, south, east, north] = [0, 0, 1, 1]
  for (const { x, y } of corners) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return {
    polygon: [
      { x: west, y: south },
      { x: east, y: south },
      { x: east, y: north },
      { x: west, y: north },
    ],
  }
}
