import type { Note } from '#shared/maps/report.ts'
import { imported } from './a-venue-map.ts'
import { aHarbour, box, filesOf, id, type Raw, uuid } from './an-imdf.ts'

/** The harbour with one feature more, or in the place of the first of its type. */
export const withMore = (type: string, ...features: Raw[]) => {
  const types = aHarbour()
  return { ...types, [type]: [...(types[type] ?? []), ...features] }
}
export const read = async (types: Record<string, Raw[]>) => {
  const { venue, report } = await imported(filesOf(types))
  return { venue, report, notes: report.notes.filter(({ feature }) => feature !== id.upstairs && feature !== id.fence) }
}
export const aUnit = (
  own: Raw['properties'] = {},
  geometry: unknown = { type: 'Polygon', coordinates: [box(60, 25, 10, 10)] },
): Raw => ({
  id: uuid(99),
  geometry,
  properties: { category: 'room', name: { en: 'Extra' }, level_id: id.ground, ...own },
})
export const note = (
  outcome: Note['outcome'],
  type: string,
  index: number,
  reason: string,
  todo: string,
  feature = uuid(99),
): Note => ({
  outcome,
  file: `${type}.geojson`,
  place: `features[${index}]`,
  type,
  feature,
  reason,
  todo,
})
