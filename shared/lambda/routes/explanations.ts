import type { Ports } from '#shared/ports.ts'
import { explanationListAnswer, explanationsExample, explanationsSchema } from '#shared/schemas/explanations.ts'
import { cursorOf } from '#shared/schemas/pages.ts'
import { showExplanations } from '#shared/use-cases/show-explanations.ts'
import { type Routes, route } from '../http.ts'

/** Why somebody got something, or nothing. */
export const explanationRoutes = (ports: Pick<Ports, 'explanations' | 'audit'>): Routes => {
  const show = showExplanations(ports)
  return {
    'GET /explanations': route({
      summary: 'Why a customer, a device, a journey or a message had what came of it, of the last 30 days',
      roles: ['marketer', 'analyst'],
      query: { schema: explanationsSchema, example: explanationsExample },
      answers: {
        200: {
          is: 'A page, the newest first. Analysts are told neither who it was nor what is known of her; looking somebody up is audited',
          schema: explanationListAnswer,
        },
      },
      run: async ({ query, by, now, is }) => {
        const { explanations, next } = await show(query, { by, now, seesPeople: is('marketer', undefined) })
        return { status: 200, body: { explanations, ...cursorOf(next) } }
      },
    }),
  }
}
