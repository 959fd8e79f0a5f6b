import type { Ports } from '#shared/ports.ts'
import {
  computeExample,
  computeSchema,
  explanationAnswer,
  explanationListAnswer,
  explanationsExample,
  explanationsSchema,
} from '#shared/schemas/explanations.ts'
import { cursorOf } from '#shared/schemas/pages.ts'
import { computeExplanation } from '#shared/use-cases/compute-explanation.ts'
import { explanationOf, noteLook, showExplanations } from '#shared/use-cases/show-explanations.ts'
import { notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'

/** Why somebody got something, or nothing. */
export const explanationRoutes = (
  ports: Pick<Ports, 'explanations' | 'audit' | 'releases' | 'people' | 'devices'>,
): Routes => {
  const show = showExplanations(ports)
  const compute = computeExplanation(ports)
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
    'POST /explanations/compute': route({
      summary: 'What any journey would have made of an occasion that is kept, by what is known of her now',
      roles: ['marketer', 'analyst'],
      body: { schema: computeSchema, example: computeExample },
      answers: {
        200: {
          is: 'The decision with its checks; none, where the journey waits for something else',
          schema: explanationAnswer,
        },
        404: { is: 'The occasion is not kept, or no release has the journey' },
      },
      run: async ({ body, by, now, is }) => {
        await noteLook(ports.audit, `customers/${body.customerId}`, { by, now })
        const computed = await compute(body)
        if ('missing' in computed) {
          const { missing } = computed
          return notFound(missing, missing === 'journey' ? body.journeyId : body.occasionId)
        }
        const { explained, notAsked } = computed
        const { omitted: _, ...explanation } = explanationOf(explained, is('marketer', undefined))
        return {
          status: 200,
          body: { ...explanation, isComputed: true, ...(notAsked === undefined ? {} : { notAsked }) },
        }
      },
    }),
  }
}
