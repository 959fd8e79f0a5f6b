import * as z from 'zod'
import type { FrequencyCap } from '#shared/domain/journey.ts'
import { type QuietHours, weekdays } from '#shared/domain/quiet-hours.ts'
import { wholeNumber } from './fields.ts'

const day = 24 * 60 * 60

const limitMessage = 'must be a whole number from 1 to 100'
const limit = z
  .number(limitMessage)
  .int(limitMessage)
  .min(1, {
    error: ({ input }) =>
      input === 0 ? 'is 0, so nothing would ever be sent; pause the journey instead' : limitMessage,
  })
  .max(100, limitMessage)

export const frequencyCapSchema = z.strictObject({
  limit,
  windowSeconds: wholeNumber(60, 30 * day, 'seconds'),
  scope: z.enum(['journey', 'customer'], 'must be "journey" or "customer"'),
  fallback: z.exactOptional(z.enum(['drop', 'defer'], 'must be "drop" or "defer"')),
}) satisfies z.ZodType<FrequencyCap>

const timeMessage = 'must be a time of day from 00:00 to 23:59'
const timeOfDay = z.string(timeMessage).regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeMessage)

const endMessage = 'must be a time of day from 00:00 to 24:00'
const endOfWindow = z.string(endMessage).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, endMessage)

const quietWindow = z.strictObject({
  start: timeOfDay,
  end: endOfWindow,
  days: z.exactOptional(
    z
      .array(z.enum(weekdays, `must be one of ${weekdays.join(', ')}`))
      .min(1)
      .max(7),
  ),
})

const dateMessage = 'must be a day such as 2026-12-31'
const localDate = z.iso.date(dateMessage)

/** When marketing is silent. That some time of a week is left to send in is a matter of publishing. */
export const quietHoursSchema = z.strictObject({
  windows: z.array(quietWindow).max(20),
  fallback: z.enum(['defer', 'drop'], 'must be "defer" or "drop"'),
  overrides: z.exactOptional(
    z
      .array(
        z
          .strictObject({ from: localDate, until: localDate, windows: z.array(quietWindow).max(20) })
          .refine(({ from, until }) => from <= until, { path: ['until'], error: 'must not be before "from"' }),
      )
      .max(100),
  ),
}) satisfies z.ZodType<QuietHours>
