import type { Condition } from './condition.ts'

/** People who have something in common: a named condition over a customer's traits and history. */
export type Segment = { id: string; name: string; condition: Condition }
