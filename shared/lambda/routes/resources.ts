import { etagOf } from '#shared/domain/content-hash.ts'
import {
  type ResourceKind,
  type Resources,
  resourceNames,
  settingsId,
  venueOfResource,
} from '#shared/domain/resource.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import type { Ports } from '#shared/ports.ts'
import { resourceListAnswer } from '#shared/schemas/answers.ts'
import type { Schema } from '#shared/schemas/faults.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyExample } from '#shared/schemas/journey-example.ts'
import { offerExample, offerSchema } from '#shared/schemas/offer.ts'
import { cursorOf, pageExample, pageSchema } from '#shared/schemas/pages.ts'
import { personaExample, personaSchema } from '#shared/schemas/persona.ts'
import { segmentExample, segmentSchema } from '#shared/schemas/segment.ts'
import { settingsExample, settingsSchema } from '#shared/schemas/settings.ts'
import { templateExample, templateSchema } from '#shared/schemas/template.ts'
import { putResource, type ResourceRefusal, removeResource } from '#shared/use-cases/manage-resources.ts'
import { type Answer, forbidden, notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'
import { refused } from '../venue-refusals.ts'

type ManagePorts = Pick<Ports, 'drafts' | 'audit'>
type Listed = Exclude<ResourceKind, 'settings'>
type Shape<K extends ResourceKind> = { schema: Schema<Resources[K]>; example: unknown }

const readers = ['marketer', 'analyst', 'operator'] as const
const writers = ['marketer'] as const

const shapes: { [K in Listed]: Shape<K> } = {
  journeys: { schema: journeySchema, example: journeyExample },
  segments: { schema: segmentSchema, example: segmentExample },
  offers: { schema: offerSchema, example: offerExample },
  templates: { schema: templateSchema, example: templateExample },
  personas: { schema: personaSchema, example: personaExample },
}

/** The drafts of all that marketers write: journeys, segments, offers, templates, personas, and the settings. */
export const resourceRoutes = (ports: ManagePorts): Routes => ({
  ...routesOf('journeys', shapes.journeys, ports),
  ...routesOf('segments', shapes.segments, ports),
  ...routesOf('offers', shapes.offers, ports),
  ...routesOf('templates', shapes.templates, ports),
  ...routesOf('personas', shapes.personas, ports),
  ...settingsRoutes(ports),
})

const changed = {
  409: { is: 'Others change it at the same moment' },
  412: { is: 'It is not what the caller has seen, or is there already' },
}

const routesOf = <K extends Listed>(kind: K, { schema, example }: Shape<K>, ports: ManagePorts): Routes => {
  const what = resourceNames[kind]
  const param = `${what}Id`
  const item = `/${kind}/{${param}}`
  const put = putResource(ports)
  const remove = removeResource(ports)
  return {
    [`GET /${kind}`]: route({
      summary: `The ${kind}, by id`,
      roles: readers,
      venueOf: 'any',
      query: { schema: pageSchema, example: pageExample },
      answers: { 200: { is: `A page of ${kind}`, schema: resourceListAnswer(kind) } },
      run: async ({ query }) => {
        const { entries, next } = await ports.drafts.list(kind, query)
        return { status: 200, body: { [kind]: entries, ...cursorOf(next) } }
      },
    }),
    [`GET ${item}`]: route({
      summary: `The draft of a ${what}`,
      roles: readers,
      venueOf: 'any',
      answers: { 200: { is: 'The draft', schema } },
      run: async ({ params: { [param]: id = '' } }) => {
        const draft = await ports.drafts.find(kind, id)
        return draft ? { status: 200, body: draft.resource, etag: etagOf(draft.resource) } : notFound(what, id)
      },
    }),
    [`PUT ${item}`]: route({
      summary: `Stores the draft of a ${what}; nothing goes live before it is published`,
      roles: writers,
      venueOf: ({ body }) => venueOfResource(body),
      body: {
        schema,
        example,
        // when a journey was made is not for its author to say
        with: ({ params, now }) => ({ id: params[param], ...(kind === 'journeys' ? { createdAt: now } : {}) }),
      },
      answers: {
        200: { is: 'The draft as it is now', schema },
        201: { is: 'The draft, which is new', schema },
        ...changed,
      },
      run: async ({ params: { [param]: id = '' }, body, by, now, holds, may }) => {
        const result = await put(kind, id, body, { by, now, holds, mayChange: may })
        if (!('answer' in result)) return refusedAs(result, what, id)
        const { saved, created, etag } = result.answer
        return { status: created ? 201 : 200, body: saved, etag }
      },
    }),
    [`DELETE ${item}`]: route({
      summary: `Removes the draft of a ${what}; publishing takes it off live`,
      roles: writers,
      venueOf: 'any',
      answers: {
        204: { is: 'It is gone' },
        409: { is: 'Something refers to it' },
        412: { is: 'It is not what the caller has seen' },
      },
      run: async ({ params: { [param]: id = '' }, by, now, holds, may }) => {
        const result = await remove(kind, id, { by, now, holds, mayChange: may })
        return 'answer' in result ? { status: 204 } : refusedAs(result, what, id)
      },
    }),
  }
}

/** The one document of settings, which is always there: before anybody wrote it, it says what holds anyway. */
const settingsRoutes = (ports: ManagePorts): Routes => {
  const put = putResource(ports)
  const remove = removeResource(ports)
  const unwritten = etagOf(defaultSettings)
  return {
    'GET /settings': route({
      summary: 'The draft of the settings; where there is none, what holds without one',
      roles: readers,
      venueOf: 'any',
      answers: { 200: { is: 'The draft', schema: settingsSchema } },
      run: async () => {
        const body = (await ports.drafts.find('settings', settingsId))?.resource ?? defaultSettings
        return { status: 200, body, etag: etagOf(body) }
      },
    }),
    'PUT /settings': route({
      summary: 'Stores the draft of the settings; nothing goes live before it is published',
      roles: writers,
      body: { schema: settingsSchema, example: settingsExample },
      answers: { 200: { is: 'The draft as it is now', schema: settingsSchema }, ...changed },
      run: async ({ body, by, now, holds, may }) => {
        const asked = { by, now, mayChange: may, holds: (etag = unwritten) => holds(etag) }
        const result = await put('settings', settingsId, body, asked)
        if (!('answer' in result)) return refusedAs(result, 'settings', settingsId)
        return { status: 200, body: result.answer.saved, etag: result.answer.etag }
      },
    }),
    'DELETE /settings': route({
      summary: 'Removes the draft of the settings; publishing makes the house defaults hold again',
      roles: writers,
      answers: { 204: { is: 'It is gone' }, 412: { is: 'It is not what the caller has seen' } },
      run: async ({ by, now, holds, may }) => {
        const result = await remove('settings', settingsId, { by, now, holds, mayChange: may })
        return 'answer' in result || 'missing' in result ? { status: 204 } : refusedAs(result, 'settings', settingsId)
      },
    }),
  }
}

const refusedAs = (refusal: ResourceRefusal, what: string, id: string): Answer =>
  'forbiddenIn' in refusal ? forbidden(writers, refusal.forbiddenIn) : refused(refusal, { what, id, venueId: '' })
