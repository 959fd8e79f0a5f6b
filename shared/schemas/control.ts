import * as z from 'zod'
import { idSchema } from './fields.ts'

/** What to publish: the drafts of one venue, or all of them. */
export const publishSchema = z.strictObject({ venueId: z.exactOptional(idSchema) })
export const publishExample = { venueId: 'harbour' }

const paused = z.boolean('must be true to pause, false to go on')

/** What to pause, or to let go on. */
export const pauseSchema = z.discriminatedUnion(
  'scope',
  [
    z.strictObject({ scope: z.literal('everything'), paused }),
    z.strictObject({ scope: z.enum(['venue', 'journey']), id: idSchema, paused }),
  ],
  'must have scope "everything", "venue" or "journey"',
)
export const pauseExample = { scope: 'journey', id: 'boots-offer', paused: true }

/** A message of the timer queue. */
export const wakeSchema = z.object({ v: z.literal(1), mailbox: z.string(), dueAt: z.number() })
