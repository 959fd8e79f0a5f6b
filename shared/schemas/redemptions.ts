import * as z from 'zod'
import { idSchema, textSchema, wholeNumber } from './fields.ts'

const timeMessage = 'must be a time as 2026-11-21T14:03:00Z, or with its offset'

/** A code at a till. `id` is the till's own: the same again is the same redemption. `at` only if the till was offline. */
export const redemptionSchema = z.strictObject({
  code: textSchema(40),
  tillId: idSchema,
  id: idSchema,
  at: z.exactOptional(
    z.iso
      .datetime({ offset: true, abort: true, error: timeMessage })
      .transform((text) => Date.parse(text))
      .meta({ description: 'When it was handed out, if the till was offline: it is not asked, it has happened' }),
  ),
})
export const redemptionExample = { code: '7QK2-M9XD-4TB8', tillId: 'till-4', id: 'till-4.000172' }

const mostAtOnce = 100

export const redemptionsSchema = z.strictObject({ redemptions: z.array(redemptionSchema).min(1).max(mostAtOnce) })
export const redemptionsExample = { redemptions: [{ ...redemptionExample, at: '2026-11-21T14:03:00Z' }] }

const redemptionResults = ['redeemed', 'already_redeemed', 'expired', 'unknown', 'forged', 'mistyped'] as const

export const redemptionAnswer = z
  .strictObject({
    id: z.string(),
    result: z.enum(redemptionResults),
    message: z.string().meta({ description: 'For whoever stands at the till, in the clock of the venue' }),
    offerId: z.exactOptional(z.string()),
    at: z.exactOptional(z.number().meta({ description: 'When it was redeemed, milliseconds since 1970' })),
    tillId: z.exactOptional(z.string().meta({ description: 'Where it was redeemed' })),
    expiresAt: z.exactOptional(z.number()),
    conflict: z.exactOptional(z.literal(true).meta({ description: 'Two tills have handed it out; the first counts' })),
  })
  .meta({ id: 'Redemption' })

export const redemptionsAnswer = z.strictObject({ redemptions: z.array(redemptionAnswer) })

export const stockSchema = z.strictObject({ left: wholeNumber(0, 100_000_000) })
export const stockExample = { left: 200 }

export const stockAnswer = z
  .strictObject({
    left: z.number().nullable().meta({ description: 'null: as many as are asked for' }),
    issued: z.number().meta({ description: 'Codes given out since the offer began' }),
    source: z
      .enum(['defined', 'set'])
      .meta({ description: 'Whether the stock is that of the definition, or what somebody set it to' }),
    product: z.exactOptional(
      z
        .strictObject({ left: z.number(), at: z.number() })
        .meta({ description: 'What the stock feed said of its product last' }),
    ),
  })
  .meta({ id: 'OfferStock' })
