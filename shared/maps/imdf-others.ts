import type { Floor } from '#shared/domain/venue.ts'
import type { Anchor, Attributes, FeatureReference, VenueMap } from '#shared/domain/venue-map.ts'
import { toMetres } from './frame.ts'
import type { MapFeature } from './imdf-features.ts'
import { areaOf, attributesOf, type ImdfMap, nameable } from './imdf-read.ts'

type Others = Pick<
  VenueMap,
  'venue' | 'buildings' | 'footprints' | 'openings' | 'relationships' | 'fixtures' | 'attributes'
>

/** What a map has beyond floors, zones and places of interest. Addresses and details are told as skipped. */
export const readOthers = (
  map: ImdfMap,
  floors: ReadonlyMap<string, Floor>,
  { anchors }: { anchors: readonly Anchor[] },
): Others => {
  const { of, own, report, frame } = map
  const anchorIds = new Set(anchors.map(({ id }) => id))
  for (const { origin } of of('address'))
    report.skip(origin, 'Usher keeps no addresses', 'nothing; it changes no place and no way')
  for (const { origin } of of('detail'))
    report.skip(origin, 'Usher keeps no drawn details', 'nothing; it changes no place and no way')
  for (const { origin } of of('venue').slice(1))
    report.skip(origin, 'a map has one venue, and this is another', 'import each venue on its own')

  const floorOf = (feature: MapFeature): Floor | undefined => {
    const { level_id } = feature.properties
    const floor = floors.get(level_id ?? '')
    if (floor === undefined)
      report.skip(
        feature.origin,
        level_id === undefined ? 'it names no level' : `its level ${level_id} is not in the map`,
        'name the level_id of a level that is there',
      )
    return floor
  }
  return {
    ...nameable('venue', venueOf(map)),
    buildings: of('building').map(({ id, properties: { name, category, restriction } }) => ({
      id: own(id),
      ...nameable('category', category),
      ...nameable('names', name),
      ...nameable('restriction', restriction),
    })),
    footprints: of('footprint').flatMap((feature) => {
      const { category, building_ids = [] } = feature.properties
      const outline = areaOf(feature, frame, report)
      if (outline === undefined) return []
      return [{ id: own(feature.id), buildingIds: building_ids.map(own), outline, ...nameable('category', category) }]
    }),
    openings: of('opening').flatMap((feature) => {
      const { geometry, origin, properties } = feature
      const floor = floorOf(feature)
      if (floor === undefined) return []
      if (geometry?.kind !== 'line' || geometry.line.length < 2) {
        report.skip(origin, 'it is no line', 'draw it as the line that people walk across')
        return []
      }
      const line = geometry.line.map((position) => toMetres(floor.georeference ?? frame, position))
      return [
        {
          id: own(feature.id),
          floorId: floor.id,
          line,
          ...nameable('category', properties.category),
          ...nameable('names', properties.name),
          ...nameable('accessibility', properties.accessibility),
          ...nameable('accessControl', properties.access_control),
          ...nameable('door', properties.door),
        },
      ]
    }),
    fixtures: of('fixture').flatMap((feature) => {
      const { category, name, anchor_id } = feature.properties
      const floor = floorOf(feature)
      const area = floor && areaOf(feature, floor.georeference ?? frame, report)
      if (floor === undefined || area === undefined) return []
      const anchorId = anchor_id !== undefined && anchorIds.has(own(anchor_id)) ? own(anchor_id) : undefined
      return [
        {
          id: own(feature.id),
          floorId: floor.id,
          area,
          ...nameable('category', category),
          ...nameable('names', name),
          ...nameable('anchorId', anchorId),
        },
      ]
    }),
    relationships: of('relationship').flatMap((feature) => {
      const { category, direction, origin, destination, intermediary, hours } = feature.properties
      if (category === undefined) {
        report.skip(feature.origin, 'it has no category, so it relates nothing', 'write its category')
        return []
      }
      const led = ({ id, kind }: FeatureReference): FeatureReference => ({ id: own(id), kind })
      return [
        {
          id: own(feature.id),
          category,
          direction: direction === 'directed' ? ('directed' as const) : ('undirected' as const),
          ...nameable('origin', origin && led(origin)),
          ...nameable('intermediary', intermediary?.map(led)),
          ...nameable('destination', destination && led(destination)),
          ...nameable('hours', hours),
        },
      ]
    }),
    attributes: allAttributes(map),
  }
}

const venueOf = ({ of, own, frame, report }: ImdfMap): VenueMap['venue'] => {
  const [feature] = of('venue')
  if (feature === undefined || feature.properties.usher?.made === true) return undefined
  const { category, name, hours, phone, website, restriction } = feature.properties
  const outline = areaOf(feature, frame, report)
  if (outline === undefined) return undefined
  return {
    id: own(feature.id),
    outline,
    ...nameable('category', category),
    ...nameable('names', name),
    ...nameable('hours', hours),
    ...nameable('phone', phone),
    ...nameable('website', website),
    ...nameable('restriction', restriction),
  }
}

const attributed = ['level', 'unit', 'section', 'kiosk', 'geofence', 'occupant', 'amenity'] as const

/** Of what became a floor, a zone or a place of interest. */
const allAttributes = ({ of, own, origins }: ImdfMap): Record<string, Attributes> =>
  Object.fromEntries(
    attributed.flatMap((type) =>
      of(type).flatMap((feature): [string, Attributes][] => {
        const attributes = attributesOf(feature, own)
        return attributes === undefined || !origins.has(own(feature.id)) ? [] : [[own(feature.id), attributes]]
      }),
    ),
  )
