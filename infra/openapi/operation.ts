import * as z from 'zod'
import type { ZodOpenApiOperationObject } from 'zod-openapi'
import type { Route } from '#shared/lambda/http.ts'
import { problemSchema } from '#shared/schemas/answers.ts'
import { idSchema } from '#shared/schemas/fields.ts'

/** One route as OpenAPI tells it. What every route may answer is added to what it says itself. */
export const operationOf = (key: string, route: Route<unknown>): ZodOpenApiOperationObject => {
  const [method = '', path = ''] = key.split(' ')
  const names = namesIn(path)
  const [, tag = ''] = path.split('/')
  return {
    operationId: operationId(method, path),
    summary: route.summary,
    description: route.roles === 'anybody' ? 'For everybody' : `For ${['admin', ...route.roles].join(', ')}`,
    tags: [tag.replace('.json', '')],
    security: route.roles === 'anybody' ? [] : [{ token: [] }],
    requestParams: {
      ...(names.length === 0 ? {} : { path: z.object(Object.fromEntries(names.map((name) => [name, idSchema]))) }),
      ...(route.query ? { query: route.query.schema as z.ZodObject } : {}),
      ...headersOf(method, route),
    },
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: route.body.schema, example: exampleOf(route.body) } },
          },
        }
      : {}),
    responses: Object.fromEntries(
      Object.entries({ ...commonAnswers(method, names, route), ...route.answers })
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([status, { is, schema }]) => [status, answerOf(Number(status), is, schema as z.ZodType | undefined)]),
    ),
  }
}

const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])

/** The fields of a body that the address says. */
export const ownFieldsOf = ({ with: own }: NonNullable<Route<unknown>['body']>): string[] =>
  Object.keys(own?.({ params: {}, now: 0 }) ?? {})

const exampleOf = (body: NonNullable<Route<unknown>['body']>): unknown => {
  const own = ownFieldsOf(body)
  const { example } = body
  if (typeof example !== 'object' || example === null) return example
  return Object.fromEntries(Object.entries(example).filter(([field]) => !own.includes(field)))
}

const etags = (description: string) => z.string().optional().meta({ description })

const headersOf = (method: string, { answers }: Route<unknown>) => {
  if (method === 'GET') return { header: z.object({ 'if-none-match': etags('304 if it is still this one') }) }
  if (answers[412] === undefined) return {}
  const ifMatch = etags('Only if it is still this one; 412 if not')
  return {
    header: z.object({
      'if-match': ifMatch,
      ...(method === 'PUT' ? { 'if-none-match': etags('* to create only; 412 if it is there already') } : {}),
    }),
  }
}

type Answers = Route<unknown>['answers']

const commonAnswers = (method: string, names: readonly string[], { roles, query, body }: Route<unknown>): Answers => ({
  ...(method === 'GET' ? { 304: { is: 'It is still what the caller has' } } : {}),
  ...(names.length > 0 || query || body
    ? { 400: { is: 'Something in the request is not right: all faults at once' } }
    : {}),
  ...(roles === 'anybody'
    ? {}
    : { 401: { is: 'The token is missing, or not one of ours' }, 403: { is: 'This takes another role' } }),
  ...(names.length > 0 ? { 404: { is: 'There is no such thing' } } : {}),
  ...(body ? { 413: { is: 'The body has over 10 MB' } } : {}),
  429: { is: 'Too many calls; try again later' },
  500: { is: 'Something on our side failed; doing it again does no harm' },
  503: { is: 'It took too long; doing it again does no harm' },
})

const answerOf = (status: number, is: string, schema: z.ZodType | undefined) => {
  const shape = schema ?? (status >= 400 ? problemSchema : undefined)
  return { description: is, ...(shape ? { content: { 'application/json': { schema: shape } } } : {}) }
}

const operationId = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .split('/')
    .filter((step) => step !== '')
    .map((step) =>
      step.startsWith('{')
        ? `By${capital(step.slice(1, -1))}`
        : capital(step.replace(/\W(\w)/g, (_, c: string) => c.toUpperCase())),
    )
    .join('')

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
