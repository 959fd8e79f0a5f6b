import * as z from 'zod'
import { type Condition, conditionFaults } from '#shared/domain/condition.ts'
import { type Journey, journeyDefaults, messageClasses, messageKinds } from '#shared/domain/journey.ts'
import { momentKinds } from '#shared/domain/moment.ts'
import { idSchema, textSchema, wholeNumber } from './fields.ts'

const day = 24 * 60 * 60

const audience = z.custom<Condition>().superRefine((value, context) => {
  for (const { path, reason, example } of conditionFaults(value)) {
    context.addIssue({ code: 'custom', path: [...path], message: reason, params: { example } })
  }
})

const entrance = z
  .strictObject({
    moment: z.enum(momentKinds, `must be one of ${momentKinds.join(', ')}`),
    venueId: idSchema,
    zoneId: z.exactOptional(idSchema),
    dwellSeconds: z.exactOptional(wholeNumber(5, 12 * 60 * 60, 'seconds')),
    audience: z.exactOptional(audience),
    usefulForSeconds: wholeNumber(1, day, 'seconds').default(journeyDefaults.usefulForSeconds),
  })
  .superRefine(({ moment, zoneId, dwellSeconds }, context) => {
    if (moment.startsWith('venue.') && zoneId !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['zoneId'],
        message: `must be left out: ${moment} is about the whole venue`,
      })
    }
    if (moment !== 'zone.dwell' && dwellSeconds !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['dwellSeconds'],
        message: `must be left out: ${moment} waits for nothing`,
      })
    }
    if (dwellSeconds !== undefined && zoneId === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['zoneId'],
        message: 'must be given: a dwell of so many seconds is timed in a zone',
      })
    }
  })

const httpsLink = z.url({ protocol: /^https$/, error: 'must be an https:// address' }).max(500)

const messageStep = z.strictObject({
  id: idSchema,
  kind: z.literal('message', 'must be "message"'),
  class: z.enum(messageClasses, `must be one of ${messageClasses.join(', ')}`),
  message: z.strictObject({
    kind: z.enum(messageKinds, `must be one of ${messageKinds.join(', ')}`),
    title: textSchema(80),
    body: textSchema(400),
    link: z.exactOptional(httpsLink),
    image: z.exactOptional(httpsLink),
    offerId: z.exactOptional(idSchema),
  }),
  expiresInSeconds: wholeNumber(10, 30 * day, 'seconds').default(journeyDefaults.expiresInSeconds),
})

const frequencyCap = z.strictObject({
  limit: wholeNumber(1, 100),
  windowSeconds: wholeNumber(60, 30 * day, 'seconds'),
  scope: z.enum(['journey', 'customer'], 'must be "journey" or "customer"'),
})

/** A journey as a marketer writes it; what she leaves out has a default. `id` and `createdAt` are not hers to say. */
export const journeySchema = z
  .strictObject({
    id: idSchema,
    name: textSchema(100),
    priority: wholeNumber(0, 100).default(journeyDefaults.priority),
    createdAt: z.number(),
    entrance,
    steps: z.tuple([messageStep], 'must be a list of one message step'),
    frequencyCaps: z
      .array(frequencyCap)
      .max(10)
      .default([...journeyDefaults.frequencyCaps]),
    consent: z
      .array(idSchema)
      .max(10)
      .default([...journeyDefaults.consent]),
    paused: z.boolean('must be true or false').default(false),
  })
  .superRefine(({ steps: [step], consent }, context) => {
    if (step.class === 'marketing' && consent.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['consent'],
        message: 'must name a purpose: nobody gets marketing that she did not allow',
      })
    }
  }) satisfies z.ZodType<Journey>

export const journeyExample = {
  id: 'boots-offer',
  name: '20 % off boots',
  priority: 50,
  createdAt: 0,
  entrance: {
    moment: 'zone.dwell',
    venueId: 'harbour',
    zoneId: 'boots',
    dwellSeconds: 60,
    audience: { 'customer.tier': 'gold' },
    usefulForSeconds: 120,
  },
  steps: [
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: {
        kind: 'offer',
        title: 'Boots',
        body: '20 % off until six',
        link: 'https://example.com/boots',
        offerId: 'boots-20',
      },
      expiresInSeconds: 1800,
    },
  ],
  frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
  consent: ['marketing'],
  paused: false,
}
