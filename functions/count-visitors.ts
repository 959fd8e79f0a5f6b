import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoOccupancies } from '#shared/adapters/aws/occupancy.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { countOccupancy } from '#shared/use-cases/count-occupancy.ts'

const db = dynamodb()
const count = countOccupancy({
  releases: dynamoReleases(db, env('RELEASES_TABLE')),
  occupancies: dynamoOccupancies(db, env('COUNTS_TABLE')),
})
const readers = ['operator', 'marketer', 'analyst', 'associate'] as const

export const handler = httpHandler({
  'GET /venues/{venueId}/occupancy': route({
    roles: readers,
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '' }, now }) => {
      const occupancy = await count(venueId, now)
      return occupancy ? { status: 200, body: occupancy } : notFound('published venue', venueId)
    },
  }),
})
