import type { Ports } from '#shared/ports.ts'
import { dryRunAnswer, dryRunExample, dryRunSchema } from '#shared/schemas/dry-run.ts'
import { dryRunJourneys } from '#shared/use-cases/dry-run-journeys.ts'
import { notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'

/** What would happen to somebody. */
export const dryRunRoutes = (ports: Pick<Ports, 'drafts' | 'releases' | 'people' | 'audit'>): Routes => {
  const play = dryRunJourneys(ports)
  return {
    'POST /dry-runs': route({
      summary:
        'What would happen to a customer, a persona or somebody invented, and why; nothing is sent, nothing stored',
      roles: ['marketer'],
      // what is known of a customer is no single venue's
      venueOf: ({ body }) => ('customerId' in body.who ? undefined : body.venueId),
      body: { schema: dryRunSchema, example: dryRunExample },
      answers: {
        200: {
          is: 'Each thing that happens, with the decisions of all journeys that it concerns',
          schema: dryRunAnswer,
        },
        404: { is: 'There is no such venue, customer or persona' },
      },
      run: async ({ body, by, now }) => {
        const answer = await play(body, { by, now })
        return 'missing' in answer ? notFound(answer.missing, answer.id) : { status: 200, body: answer }
      },
    }),
  }
}
