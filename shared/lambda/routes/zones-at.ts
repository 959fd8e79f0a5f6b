import type { Ports } from '#shared/ports.ts'
import { zonesAtAnswer, zonesAtExample, zonesAtSchema } from '#shared/schemas/zones-at.ts'
import { findZonesAt } from '#shared/use-cases/find-zones-at.ts'
import { badRequest, notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'
import { readers } from './venues.ts'

/** Which zones hold a point: asked and answered at once. */
export const zonesAtRoutes = (ports: Pick<Ports, 'releases' | 'drafts'>): Routes => {
  const find = findZonesAt(ports)
  return {
    'GET /venues/{venueId}/zones/at': route({
      summary: 'The zones that hold a point, the most specific one first, or the nearest one',
      roles: readers,
      venueOf: ({ params }) => params.venueId,
      query: { schema: zonesAtSchema, example: zonesAtExample },
      answers: { 200: { is: 'The zones', schema: zonesAtAnswer } },
      run: async ({ params: { venueId = '' }, query, now }) => {
        const { lon = 0, lat = 0, x, y, floor, time, draft } = query
        const place = {
          point: x !== undefined && y !== undefined ? { x, y } : { lon, lat },
          ...(floor === undefined ? {} : { floor }),
          at: time === undefined ? now : Date.parse(time),
        }
        const found = await find(venueId, place, draft === 'true' ? 'draft' : 'live', now)
        if (found === undefined) return notFound(draft === 'true' ? 'venue' : 'live venue', venueId)
        return 'faults' in found ? badRequest('The place is not right', found.faults) : { status: 200, body: found }
      },
    }),
  }
}
