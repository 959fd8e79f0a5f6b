import type { Condition } from '#shared/domain/condition.ts'
import type { Ports } from '#shared/ports.ts'
import {
  estimateAnswer,
  estimateAnswerOf,
  estimateExample,
  estimateSchema,
  searchAnswer,
  searchExample,
  searchSchema,
} from '#shared/schemas/estimate.ts'
import { estimateAudience } from '#shared/use-cases/estimate-audience.ts'
import { type AudiencePorts, missingSegments } from '#shared/use-cases/match-customers.ts'
import { searchCustomers } from '#shared/use-cases/search-customers.ts'
import { type Answer, badRequest } from '../answers.ts'
import { type Routes, route } from '../http.ts'

/** How many would be reached by a condition, and who. */
export const audienceRoutes = (ports: AudiencePorts & Pick<Ports, 'audit'>): Routes => {
  const estimate = estimateAudience(ports)
  const search = searchCustomers(ports)
  const unlessMissing = async (condition: Condition, answer: () => Promise<Answer>): Promise<Answer> => {
    const faults = await missingSegments(ports, condition)
    return faults.length === 0 ? answer() : badRequest('The condition is not right', faults)
  }
  return {
    'POST /segments/estimate': route({
      summary: 'How many customers match a condition, allow marketing, and can be reached',
      roles: ['marketer', 'analyst'],
      venueOf: 'any',
      body: { schema: estimateSchema, example: estimateExample },
      answers: {
        200: { is: 'Counts: exact ones of up to 20,000 customers, else of a sample', schema: estimateAnswer },
      },
      run: ({ body: { condition }, now, is }) =>
        unlessMissing(condition, async () => ({
          status: 200,
          body: estimateAnswerOf(await estimate(condition, now), is('marketer', undefined)),
        })),
    }),
    'POST /customers/search': route({
      summary: 'Customers who match a condition; that somebody looked is audited',
      roles: ['marketer'],
      body: { schema: searchSchema, example: searchExample },
      answers: { 200: { is: 'A page of them', schema: searchAnswer } },
      run: ({ body: { condition, ...page }, by, now }) =>
        unlessMissing(condition, async () => ({ status: 200, body: await search(condition, page, { by, now }) })),
    }),
  }
}
