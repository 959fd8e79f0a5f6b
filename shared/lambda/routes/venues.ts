import { withoutSecrets } from '#shared/access/secrets-of-venues.ts'
import { etagOf } from '#shared/domain/content-hash.ts'
import type { Ports } from '#shared/ports.ts'
import { cursorOf, pageExample, pageSchema } from '#shared/schemas/pages.ts'
import { venueSchema } from '#shared/schemas/venue.ts'
import { venueAnswer, venueListAnswer } from '#shared/schemas/venue-answers.ts'
import { venueExample } from '#shared/schemas/venue-example.ts'
import { putVenue, removeVenue } from '#shared/use-cases/manage-venues.ts'
import { notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'
import { refused } from '../venue-refusals.ts'

/** Who may look at venues. */
export const readers = ['operator', 'marketer', 'analyst', 'associate'] as const
export const writers = ['operator'] as const

/** The drafts of venues, whole. */
export const venueRoutes = (ports: Pick<Ports, 'drafts' | 'audit'>): Routes => {
  const put = putVenue(ports)
  const remove = removeVenue(ports)
  return {
    'GET /venues': route({
      summary: 'The venues, by id',
      roles: readers,
      venueOf: 'any',
      query: { schema: pageSchema, example: pageExample },
      answers: { 200: { is: 'A page of venues', schema: venueListAnswer } },
      run: async ({ query }) => {
        const { venues, next } = await ports.drafts.listVenues(query)
        return { status: 200, body: { venues, ...cursorOf(next) } }
      },
    }),
    'GET /venues/{venueId}': route({
      summary: "A venue's draft, whole",
      roles: readers,
      venueOf: ({ params }) => params.venueId,
      answers: { 200: { is: 'The draft', schema: venueAnswer } },
      run: async ({ params: { venueId = '' }, is }) => {
        const draft = await ports.drafts.findVenue(venueId)
        if (!draft) return notFound('venue', venueId)
        const { venue } = draft
        return { status: 200, body: is('operator', venueId) ? venue : withoutSecrets(venue), etag: etagOf(venue) }
      },
    }),
    'PUT /venues/{venueId}': route({
      summary: 'Stores the draft of a venue, whole; nothing goes live before it is published',
      roles: writers,
      venueOf: ({ params }) => params.venueId,
      body: { schema: venueSchema, example: venueExample, with: ({ params }) => ({ id: params.venueId }) },
      answers: {
        200: { is: 'The draft as it is now', schema: venueAnswer },
        201: { is: 'The draft, which is new', schema: venueAnswer },
        409: { is: 'Others change it at the same moment' },
        412: { is: 'It is not what the caller has seen, or is there already' },
      },
      run: async ({ params: { venueId = '' }, body, by, now, holds }) => {
        const result = await put(body, { by, now, holds })
        if (!('answer' in result)) return refused(result, { what: 'venue', id: venueId, venueId })
        const { saved, created, etag } = result.answer
        return { status: created ? 201 : 200, body: saved, etag }
      },
    }),
    'DELETE /venues/{venueId}': route({
      summary: 'Removes the draft of a venue; publishing it takes the venue off live',
      roles: writers,
      venueOf: ({ params }) => params.venueId,
      answers: {
        204: { is: 'It is gone' },
        409: { is: 'Journeys begin there' },
        412: { is: 'It is not what the caller has seen' },
      },
      run: async ({ params: { venueId = '' }, by, now, holds }) => {
        const result = await remove(venueId, { by, now, holds })
        return 'answer' in result ? { status: 204 } : refused(result, { what: 'venue', id: venueId, venueId })
      },
    }),
  }
}
