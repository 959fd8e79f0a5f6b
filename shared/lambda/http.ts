import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { grantsFrom, mayDo, type Role } from '#shared/access/roles.ts'
import { check, type Fault, type Schema } from '#shared/schemas/faults.ts'
import { paramsExample, paramsSchema } from '#shared/schemas/fields.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'

/** A request as a route sees it. `now` is the API's time in milliseconds since 1970, `may` asks for its role in one more venue. */
export type Request<Body = unknown, Query = unknown> = {
  params: Readonly<Record<string, string>>
  /** What stands behind the `?`, as the route's schema has it. */
  query: Query
  body: Body
  now: number
  may: (venueId: string) => boolean
}

export type Answer = { status: number; body: unknown }

type Asked = Pick<Request, 'params' | 'now'>

/** A route: who may call it, for which venue, what query and body it takes, and what it does. */
export type Route<Body, Query = unknown> = {
  roles: readonly Role[] | 'anybody'
  /**
   * The venue that the request is about. Undefined, or no `venueOf` at all, asks for the role in every venue; 'any' is
   * content with the role in one.
   */
  venueOf?: 'any' | ((request: Request<Body>) => string | undefined | Promise<string | undefined>)
  body?: { schema: Schema<Body>; example: unknown; with?: (asked: Asked) => object }
  query?: { schema: Schema<Query>; example: unknown }
  run: (request: Request<Body, Query>) => Promise<Answer>
}

/** Keeps a route's types to itself, so that routes of different bodies stand in one table. */
export const route = <Body, Query>(one: Route<Body, Query>): Route<unknown> => one as unknown as Route<unknown>

/** A handler of the HTTP API's routes, by route key. Errors come as `{ message, issues }`, each issue with path, reason and example. */
export const httpHandler = (routes: Readonly<Record<string, Route<unknown>>>) =>
  handle<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>(async (event) => {
    const found = routes[event.routeKey]
    if (!found) return json({ status: 404, body: { message: `No route ${event.routeKey}` } })
    try {
      return json(await serve(found, event))
    } catch (error) {
      // the route's name, not the address: that may name a customer
      log('error', 'a request failed', { route: event.routeKey, error: error as Error })
      return json({
        status: 500,
        body: { message: 'Something on our side failed. Try again: doing it twice does no harm.' },
      })
    }
  })

/** An answer that names what is wrong and how it would be right. */
export const badRequest = (message: string, issues: readonly Fault[]): Answer => ({
  status: 400,
  body: { message, issues },
})

export const notFound = (what: string, id: string): Answer => ({
  status: 404,
  body: { message: `There is no ${what} "${id}"` },
})

export const forbidden = (roles: readonly Role[], venueId: string | undefined): Answer => ({
  status: 403,
  body: {
    message: `This takes the role ${['admin', ...roles].join(' or ')} ${venueId === undefined ? 'for every venue' : `for venue "${venueId}"`}`,
  },
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
  const request: Request = { ...asked, query: searched.value, body: read.value, may }
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

const json = ({ status, body }: Answer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
