import {
  redemptionAnswer,
  redemptionExample,
  redemptionSchema,
  redemptionsAnswer,
  redemptionsExample,
  redemptionsSchema,
} from '#shared/schemas/redemptions.ts'
import type { redeemOffers } from '#shared/use-cases/redeem-offers.ts'
import { type Routes, route } from '../http.ts'
import { count } from '../metrics.ts'

const roles = ['associate'] as const

/** What tills ask. A code is told of to whoever is an associate of its offer's venue; to others it is unknown. */
export const redemptionRoutes = (redeem: ReturnType<typeof redeemOffers>): Routes => {
  const redeemed: typeof redeem = async (...asked) => {
    const answers = await redeem(...asked)
    for (const { result, conflict } of answers) {
      count(`Redemptions.${result}`)
      if (conflict) count('Redemptions.conflict')
    }
    return answers
  }
  return {
    'POST /redemptions': route({
      summary: 'Redeems an offer’s code at a till, once; asked again by the same id, it answers the same',
      roles,
      venueOf: 'any',
      body: { schema: redemptionSchema, example: redemptionExample },
      answers: { 200: { is: 'Whether it is good, and if not, why, when and where', schema: redemptionAnswer } },
      run: async ({ body, may, now }) => ({ status: 200, body: (await redeemed([body], may, now))[0] }),
    }),
    'POST /redemptions/batch': route({
      summary: 'What a till redeemed while it was offline, with its own times; the first in time counts',
      roles,
      venueOf: 'any',
      body: { schema: redemptionsSchema, example: redemptionsExample },
      answers: { 200: { is: 'An answer each, in their order', schema: redemptionsAnswer } },
      run: async ({ body: { redemptions }, may, now }) => ({
        status: 200,
        body: { redemptions: await redeemed(redemptions, may, now) },
      }),
    }),
  }
}
