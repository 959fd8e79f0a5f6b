import { withoutSecrets } from '#shared/access/secrets-of-venues.ts'
import { etagOf } from '#shared/domain/content-hash.ts'
import { fitting, pageOf } from '#shared/domain/page-of.ts'
import { type PartKind, partKinds, partNames, partsOf } from '#shared/domain/venue-parts.ts'
import type { Ports } from '#shared/ports.ts'
import { cursorOf, pageExample, pageSchema } from '#shared/schemas/pages.ts'
import { partAnswer, partListAnswer } from '#shared/schemas/venue-answers.ts'
import { venueExample } from '#shared/schemas/venue-example.ts'
import { partSchemas } from '#shared/schemas/venue-parts.ts'
import { putPart, removePart } from '#shared/use-cases/manage-venues.ts'
import { notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'
import { refused } from '../venue-refusals.ts'
import { readers, writers } from './venues.ts'

/** What a venue consists of, each kind as a collection of its own: floors, zones, points of interest, beacons, gateways, signs. */
export const venuePartRoutes = (ports: Pick<Ports, 'drafts' | 'audit'>): Routes =>
  Object.assign({}, ...partKinds.map((kind) => routesOf(kind, ports)))

// an answer of a function has 6 MB: 200 zones of 2,000 corners would have more
const mostCharacters = 5_000_000

const routesOf = <K extends PartKind>(kind: K, ports: Pick<Ports, 'drafts' | 'audit'>): Routes => {
  const what = partNames[kind]
  const collection = `/venues/{venueId}/${kind}`
  const param = `${kind.slice(0, -1)}Id`
  const item = `${collection}/{${param}}`
  const [example] = venueExample[kind]
  const put = putPart(ports)
  const remove = removePart(ports)
  const venueOf = ({ params }: { params: Readonly<Record<string, string>> }) => params.venueId
  return {
    [`GET ${collection}`]: route({
      summary: `The ${kind} of a venue's draft, by id`,
      roles: readers,
      venueOf,
      query: { schema: pageSchema, example: pageExample },
      answers: { 200: { is: `A page of ${kind}`, schema: partListAnswer(kind) } },
      run: async ({ params: { venueId = '' }, query, is }) => {
        const draft = await ports.drafts.findVenue(venueId)
        if (!draft) return notFound('venue', venueId)
        const sorted = partsOf(draft.venue, kind).toSorted((a, b) => (a.id < b.id ? -1 : 1))
        const { entries, next } = pageOf(sorted, ({ id }) => id, query)
        const page = fitting(entries, mostCharacters)
        const seen = is('operator', venueId) ? page : withoutSecrets(page)
        return {
          status: 200,
          body: { [kind]: seen, ...cursorOf(page.length < entries.length ? page.at(-1)?.id : next) },
        }
      },
    }),
    [`GET ${item}`]: route({
      summary: `One ${what} of a venue's draft`,
      roles: readers,
      venueOf,
      answers: { 200: { is: `The ${what}`, schema: partAnswer(kind) } },
      run: async ({ params: { venueId = '', [param]: id = '' }, is }) => {
        const draft = await ports.drafts.findVenue(venueId)
        if (!draft) return notFound('venue', venueId)
        const part = partsOf(draft.venue, kind).find((one) => one.id === id)
        if (!part) return notFound(what, id)
        return { status: 200, body: is('operator', venueId) ? part : withoutSecrets(part), etag: etagOf(part) }
      },
    }),
    [`PUT ${item}`]: route({
      summary: `Stores one ${what} in a venue's draft`,
      roles: writers,
      venueOf,
      body: { schema: partSchemas[kind], example, with: ({ params }) => ({ id: params[param] }) },
      answers: {
        200: { is: `The ${what} as it is now`, schema: partAnswer(kind) },
        201: { is: `The ${what}, which is new`, schema: partAnswer(kind) },
        409: { is: 'Others change the venue at the same moment' },
        412: { is: 'It is not what the caller has seen, or is there already' },
      },
      run: async ({ params: { venueId = '', [param]: id = '' }, body, by, now, holds }) => {
        const result = await put(venueId, kind, body, { by, now, holds })
        if (!('answer' in result)) return refused(result, { what, id, venueId })
        const { saved, created, etag } = result.answer
        return { status: created ? 201 : 200, body: saved, etag }
      },
    }),
    [`DELETE ${item}`]: route({
      summary: `Removes one ${what} from a venue's draft`,
      roles: writers,
      venueOf,
      answers: {
        204: { is: 'It is gone' },
        409: { is: 'Something refers to it' },
        412: { is: 'It is not what the caller has seen' },
      },
      run: async ({ params: { venueId = '', [param]: id = '' }, by, now, holds }) => {
        const result = await remove(venueId, kind, id, { by, now, holds })
        return 'answer' in result ? { status: 204 } : refused(result, { what, id, venueId })
      },
    }),
  }
}
