import type { Georeference } from '#shared/domain/polygon.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { FeatureReference, Names, Relationship } from '#shared/domain/venue-map.ts'
import { frameAt } from './frame.ts'
import type { ImdfType } from './imdf-features.ts'
import { uuidOf } from './uuid.ts'

export type Feature = {
  id: string
  type: 'Feature'
  feature_type: string
  geometry: object | null
  properties: Readonly<Record<string, unknown>>
}
export type Collection = { type: 'FeatureCollection'; name: string; features: readonly Feature[] }

/** How the features of one venue are written: ids as UUIDs, labels by language, metres as degrees. */
export type Writing = {
  language: string
  /** Where metres begin that belong to no floor, or to one of which nobody said where it lies on the earth. */
  frame: Georeference
  frameOf(floorId: string): Georeference
  uuid(type: ImdfType, id: string): string
  label(one: { name: string; names?: Names }): Names
  feature(type: ImdfType, id: string, geometry: object | null, properties: object): Feature
  references(ends: Pick<Relationship, 'origin' | 'intermediary' | 'destination'>): object
}

export const writing = ({ id: venueId, floors, map }: Venue): Writing => {
  const language = map?.language ?? 'en'
  const frames = new Map(floors.map(({ id, georeference }) => [id, georeference]))
  const frame = map?.georeference ?? frameAt([0, 0])
  const uuid = (type: ImdfType, id: string) => uuidOf(id, venueId, type)
  const led = ({ id, kind }: FeatureReference) => ({ id: uuid(kind as ImdfType, id), feature_type: kind })
  return {
    language,
    frame,
    frameOf: (floorId) => frames.get(floorId) ?? frame,
    uuid,
    label: ({ name, names }) => ({ ...names, [language]: name }),
    feature: (type, id, geometry, properties) => {
      const { usher, ...known } = properties as { usher?: object }
      const written = uuid(type, id)
      const own = { ...usher, ...(written === id ? {} : { id }) }
      return {
        id: written,
        type: 'Feature',
        feature_type: type,
        geometry,
        properties: { ...known, ...(usher === undefined && written === id ? {} : { usher: own }) },
      }
    },
    references: ({ origin, intermediary, destination }) => ({
      origin: origin ? led(origin) : null,
      intermediary: intermediary?.map(led) ?? null,
      destination: destination ? led(destination) : null,
    }),
  }
}

export const withoutUndefined = (all: object): object =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
