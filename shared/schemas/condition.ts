import * as z from 'zod'
import { type Condition, conditionFaults } from '#shared/domain/condition.ts'

/** A condition as marketers write it: what can't be compiled is refused word by word. */
export const conditionSchema = z
  .custom<Condition>()
  .superRefine((value, context) => {
    for (const { path, reason, example } of conditionFaults(value)) {
      context.addIssue({ code: 'custom', path: [...path], message: reason, params: { example } })
    }
  })
  .meta({
    id: 'Condition',
    type: 'object',
    description:
      'MongoDB-style: a field is a dotted path (customer.tier), a plain value means equality, an object of operators ($gt, $in, $regex, …) all of them; $and, $or, $nor and $not combine conditions',
    examples: [{ 'customer.tier': { $in: ['gold', 'silver'] }, 'customer.visits': { $gte: 3 } }],
  })
