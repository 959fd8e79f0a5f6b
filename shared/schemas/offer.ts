import * as z from 'zod'
import type { Offer } from '#shared/domain/offer.ts'
import { idSchema, numberBetween, textSchema, wholeNumber } from './fields.ts'

const day = 24 * 60 * 60
const money = numberBetween(0, 1_000_000_000)
const costMessage = 'must be a number above 0: what one redemption costs'

/** Something to redeem at a till. Amounts of money are in the organisation's currency. */
export const offerSchema = z
  .strictObject({
    id: idSchema,
    name: textSchema(100),
    venueId: idSchema,
    stock: z.exactOptional(wholeNumber(1, 10_000_000)),
    budget: z.exactOptional(
      z
        .strictObject({
          amount: money,
          cost: z.number(costMessage).positive(costMessage).max(1_000_000_000, costMessage),
        })
        .refine(({ amount, cost }) => cost <= amount, {
          path: ['cost'],
          error: 'must not be above "amount": not one would fit into the budget',
        }),
    ),
    perCustomer: z.exactOptional(wholeNumber(1, 1000)),
    validUntil: z.exactOptional(wholeNumber(Date.UTC(2020), Date.UTC(2100), 'milliseconds since 1970')),
    codeValidSeconds: wholeNumber(60, 366 * day, 'seconds'),
    margin: z.exactOptional(numberBetween(-1_000_000, 1_000_000)),
    productId: z.exactOptional(idSchema),
  })
  .meta({ id: 'Offer' }) satisfies z.ZodType<Offer>

export const offerExample = {
  id: 'boots-20',
  name: '20 % off boots',
  venueId: 'harbour',
  stock: 500,
  budget: { amount: 10_000, cost: 18.5 },
  perCustomer: 1,
  validUntil: Date.UTC(2026, 11, 31, 23),
  codeValidSeconds: 2 * 60 * 60,
  margin: 12.4,
  productId: 'boots',
}
