import * as z from 'zod'
import { journeySchema } from './journey.ts'
import { journeyOfAllSteps } from './journey-example.ts'
import { offerExample, offerSchema } from './offer.ts'
import { personaExample, personaSchema } from './persona.ts'
import { segmentExample, segmentSchema } from './segment.ts'
import { settingsExample, settingsSchema } from './settings.ts'
import { templateExample, templateSchema } from './template.ts'
import { venueSchema } from './venue.ts'
import { venueExample } from './venue-example.ts'

export type WrittenKind = 'journey' | 'venue' | 'segment' | 'offer' | 'template' | 'persona' | 'settings'

type Written = { schema: z.ZodType; example: Readonly<Record<string, unknown>> }

/** What may be written as a file, one of its kind a file, with its schema and an example of what may be said. */
export const writtenKinds: Readonly<Record<WrittenKind, Written>> = {
  journey: { schema: journeySchema, example: journeyOfAllSteps },
  venue: { schema: venueSchema, example: venueExample },
  segment: { schema: segmentSchema, example: segmentExample },
  offer: { schema: offerSchema, example: offerExample },
  template: { schema: templateSchema, example: templateExample },
  persona: { schema: personaSchema, example: personaExample },
  settings: { schema: settingsSchema, example: settingsExample },
}

type JsonSchema = Readonly<Record<string, unknown>>

/** What the API, or the name of a file, says itself. */
const saidElsewhere = ['id', 'createdAt']

/**
 * The JSON Schemas (draft 2020-12) of what may be written as a file, by kind, so that editors complete and check it. What has a
 * default may be left out, as may what is said elsewhere; `$schema` may stand in a file to name its schema.
 */
export const jsonSchemas = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(Object.entries(writtenKinds).map(([kind, written]) => [kind, jsonSchemaOf(kind, written)]))

const jsonSchemaOf = (kind: string, { schema, example }: Written): JsonSchema => {
  const { $defs, $ref, $schema, ...own } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  // a schema with a name of its own is told by reference: the file's fields are to stand at its root
  const { [$ref?.split('/').at(-1) ?? '']: named, ...others } = $defs ?? {}
  const { properties, required = [], ...root } = { ...own, ...named }
  return {
    $schema,
    title: kind,
    ...root,
    properties: { $schema: { type: 'string' }, ...properties },
    required: required.filter((field) => !saidElsewhere.includes(field)),
    examples: [example],
    ...(Object.keys(others).length === 0 ? {} : { $defs: others }),
  }
}
