import * as z from 'zod'
import { dryRunLimits, type MadeUp } from '#shared/domain/dry-run.ts'
import { momentKinds } from '#shared/domain/moment.ts'
import { receiptEvents } from '#shared/domain/receipt.ts'
import { explanationAnswer } from './explanations.ts'
import { idSchema, textSchema, wholeNumber } from './fields.ts'
import { localeSchema } from './message-texts.ts'
import { traitSchema } from './people.ts'

const longestSeconds = dryRunLimits.days * 24 * 60 * 60
const seconds = wholeNumber(0, longestSeconds, 'seconds')
const afterSeconds = seconds.default(0).meta({ description: 'How long after the first of them' })

const madeUp = z.union(
  [
    z.strictObject({
      afterSeconds,
      moment: z.enum(momentKinds, `must be one of ${momentKinds.join(', ')}`),
      zoneId: z.exactOptional(idSchema),
      dwellSeconds: z.exactOptional(wholeNumber(5, 12 * 60 * 60, 'seconds')),
      visitSeconds: z.exactOptional(seconds),
    }),
    z.strictObject({
      afterSeconds,
      event: textSchema(128),
      data: z.exactOptional(z.record(z.string(), z.unknown())),
    }),
    z.strictObject({
      afterSeconds,
      receipt: z.enum(receiptEvents, `must be one of ${receiptEvents.join(', ')}`),
      answer: z.exactOptional(textSchema(2000)),
    }),
    z.strictObject({ afterSeconds, withdraw: idSchema.meta({ description: 'The offer that is over' }) }),
    z.strictObject({ afterSeconds, start: idSchema.meta({ description: 'The journey that is sent on demand' }) }),
  ],
  'must be an object with exactly one of moment, event, receipt, withdraw, start',
) satisfies z.ZodType<MadeUp & { afterSeconds: number }>

const consent = z.strictObject({
  status: z.enum(['granted', 'denied', 'revoked'], 'must be granted, denied or revoked'),
})

const who = z.union(
  [
    z.strictObject({ customerId: idSchema }),
    z.strictObject({ personaId: idSchema }),
    z.strictObject({
      traits: z.record(idSchema, traitSchema),
      consents: z.record(idSchema, consent).default({}),
      locale: z.exactOptional(localeSchema),
    }),
  ],
  'must be { customerId }, { personaId } or { traits, consents }',
)

/** Who, where, when, and what happens; and by which rules. */
export const dryRunSchema = z.strictObject({
  of: z.enum(['drafts', 'live'], 'must be drafts or live').default('drafts'),
  who,
  venueId: idSchema,
  at: wholeNumber(0, Date.UTC(2100), 'milliseconds since 1970'),
  happenings: z.array(madeUp, 'must be a list of 1 to 20').min(1).max(20),
  feeds: z.exactOptional(z.record(z.string(), z.unknown())),
  forSeconds: z.exactOptional(seconds.meta({ description: 'How long the clock goes on; else until nothing waits' })),
})
export type DryRunRequest = z.infer<typeof dryRunSchema>

export const dryRunExample = {
  of: 'drafts',
  who: { personaId: 'gold-ada' },
  venueId: 'harbour',
  at: Date.UTC(2026, 10, 21, 14),
  happenings: [
    { moment: 'zone.dwell', zoneId: 'boots', dwellSeconds: 180 },
    { event: 'purchase', data: { total: 90 }, afterSeconds: 1800 },
  ],
  feeds: { queues: { tills: 4 } },
  forSeconds: 86_400,
}

const message = z.looseObject({ id: z.string(), title: z.string(), body: z.string() })

export const dryRunAnswer = z
  .strictObject({
    scenes: z.array(
      z.strictObject({
        afterSeconds: z.number(),
        explanation: explanationAnswer,
        messages: z.array(message),
        withdrawn: z.array(z.string().meta({ description: 'The message that is taken back' })),
        tasks: z.array(z.looseObject({ title: z.string() })),
        updates: z.array(z.strictObject({ trait: z.string(), value: traitSchema.nullable() })),
      }),
    ),
    assumed: z.array(z.string()),
  })
  .meta({ id: 'DryRun' })
export type DryRunAnswer = z.infer<typeof dryRunAnswer>
