import type { Poi, Venue } from '#shared/domain/venue.ts'
import type { Anchor } from '#shared/domain/venue-map.ts'
import { type Feature, type Writing, withoutUndefined } from './export-features.ts'
import { typeOfZone } from './export-zones.ts'
import { toDegrees } from './frame.ts'

/** Anchors with their occupants, and amenities. What an operator placed by hand is an amenity. */
export const exportPlaces = ({ pois = [], zones, map }: Venue, write: Writing): Feature[] => {
  const anchors = map?.anchors ?? []
  const anchorOf = new Map(anchors.flatMap((anchor) => anchor.poiIds.map((id) => [id, anchor])))
  const byId = new Map(zones.map((zone) => [zone.id, zone]))
  const unitOf = (zoneId: string | undefined) => {
    const zone = zoneId === undefined ? undefined : byId.get(zoneId)
    return zone === undefined ? undefined : write.uuid(typeOfZone(zone), zone.id)
  }
  const point = ({ floorId, position }: Pick<Poi, 'floorId' | 'position'>) => ({
    type: 'Point',
    coordinates: toDegrees(write.frameOf(floorId), position),
  })
  const anchorFeature = (anchor: Anchor) =>
    write.feature('anchor', anchor.id, point(anchor), {
      address_id: null,
      unit_id: unitOf(anchor.zoneId) ?? null,
      ...(unitOf(anchor.zoneId) === undefined ? { level_id: write.uuid('level', anchor.floorId) } : {}),
    })
  return [
    ...anchors.map(anchorFeature),
    ...pois.map((poi) => {
      const anchor = anchorOf.get(poi.id)
      const unit = unitOf(poi.zoneId)
      const attributes = map?.attributes[poi.id]
      const common = {
        category: poi.category ?? null,
        name: write.label(poi),
        alt_name: attributes?.altNames ?? null,
        hours: poi.openingHours ?? null,
        phone: attributes?.phone ?? null,
        website: attributes?.website ?? null,
        usher: withoutUndefined({ source: poi.source, zoneId: poi.zoneId }),
      }
      if (anchor !== undefined)
        return write.feature('occupant', poi.id, null, { ...common, anchor_id: write.uuid('anchor', anchor.id) })
      return write.feature('amenity', poi.id, point(poi), {
        ...common,
        accessibility: attributes?.accessibility ?? null,
        unit_ids: unit === undefined ? null : [unit],
        level_id: write.uuid('level', poi.floorId),
      })
    }),
  ]
}
