import * as z from 'zod'
import type { Page } from '#shared/domain/page-of.ts'

const limitMessage = 'must be a whole number from 1 to 200'
const cursorMessage = 'must be the "next" of the page before, as it came'

/** Which part of a list: so many, from where the part before it ended. */
export const pageFields = {
  limit: z.coerce
    .number(limitMessage)
    .int(limitMessage)
    .min(1, limitMessage)
    .max(200, limitMessage)
    .default(50)
    .meta({ description: 'How many at most' }),
  after: z.exactOptional(
    z
      .string(cursorMessage)
      .regex(/^[\w-]{1,500}$/, cursorMessage)
      .transform((cursor) => Buffer.from(cursor, 'base64url').toString('utf8'))
      .meta({ description: 'The `next` of the page before' }),
  ),
}
export const pageSchema = z.strictObject(pageFields) satisfies z.ZodType<Page>
export const pageExample = { limit: '50' }

/** Where a list goes on, as callers carry it around without looking into it. */
export const cursorOf = (next: string | undefined): { next?: string } =>
  next === undefined ? {} : { next: Buffer.from(next).toString('base64url') }
