import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { grantsFrom, mayDo, type Role } from '#shared/access/roles.ts'
import type { Caller } from '#shared/domain/audit.ts'
import { etagOf } from '#shared/domain/content-hash.ts'
import { check, type Schema } from '#shared/schemas/faults.ts'
import { paramsExample, paramsSchema } from '#shared/schemas/fields.ts'
import { type Answer, badRequest, forbidden } from './answers.ts'
import { callerFrom } from './caller.ts'
import { hasSeen, holdsFor } from './conditional.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'

/**
 * A request as a route sees it. `now` is the API's time in milliseconds since 1970. `may` asks for its role in one more venue,
 * or, undefined, in all of them, `is` for others. `holds` says whether what the caller asks for by If-Match and If-None-Match is so of what has this etag.
 */
export type Request<Body = unknown, Query = unknown> = {
  params: Readonly<Record<string, string>>
  /** What stands behind the `?`, as the route's schema has it. */
  query: Query
  body: Body
  now: number
  by: Caller
  may: (venueId: string | undefined) => boolean
  is: (role: Role, venueId: string | undefined) => boolean
  holds: (etag: string | undefined) => boolean
  /** The same for a request that its caller sends again, where she says so by Idempotency-Key. */
  requestId: string
}

/** What a route answers with a status, in words, and the shape of its body; no shape: what is wrong, or nothing at all. */
export type Answers = Readonly<Record<number, { is: string; schema?: Schema<unknown> }>>

type Asked = Pick<Request, 'params' | 'now'>

/**
 * A route: what it is for, who may call it, for which venue, what query and body it takes, what it answers, and what it does.
 * The OpenAPI document is made of this; what is asked for wrongly, or by the wrong people, is answered here and added there.
 */
export type Route<Body, Query = unknown> = {
  summary: string
  answers: Answers
  roles: readonly Role[] | 'anybody'
  /**
   * The venue that the request is about. Undefined, or no `venueOf` at all, asks for the role in every venue; 'any' is
   * content with the role in one.
   */
  venueOf?: 'any' | ((request: Request<Body, Query>) => string | undefined | Promise<string | undefined>)
  body?: { schema: Schema<Body>; example: unknown; with?: (asked: Asked) => object }
  query?: { schema: Schema<Query>; example: unknown }
  run: (request: Request<Body, Query>) => Promise<Answer>
}

export type Routes = Readonly<Record<string, Route<unknown>>>

/** Keeps a route's types to itself, so that routes of different bodies stand in one table. */
export const route = <Body, Query>(one: Route<Body, Query>): Route<unknown> => one as unknown as Route<unknown>

/** A handler of the HTTP API's routes, by route key, with the routes for whoever describes them. Errors come as `{ message, issues }`, each issue with path, reason and example. */
export const httpHandler = (routes: Routes) => Object.assign(handlerOf(routes), { routes })

const handlerOf = (routes: Routes) =>
  handle<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>(async (event) => {
    const found = routes[event.routeKey]
    if (!found) return json({ status: 404, body: { message: `No route ${event.routeKey}` } })
    try {
      return conditional(await serve(found, event), event)
    } catch (error) {
      // the route's name, not the address: that may name a customer
      log('error', 'a request failed', { route: event.routeKey, error: error as Error })
      return json({
        status: 500,
        body: { message: 'Something on our side failed. Try again: doing it twice does no harm.' },
      })
    }
  })

const serve = async (
  { roles, venueOf, query, body, run }: Route<unknown>,
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
): Promise<Answer> => {
  const grants = grantsFrom(event.requestContext.authorizer?.jwt?.claims ?? {})
  const isSomewhere = roles === 'anybody' || grants.some(({ role }) => role === 'admin' || roles.includes(role))
  if (!isSomewhere) return { status: 403, body: { message: `This takes the role ${['admin', ...roles].join(' or ')}` } }

  const params = check(paramsSchema, event.pathParameters ?? {}, paramsExample)
  if ('faults' in params) return badRequest('The address is not right', params.faults)
  const asked = { params: params.value, now: event.requestContext.timeEpoch }
  const searched = query ? check(query.schema, event.queryStringParameters ?? {}, query.example) : { value: {} }
  if ('faults' in searched) return badRequest('What stands behind the ? is not right', searched.faults)
  const read = body === undefined ? { value: undefined } : readBody(body, event, asked)
  if ('status' in read) return read
  const may = (venueId: string | undefined) => roles === 'anybody' || mayDo(grants, roles, venueId)
  const request: Request = {
    ...asked,
    query: searched.value,
    body: read.value,
    by: callerFrom(event.requestContext.authorizer?.jwt?.claims ?? {}),
    may,
    is: (role, venueId) => mayDo(grants, role, venueId),
    holds: holdsFor(event.headers),
    requestId: event.headers['idempotency-key'] ?? event.requestContext.requestId,
  }
  if (roles !== 'anybody' && venueOf !== 'any') {
    const venueId = await venueOf?.(request)
    if (!may(venueId)) return forbidden(roles, venueId)
  }
  return run(request)
}

/** The body as the route's schema has it. What its `with` says wins over what the caller says. */
const readBody = (
  { schema, example, with: own }: NonNullable<Route<unknown>['body']>,
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  asked: Asked,
): { value: unknown } | Answer => {
  const read = readJson(event)
  if ('fault' in read) return badRequest(read.fault, [{ path: 'body', reason: 'must be JSON', example }])
  const { json } = read
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
  const checked = check(schema, isObject ? { ...json, ...own?.(asked) } : json, example)
  if ('value' in checked) return checked
  const { length } = checked.faults
  return badRequest(
    `${length} thing${length === 1 ? ' in the request is' : 's in the request are'} not right`,
    checked.faults,
  )
}

const readJson = ({
  body,
  isBase64Encoded,
}: APIGatewayProxyEventV2WithJWTAuthorizer): { json: unknown } | { fault: string } => {
  try {
    return { json: JSON.parse(isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '')) }
  } catch (error) {
    return { fault: `The body is not JSON: ${(error as Error).message}` }
  }
}

/** What is read or put has an etag; whoever has it already is told so without the body. */
const conditional = (
  answer: Answer,
  { headers, requestContext }: APIGatewayProxyEventV2WithJWTAuthorizer,
): APIGatewayProxyStructuredResultV2 => {
  const { method } = requestContext.http
  const isRepresentation = answer.status < 300 && (method === 'GET' || method === 'PUT')
  const { etag = isRepresentation ? etagOf(answer.body) : undefined } = answer
  const tagged = etag === undefined ? answer : { ...answer, headers: { ...answer.headers, etag } }
  if (method !== 'GET' || etag === undefined || answer.status !== 200 || !hasSeen(headers, etag)) return json(tagged)
  return { statusCode: 304, headers: tagged.headers ?? {} }
}

const json = ({ status, body, headers }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
})
