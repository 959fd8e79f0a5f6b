import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/releases.ts'
import { venueFaults } from '#shared/domain/venue-faults.ts'
import { env } from '#shared/lambda/environment.ts'
import { badRequest, httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { venueExample, venueSchema } from '#shared/schemas/venue.ts'

const drafts = dynamoDrafts(dynamodb(), env('RELEASES_TABLE'))
const readers = ['operator', 'marketer', 'analyst', 'associate'] as const

export const handler = httpHandler({
  'GET /venues': route({
    roles: readers,
    venueOf: 'any',
    run: async () => ({
      status: 200,
      body: { venues: (await drafts.all()).venues.map(({ id, name }) => ({ id, name })) },
    }),
  }),
  'GET /venues/{venueId}': route({
    roles: readers,
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '' } }) => {
      const venue = await drafts.findVenue(venueId)
      return venue ? { status: 200, body: venue } : notFound('venue', venueId)
    },
  }),
  'PUT /venues/{venueId}': route({
    roles: ['operator'],
    venueOf: ({ params }) => params.venueId,
    body: { schema: venueSchema, example: venueExample, with: ({ params }) => ({ id: params.venueId }) },
    run: async ({ body: venue }) => {
      const faults = venueFaults(venue)
      if (faults.length > 0) return badRequest(`${faults.length} things in the venue do not fit together`, faults)
      await drafts.saveVenue(venue)
      return { status: 200, body: venue }
    },
  }),
})
