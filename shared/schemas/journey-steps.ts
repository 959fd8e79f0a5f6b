import * as z from 'zod'
import {
  journeyDefaults,
  journeyLimits,
  messageClasses,
  messageKinds,
  type Step,
  stepKinds,
} from '#shared/domain/journey.ts'
import { weightsFault } from '#shared/domain/journey-weights.ts'
import { textLimits } from '#shared/domain/template.ts'
import { conditionSchema } from './condition.ts'
import { idSchema, numberBetween, wholeNumber } from './fields.ts'
import { waitTargetSchema } from './journey-triggers.ts'
import { httpsLink, liquidText, messageTextFields } from './message-texts.ts'
import { traitSchema } from './people.ts'

const day = 24 * 60 * 60
const seconds = wholeNumber(1, journeyLimits.secondsOfDelay, 'seconds')
const expiresInSeconds = wholeNumber(10, 30 * day, 'seconds').default(journeyDefaults.expiresInSeconds)

const step = <K extends (typeof stepKinds)[number]>(kind: K) => ({ id: idSchema, kind: z.literal(kind) })

const next = z.exactOptional(
  idSchema.meta({ description: 'The id of a step, or exit. Left out: the step behind this one' }),
)
const orExit = z.exactOptional(idSchema.meta({ description: 'The id of a step, or exit. Left out: exit' }))

const sentFields = {
  kind: z.enum(messageKinds, `must be one of ${messageKinds.join(', ')}`),
  image: z.exactOptional(httpsLink),
  offerId: z.exactOptional(idSchema),
}

const content = z.union(
  [z.strictObject({ ...sentFields, ...messageTextFields }), z.strictObject({ ...sentFields, templateId: idSchema })],
  'must be an object with either title and body, or templateId',
)

const message = z.strictObject({
  ...step('message'),
  next,
  class: z.enum(messageClasses, `must be one of ${messageClasses.join(', ')}`),
  message: content,
  expiresInSeconds,
  withdrawOn: z.exactOptional(z.enum(['zone', 'venue'], 'must be "zone" or "venue"')),
})

const delay = z.strictObject({ ...step('delay'), next, seconds })

const waitFor = z.strictObject({
  ...step('waitFor'),
  next,
  for: waitTargetSchema,
  timeoutSeconds: seconds,
  onTimeout: orExit,
})

const gate = z.strictObject({ ...step('gate'), next, condition: conditionSchema, otherwise: orExit })

const variant = z.strictObject({ id: idSchema, weight: numberBetween(0, 1), next })

const experiment = z.strictObject({
  ...step('experiment'),
  unit: z.enum(['customer', 'visit', 'zone-day'], 'must be "customer", "visit" or "zone-day"').default('customer'),
  variants: z
    .array(variant)
    .min(2)
    .max(journeyLimits.variants)
    .superRefine((variants, context) => {
      const fault = weightsFault(variants)
      if (fault) context.addIssue({ code: 'custom', message: fault.reason, params: { example: fault.example } })
    }),
  seed: z.exactOptional(idSchema),
})

const update = z.strictObject({ ...step('update'), next, trait: idSchema, value: traitSchema.nullable() })

const task = z.strictObject({
  ...step('task'),
  next,
  title: liquidText(textLimits.title),
  note: z.exactOptional(liquidText(textLimits.note)),
  to: z.array(idSchema).max(50),
  expiresInSeconds,
})

const exit = z.strictObject(step('exit'))

/** One step of a journey, told by its `kind`. */
export const stepSchema = z.discriminatedUnion(
  'kind',
  [message, delay, waitFor, gate, experiment, update, task, exit],
  { error: ({ code }) => (code === 'invalid_union' ? `must be one of ${stepKinds.join(', ')}` : undefined) },
) satisfies z.ZodType<Step>
