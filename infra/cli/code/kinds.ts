import type { Journey } from '#shared/domain/journey.ts'
import type { Offer } from '#shared/domain/offer.ts'
import type { Persona } from '#shared/domain/persona.ts'
import type { Segment } from '#shared/domain/segment.ts'
import type { Settings } from '#shared/domain/settings.ts'
import type { Template } from '#shared/domain/template.ts'
import type { Venue } from '#shared/domain/venue.ts'
import { check, type Fault, type Schema } from '#shared/schemas/faults.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyExample } from '#shared/schemas/journey-example.ts'
import { offerExample, offerSchema } from '#shared/schemas/offer.ts'
import { personaExample, personaSchema } from '#shared/schemas/persona.ts'
import { segmentExample, segmentSchema } from '#shared/schemas/segment.ts'
import { settingsExample, settingsSchema } from '#shared/schemas/settings.ts'
import { templateExample, templateSchema } from '#shared/schemas/template.ts'
import { venueSchema } from '#shared/schemas/venue.ts'
import { venueExample } from '#shared/schemas/venue-example.ts'

/** What a folder can hold. */
export type Values = {
  venues: Venue
  segments: Segment
  offers: Offer
  templates: Template
  personas: Persona
  settings: Settings
  journeys: Journey
}
export type Kind = keyof Values

/** One resource in its API's words: what it is checked by, and which of its fields are not a file's to say. */
type KindOf<K extends Kind> = {
  schema: Schema<Values[K]>
  example: unknown
  /** Fields that the API puts to what is sent; a file may leave them out. */
  own: (id: string) => object
  /** Fields that the API has of its own, and that no file holds. */
  hidden: readonly string[]
}

const named = (id: string) => ({ id })

/** In the order in which they are stored: nothing refers to what comes later. Settings are one file, without an id. */
export const kinds: { readonly [K in Kind]: KindOf<K> } = {
  venues: { schema: venueSchema, example: venueExample, own: named, hidden: ['radioMap'] },
  segments: { schema: segmentSchema, example: segmentExample, own: named, hidden: [] },
  offers: { schema: offerSchema, example: offerExample, own: named, hidden: [] },
  templates: { schema: templateSchema, example: templateExample, own: named, hidden: [] },
  personas: { schema: personaSchema, example: personaExample, own: named, hidden: [] },
  settings: { schema: settingsSchema, example: settingsExample, own: () => ({}), hidden: [] },
  journeys: {
    schema: journeySchema,
    example: journeyExample,
    own: (id) => ({ id, createdAt: 0 }),
    hidden: ['createdAt'],
  },
}

export const kindNames = Object.keys(kinds) as readonly Kind[]

/** Where a resource is in the API. */
export const pathOf = (kind: Kind, id: string): string =>
  kind === 'settings' ? '/settings' : `/${kind}/${encodeURIComponent(id)}`

/** The name by which people know a resource: `journeys/welcome`, `settings`. */
export const keyOf = ({ kind, id }: { kind: Kind; id: string }): string =>
  kind === 'settings' ? kind : `${kind}/${id}`

/** A resource as a file holds it: without what the API has of its own. */
export const asWritten = (kind: Kind, value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !kinds[kind].hidden.includes(field)))

/** Reads a resource by its kind's schema, or says what is wrong with it. */
export const checkAs = (kind: Kind, value: unknown): { value: Values[Kind] } | { faults: Fault[] } => {
  const { schema, example }: { schema: Schema<unknown>; example: unknown } = kinds[kind]
  return check(schema as Schema<Values[Kind]>, value, example)
}
