import type { Ports } from '#shared/ports.ts'
import { stockAnswer, stockExample, stockSchema } from '#shared/schemas/redemptions.ts'
import type { liveOffers } from '#shared/use-cases/live-offers.ts'
import { restockOffer, showStock } from '#shared/use-cases/stock-offers.ts'
import { notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'

type StockPorts = Pick<Ports, 'offers' | 'withdrawals' | 'events' | 'audit'>

/** The stock of offers of the live release. */
export const stockRoutes = (ports: StockPorts, live: ReturnType<typeof liveOffers>): Routes => {
  const show = showStock(ports)
  const restock = restockOffer(ports)
  const venueOf = async ({ params: { offerId = '' } }: { params: Readonly<Record<string, string>> }) =>
    (await live()).offers.get(offerId)?.venueId
  return {
    'GET /offers/{offerId}/stock': route({
      summary: 'How many are left of an offer, and how many codes were given out',
      roles: ['operator', 'marketer', 'analyst'],
      venueOf,
      answers: {
        200: { is: 'Its stock now', schema: stockAnswer },
        404: { is: 'The live release has no such offer' },
      },
      run: async ({ params: { offerId = '' } }) => {
        const stock = await show(offerId, await live())
        return stock ? { status: 200, body: stock } : notFound('published offer', offerId)
      },
    }),
    'PUT /offers/{offerId}/stock': route({
      summary:
        'Sets how many may be given out from now on, in place of the definition’s stock; at 0, unopened messages are taken back',
      roles: ['operator', 'marketer'],
      venueOf,
      body: { schema: stockSchema, example: stockExample },
      answers: {
        200: { is: 'Its stock now; the budget may leave less than was set', schema: stockAnswer },
        404: { is: 'The live release has no such offer' },
      },
      run: async ({ params: { offerId = '' }, body: { left }, by, now }) => {
        const stock = await restock(offerId, left, await live(), { by, now })
        return stock ? { status: 200, body: stock } : notFound('published offer', offerId)
      },
    }),
  }
}
