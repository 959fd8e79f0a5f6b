import * as z from 'zod'
import { anonymousLimits } from '#shared/domain/anonymous-counts.ts'

const time = z.iso
  .datetime({ offset: true, abort: true, error: 'must be a time as 2026-11-21T09:00:00Z, or with its offset' })
  .transform((text) => Date.parse(text))
const mostMs = anonymousLimits.mostDays * 24 * 60 * 60_000

/** Which quarters of an hour are asked for: from the one that `from` is in, up to `to`. */
export const quartersQuerySchema = z
  .strictObject({ from: time, to: time })
  .refine(({ from, to }) => from < to && to - from <= mostMs, {
    path: ['to'],
    error: `must be after from, and no more than ${anonymousLimits.mostDays} days`,
  })
export const quartersQueryExample = { from: '2026-11-21T09:00:00Z', to: '2026-11-21T18:00:00Z' }
