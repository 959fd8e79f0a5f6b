import * as z from 'zod'
import { idSchema } from './fields.ts'
import { pageFields } from './pages.ts'

const timeMessage = 'must be a day as 2026-11-21, or a time as 2026-11-21T14:03:00Z'
const time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], timeMessage)
  .transform((text) => Date.parse(text))

const asked = ['customerId', 'deviceId', 'journeyId', 'messageId'] as const

/** Whose explanations, and of when: of the last 30 days unless told otherwise. */
export const explanationsSchema = z
  .strictObject({
    customerId: z.exactOptional(idSchema),
    deviceId: z.exactOptional(idSchema.meta({ description: 'Of what a device did while nobody was known to have it' })),
    journeyId: z.exactOptional(idSchema),
    messageId: z.exactOptional(idSchema),
    from: z.exactOptional(time.meta({ description: 'Not before this time or day' })),
    until: z.exactOptional(time.meta({ description: 'Before this time or day' })),
    ...pageFields,
  })
  .refine(
    (query) => asked.filter((name) => query[name] !== undefined).length === 1,
    `takes exactly one of ${asked.join(', ')}`,
  )
export type ExplanationsQuery = z.infer<typeof explanationsSchema>
export const explanationsExample = { customerId: 'ada', from: '2026-11-21', limit: '50' }

/** Which decision to make up: that of one journey, live or not asked then, for an occasion that is kept. */
export const computeSchema = z.strictObject({ customerId: idSchema, occasionId: idSchema, journeyId: idSchema })
export const computeExample = { customerId: 'ada', occasionId: 'nJ3vXo8Yk1sQm2Lw9Zr4Tb', journeyId: 'boots-offer' }

const ms = (description: string) => z.number().meta({ description: `${description}, milliseconds since 1970` })

const check = z.strictObject({ check: z.string(), passed: z.boolean(), saw: z.string() })

export const explainedDecisionAnswer = z
  .strictObject({
    journeyId: z.string(),
    runId: z.exactOptional(z.string()),
    stepId: z.exactOptional(z.string().meta({ description: 'Where a run came to' })),
    outcome: z.enum(['message', 'suppressed', 'deferred', 'waits', 'left']),
    reason: z.exactOptional(
      z.string().meta({ description: 'Why nothing was sent, what it waits for, or why a run ended' }),
    ),
    until: z.exactOptional(ms('When it goes on at the latest')),
    messageId: z.exactOptional(z.string()),
    title: z.exactOptional(z.string()),
    says: z.string().meta({ description: 'All of it in a sentence' }),
    checks: z.array(check),
    exposures: z.exactOptional(
      z.array(z.strictObject({ experiment: z.string(), variant: z.string(), unit: z.exactOptional(z.string()) })),
    ),
  })
  .meta({ id: 'ExplainedDecision' })
export type ExplainedDecision = z.infer<typeof explainedDecisionAnswer>

export const explanationAnswer = z
  .strictObject({
    occasionId: z.string(),
    at: ms('When it was decided: the arrival of what happened'),
    occurredAt: ms('When it happened'),
    kind: z.string(),
    what: z.string().meta({ description: 'What happened, in words' }),
    customerId: z.exactOptional(z.string()),
    deviceId: z.exactOptional(z.string()),
    where: z.exactOptional(z.strictObject({ venueId: z.string(), zoneId: z.exactOptional(z.string()) })),
    release: z.string().meta({ description: 'The version that decided' }),
    decisions: z.array(explainedDecisionAnswer),
    omitted: z.exactOptional(
      z.number().meta({ description: 'Decisions of journeys that sent nothing and were too many to keep' }),
    ),
    isComputed: z.exactOptional(z.literal(true).meta({ description: 'Made up now, by what is known of her now' })),
    notAsked: z.exactOptional(z.string().meta({ description: 'Why the journey had nothing to decide' })),
  })
  .meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof explanationAnswer>

export const explanationListAnswer = z.strictObject({
  explanations: z.array(explanationAnswer).meta({ description: 'The newest first' }),
  next: z.exactOptional(z.string()),
})
