import * as z from 'zod'
import type { Persona } from '#shared/domain/persona.ts'
import { idSchema, textSchema, wholeNumber } from './fields.ts'
import { localeSchema } from './message-texts.ts'
import { traitSchema } from './people.ts'

const time = wholeNumber(0, Date.UTC(2100), 'milliseconds since 1970')

const consent = z.strictObject({
  status: z.enum(['granted', 'denied', 'revoked'], 'must be granted, denied or revoked'),
  since: time,
  until: z.exactOptional(time),
})

/** An invented shopper. What she is called by is a trait like others. */
export const personaSchema = z
  .strictObject({
    id: idSchema,
    name: textSchema(100),
    traits: z
      .record(idSchema, traitSchema)
      .refine((traits) => Object.keys(traits).length <= 100, 'must be 100 traits at most')
      .default({}),
    consents: z
      .record(idSchema, consent)
      .refine((consents) => Object.keys(consents).length <= 50, 'must be 50 purposes at most')
      .default({}),
    locale: z.exactOptional(localeSchema),
  })
  .meta({ id: 'Persona' }) satisfies z.ZodType<Persona>

export const personaExample = {
  id: 'gold-ada',
  name: 'Ada, gold, likes boots',
  traits: { firstName: 'Ada', tier: 'gold', interests: ['boots'], timezone: 'Europe/Berlin' },
  consents: { marketing: { status: 'granted', since: Date.UTC(2026, 0, 1) } },
  locale: 'de',
}
