import { dynamoAnonymous } from '#shared/adapters/aws/anonymous.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoOccupancies } from '#shared/adapters/aws/occupancy.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { conflict, notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { problemSchema } from '#shared/schemas/answers.ts'
import { occupancyAnswer, quartersAnswer } from '#shared/schemas/count-answers.ts'
import { quartersQueryExample, quartersQuerySchema } from '#shared/schemas/counts.ts'
import { countOccupancy } from '#shared/use-cases/count-occupancy.ts'
import { countVisitors } from '#shared/use-cases/count-quarters.ts'

const db = dynamodb()
const ports = {
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
  occupancies: dynamoOccupancies(db, env('COUNTS_TABLE')),
  anonymous: dynamoAnonymous(db, env('COUNTS_TABLE')),
}
const countNow = countOccupancy(ports)
const countThen = countVisitors(ports)
const readers = ['operator', 'marketer', 'analyst', 'associate'] as const

export const handler = httpHandler({
  'GET /venues/{venueId}/occupancy': route({
    summary: 'How many visitors are where now',
    answers: { 200: { is: 'Each visitor once, whatever she carries', schema: occupancyAnswer } },
    roles: readers,
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '' }, now }) => {
      const occupancy = await countNow(venueId, now)
      return occupancy ? { status: 200, body: occupancy } : notFound('published venue', venueId)
    },
  }),
  'GET /venues/{venueId}/visitors': route({
    summary: 'How many devices that nobody registered were heard, by quarter of an hour',
    answers: {
      200: { is: 'Rounded to tens; groups under ten are not shown', schema: quartersAnswer },
      409: { is: 'The venue does not count them', schema: problemSchema },
    },
    roles: readers,
    venueOf: ({ params }) => params.venueId,
    query: { schema: quartersQuerySchema, example: quartersQueryExample },
    run: async ({ params: { venueId = '' }, query: { from, to }, now }) => {
      const quarters = await countThen(venueId, { from, until: to, now })
      if (quarters === undefined) return notFound('published venue', venueId)
      if (quarters !== 'off') return { status: 200, body: { quarters } }
      const message = `Venue "${venueId}" does not count devices that nobody registered: set countsAnonymous and publish`
      return conflict(message)
    },
  }),
})
