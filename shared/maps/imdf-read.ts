import type { Georeference, Polygon } from '#shared/domain/polygon.ts'
import { type Attributes, type MapSource, mapSources, type Names } from '#shared/domain/venue-map.ts'
import type { ImdfType, MapFeature } from './imdf-features.ts'
import type { Properties } from './imdf-properties.ts'
import type { Origin, Reporting } from './report.ts'
import { polygonInMetres } from './rings.ts'

const maxNameCharacters = 100

/** All features of a map by type, and how to read them. `own` leads from a feature's id to the one that Usher has for it. */
export type ImdfMap = {
  language: string
  frame: Georeference
  of(type: ImdfType): readonly MapFeature[]
  own(featureId: string): string
  report: Reporting
  origins: Map<string, Origin>
}

/** The label in a language, in its parent (`en` for `en-GB`), or whichever comes first by its tag. */
export const labelOf = (names: Names | undefined, language: string): string | undefined => {
  if (names === undefined) return undefined
  const [first] = Object.keys(names).sort()
  return (names[language] ?? names[language.split('-')[0] ?? ''] ?? names[first ?? ''])?.slice(0, maxNameCharacters)
}

/** Names by language are only kept where they say more than the name. */
export const namesOf = (names: Names | undefined, language: string): { names?: Names } =>
  names === undefined || (Object.keys(names).length === 1 && names[language] !== undefined) ? {} : { names }

/** A field, or nothing where there is no value. */
export const nameable = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })

/** The polygons of a feature in metres; undefined and told where it has none. */
export const areaOf = (
  { geometry, origin }: MapFeature,
  frame: Georeference,
  report: Reporting,
): readonly Polygon[] | undefined => {
  if (geometry?.kind === 'polygons' && geometry.polygons.length > 0)
    return geometry.polygons.map((rings) => polygonInMetres(frame, rings))
  const what = geometry === undefined ? 'has no geometry' : `is a ${geometry.kind}`
  report.skip(origin, `it ${what}, and should be an area`, 'draw it as a polygon')
  return undefined
}

/** Where metres begin, as an export of Usher's says it. */
export const georeferenceOf = (usher: Properties['usher']): Georeference | undefined => {
  const { lon, lat, metresPerLon, metresPerLat } = (usher?.georeference ?? {}) as Partial<Georeference>
  const isScale = (value: unknown): value is number => typeof value === 'number' && value > 0
  if (typeof lon !== 'number' || typeof lat !== 'number' || !isScale(metresPerLon) || !isScale(metresPerLat))
    return undefined
  return { lon, lat, metresPerLon, metresPerLat }
}

/** What a feature says beyond what its floor, zone or place of interest holds; undefined for nothing. */
export const attributesOf = ({ properties, type }: MapFeature, own: (id: string) => string): Attributes | undefined => {
  const { alt_name, restriction, accessibility, phone, website, outdoor, building_ids, anchor_id } = properties
  const attributes: Attributes = {
    ...nameable('altNames', alt_name),
    ...nameable('restriction', restriction),
    ...nameable('accessibility', accessibility),
    ...nameable('phone', phone),
    ...nameable('website', website),
    ...nameable('outdoor', outdoor),
    ...nameable('buildingIds', building_ids?.map(own)),
    ...(type === 'kiosk' ? nameable('anchorId', anchor_id && own(anchor_id)) : {}),
  }
  return Object.keys(attributes).length === 0 ? undefined : attributes
}

/** What something came from: as an export of Usher's says it, which may be nowhere, else its type. */
export const sourceOf = (usher: Properties['usher'], type: MapSource): { source?: MapSource } =>
  nameable('source', usher === undefined ? type : mapSources.find((one) => one === usher.source))
