import * as z from 'zod'
import type { Estimate } from '#shared/domain/estimate.ts'
import { conditionSchema } from './condition.ts'
import { idSchema, wholeNumber } from './fields.ts'

/** A condition as a segment has it: about `customer`, `history` and `feeds`. */
export const estimateSchema = z.strictObject({ condition: conditionSchema })
export const estimateExample = { condition: { 'customer.tier': 'gold' } }

const smallest = 10 // fewer could be told apart

const figure = (description: string) => z.union([z.number(), z.literal(`<${smallest}`)]).meta({ description })
const counted = {
  total: figure('Customers that there are'),
  matching: figure('Of these, who match'),
  consented: figure('Of these, who are no staff and allow marketing'),
  reachable: figure('Of these, who have a phone of theirs here'),
}
const interval = z.strictObject({ low: z.number(), high: z.number() })

export const estimateAnswer = z
  .strictObject({
    isExact: z
      .boolean()
      .meta({ description: 'All were looked at; false: a sample was, and `intervals` say how far off it may be' }),
    ...counted,
    intervals: z.exactOptional(
      z
        .strictObject({ total: interval, matching: interval, consented: interval, reachable: interval })
        .meta({ description: 'With 95 % confidence' }),
    ),
    looked: z.number().meta({ description: 'Customers that were looked at' }),
  })
  .meta({ id: 'AudienceEstimate' })
export type EstimateAnswer = z.infer<typeof estimateAnswer>

/** An estimate; for who may not see people, groups that are too small are told as such. */
export const estimateAnswerOf = (
  { isExact, counts, intervals, looked }: Estimate,
  seesPeople: boolean,
): EstimateAnswer => {
  const told = (count: number) => (seesPeople || count >= smallest ? count : (`<${smallest}` as const))
  return {
    isExact,
    total: told(counts.total),
    matching: told(counts.matching),
    consented: told(counts.consented),
    reachable: told(counts.reachable),
    ...(intervals === undefined ? {} : { intervals }),
    looked,
  }
}

export const searchSchema = z.strictObject({
  condition: conditionSchema.default({}),
  limit: wholeNumber(1, 200).default(50),
  after: z.exactOptional(idSchema.meta({ description: 'The `next` of the page before' })),
})
export const searchExample = { condition: { 'customer.tier': 'gold' }, limit: 50 }

export const searchAnswer = z.strictObject({
  customers: z
    .array(
      z.strictObject({
        id: z.string(),
        traits: z.record(z.string(), z.unknown()),
        staff: z.boolean(),
        deviceIds: z.array(z.string()),
      }),
    )
    .meta({ description: 'In no order. A page may be short; where there is a `next` it leads on' }),
  next: z.exactOptional(z.string()),
})
