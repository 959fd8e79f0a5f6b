import * as z from 'zod'
import type { Segment } from '#shared/domain/segment.ts'
import { conditionSchema } from './condition.ts'
import { idSchema, textSchema } from './fields.ts'

/** People who have something in common. Which ones that are is computed; it is never a list. */
export const segmentSchema = z
  .strictObject({ id: idSchema, name: textSchema(100), condition: conditionSchema })
  .meta({ id: 'Segment' }) satisfies z.ZodType<Segment>

export const segmentExample = {
  id: 'gold-german',
  name: 'Gold customers who read German',
  condition: { 'customer.tier': 'gold', 'customer.language': { $in: ['de', 'de-AT'] } },
}
