import * as z from 'zod'
import { type Journey, journeyDefaults, journeyLimits, type Step } from '#shared/domain/journey.ts'
import { bounded } from './bounded.ts'
import { idSchema, numberBetween, textSchema, wholeNumber } from './fields.ts'
import { stepSchema } from './journey-steps.ts'
import { entranceSchema, waitTargetSchema } from './journey-triggers.ts'
import { frequencyCapSchema, quietHoursSchema } from './sending-rules.ts'

const bytesOfJourney = 256 * 1024

const manySteps = `must be a list of 1 to ${journeyLimits.steps} steps`

const listOfSteps: z.ZodType<Step[]> = z
  .array(stepSchema, manySteps)
  .min(1, manySteps)
  .max(journeyLimits.steps, manySteps)
/** A tuple with a rest would tell of an empty list as if its first element were wrong. */
const steps = listOfSteps as z.ZodType<[Step, ...Step[]]>

const journey = z
  .strictObject({
    id: idSchema,
    name: textSchema(100),
    priority: wholeNumber(0, 100).default(journeyDefaults.priority).meta({ description: 'The highest wins a moment' }),
    createdAt: z.number(),
    entrance: entranceSchema,
    steps,
    goal: z
      .exactOptional(waitTargetSchema)
      .meta({ description: 'What it is for: whoever does this leaves, and is counted' }),
    leaveOn: z.exactOptional(
      z
        .enum(['zone', 'venue'], 'must be "zone" or "venue"')
        .meta({ description: 'Leaving the zone or venue of the entrance ends a run' }),
    ),
    frequencyCaps: z
      .array(frequencyCapSchema)
      .max(20)
      .default([...journeyDefaults.frequencyCaps]),
    quietHours: z.exactOptional(quietHoursSchema),
    holdoutPercent: z.exactOptional(
      numberBetween(0, 50, 'percent').meta({ description: 'Percent of people who are never let in' }),
    ),
    consent: z
      .array(idSchema)
      .max(10)
      .default([...journeyDefaults.consent])
      .meta({ description: 'Purposes that she must have allowed before she gets marketing' }),
    paused: z.boolean('must be true or false').default(false),
  })
  .superRefine(({ steps, consent }, context) => {
    const isMarketing = steps.some((step) => step.kind === 'message' && step.class === 'marketing')
    if (isMarketing && consent.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['consent'],
        message: 'must name a purpose: nobody gets marketing that she did not allow',
        params: { example: journeyDefaults.consent },
      })
    }
  })

/** A journey as a marketer writes it; what she leaves out has a default. `id` and `createdAt` are not hers to say. */
export const journeySchema = bounded('a journey', bytesOfJourney, journey) satisfies z.ZodType<Journey>
