import type { Floor, Poi } from '#shared/domain/venue.ts'
import type { Anchor } from '#shared/domain/venue-map.ts'
import { toMetres } from './frame.ts'
import type { MapFeature } from './imdf-features.ts'
import { type ImdfMap, labelOf, nameable, namesOf, sourceOf } from './imdf-read.ts'
import type { ReadZones } from './imdf-zones.ts'

/** Occupants at their anchors, and amenities, as places of interest; and the anchors themselves. */
export const readPlaces = (
  map: ImdfMap,
  floors: ReadonlyMap<string, Floor>,
  { placeOf }: ReadZones,
): { pois: Poi[]; anchors: Anchor[] } => {
  const { of, own, report, frame, language, origins } = map
  const anchors = new Map<string, Anchor & { poiIds: string[] }>()
  const pois: Poi[] = []

  /** Where a point stands: in the first of its units that the map has, or on the level that it names. */
  const stand = (feature: MapFeature, unitIds: readonly string[]) => {
    const place = unitIds.map((id) => placeOf(id)).find((one) => one !== undefined)
    const floor = place?.floor ?? floors.get(feature.properties.level_id ?? '')
    if (feature.geometry?.kind !== 'point') {
      report.skip(feature.origin, 'it is no point', 'draw it as a point')
      return undefined
    }
    if (floor === undefined) {
      const what = unitIds.length === 0 ? 'it names no unit' : `its unit ${unitIds[0]} is not in the map`
      report.skip(feature.origin, `${what}, so nobody knows its level`, 'name the unit that it stands in')
      return undefined
    }
    return {
      floorId: floor.id,
      position: toMetres(floor.georeference ?? frame, feature.geometry.at),
      ...nameable('zoneId', place?.zone.id),
    }
  }
  const add = (
    feature: MapFeature,
    kind: 'occupant' | 'amenity',
    place: Pick<Poi, 'floorId' | 'position'> & { zoneId?: string },
  ) => {
    const { name, category, hours, usher } = feature.properties
    const label = labelOf(name, language) ?? category
    if (label === undefined) report.mend(feature.origin, `it has neither name nor category; called ${kind}`, 'name it')
    const { zoneId: unitZone, ...standing } = place
    const zoneOfOurs = usher?.zoneId
    const zoneId = usher === undefined ? unitZone : typeof zoneOfOurs === 'string' ? zoneOfOurs : undefined
    const id = own(feature.id)
    pois.push({
      id,
      name: label ?? kind,
      ...standing,
      ...nameable('category', category),
      ...nameable('zoneId', zoneId),
      ...nameable('openingHours', hours),
      ...namesOf(name, language),
      ...sourceOf(usher, kind),
    })
    origins.set(id, feature.origin)
  }

  for (const feature of of('anchor')) {
    const { unit_id } = feature.properties
    const place = stand(feature, unit_id === undefined ? [] : [unit_id])
    if (place !== undefined) anchors.set(feature.id, { id: own(feature.id), ...place, poiIds: [] })
  }
  for (const feature of of('occupant')) {
    const { anchor_id } = feature.properties
    const anchor = anchors.get(anchor_id ?? '')
    if (anchor === undefined) {
      const what = anchor_id === undefined ? 'it names no anchor' : `its anchor ${anchor_id} is not in the map`
      report.skip(feature.origin, `${what}, so nobody knows where it is`, 'name an anchor that is there')
      continue
    }
    const { id: _, poiIds, ...place } = anchor
    poiIds.push(own(feature.id))
    add(feature, 'occupant', place)
  }
  for (const feature of of('amenity')) {
    const place = stand(feature, feature.properties.unit_ids ?? [])
    if (place !== undefined) add(feature, 'amenity', place)
  }
  return { pois, anchors: [...anchors.values()] }
}
