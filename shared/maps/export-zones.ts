import { isShape } from '#shared/domain/area.ts'
import type { Polygon } from '#shared/domain/polygon.ts'
import type { Area, Venue, Zone } from '#shared/domain/venue.ts'
import { type Feature, type Writing, withoutUndefined } from './export-features.ts'
import type { ImdfType } from './imdf-features.ts'
import { coordinatesOf } from './rings.ts'

/** IMDF's word for a zone: its own where it came from there; a floor map's polygons are units, what was drawn by hand is a section. */
export const typeOfZone = ({ source }: Zone): Extract<ImdfType, 'unit' | 'section' | 'kiosk' | 'geofence'> => {
  if (source === 'unit' || source === 'kiosk' || source === 'geofence') return source
  return source === 'floor map' ? 'unit' : 'section'
}

/** The zones that have a shape. */
export const exportZones = ({ zones, map }: Venue, write: Writing): Feature[] =>
  zones.flatMap((zone) => {
    const { id, floorId, area, category, parentId, isPublic, openingHours, source } = zone
    if (!isShape(area)) return []
    const type = typeOfZone(zone)
    const attributes = map?.attributes[id]
    const level = write.uuid('level', floorId)
    const geometry = { type: 'Polygon', coordinates: coordinatesOf(write.frameOf(floorId), polygonOf(area)) }
    return [
      write.feature(type, id, geometry, {
        category: category ?? null,
        restriction: attributes?.restriction ?? null,
        accessibility: attributes?.accessibility ?? null,
        name: write.label(zone),
        alt_name: attributes?.altNames ?? null,
        ...(type === 'geofence'
          ? { level_ids: [level], building_ids: buildingIds(attributes, write) }
          : { level_id: level }),
        ...(type === 'kiosk'
          ? { anchor_id: attributes?.anchorId ? write.uuid('anchor', attributes.anchorId) : null }
          : {}),
        ...(attributes?.phone === undefined ? {} : { phone: attributes.phone }),
        ...(attributes?.website === undefined ? {} : { website: attributes.website }),
        display_point: null,
        usher: withoutUndefined({
          source,
          parentId,
          isPublic,
          openingHours,
          circle: 'centre' in area ? area : undefined,
        }),
      }),
    ]
  })

const buildingIds = (attributes: { buildingIds?: readonly string[] } | undefined, { uuid }: Writing) =>
  attributes?.buildingIds?.map((one) => uuid('building', one)) ?? null

/** A circle is drawn with 32 corners. */
const polygonOf = (area: Exclude<Area, { beaconIds: readonly string[] }>): Polygon => {
  if (!('centre' in area)) return area
  const { centre, radiusMetres } = area
  const corners = Array.from({ length: 32 }, (_, i) => ({
    x: centre.x + radiusMetres * Math.cos((i * Math.PI) / 16),
    y: centre.y + radiusMetres * Math.sin((i * Math.PI) / 16),
  }))
  return { polygon: corners }
}
