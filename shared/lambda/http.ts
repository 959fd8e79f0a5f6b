import middy from '@middy/core'
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { z } from 'zod'
import { type Grant, grantsFrom, mayDo, type Role } from '#shared/access/roles.ts'
import { check, type Fault } from '#shared/schemas/faults.ts'
import { log } from './log.ts'

/** A request as a route sees it. `now` is the API's time in milliseconds since 1970. */
export type Request<Body = unknown> = { params: Readonly<Record<string, string>>; body: Body; now: number }

export type Answer = { status: number; body: unknown }

/** A route: who may call it, for which venue, what body it takes, and what it does. */
export type Route<Body> = {
  roles: readonly Role[] | 'anybody'
  /** The venue that the request is about; undefined asks for a grant over all venues. */
  venueOf?: (request: Request<Body>) => string | undefined
  body?: { schema: z.ZodType<Body>; example: unknown; with?: (request: Omit<Request, 'body'>) => object }
  run: (request: Request<Body>) => Promise<Answer>
}

/** Keeps a route's body type to itself, so that routes of different bodies stand in one table. */
export const route = <Body>(one: Route<Body>): Route<unknown> => one as unknown as Route<unknown>

/** A handler of the HTTP API's routes, by route key. Errors come as `{ message, issues }`, each issue with path, reason and example. */
export const httpHandler = (routes: Readonly<Record<string, Route<unknown>>>) =>
  middy<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>()
    .onError(({ error, event, response }) => {
      log('error', 'a request failed', { route: event.routeKey, reason: error?.message })
      return (
        response ??
        json({ status: 500, body: { message: 'Something on our side failed. Try again; nothing is half done.' } })
      )
    })
    .handler(async (event) => {
      const found = routes[event.routeKey]
      if (!found) return json({ status: 404, body: { message: `No route ${event.routeKey}` } })
      return json(await serve(found, event))
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

const serve = async (
  { roles, venueOf, body, run }: Route<unknown>,
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
): Promise<Answer> => {
  const params = Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? '']),
  )
  const request = { params, now: event.requestContext.timeEpoch }
  const grants = grantsFrom(event.requestContext.authorizer?.jwt?.claims ?? {})
  if (roles !== 'anybody' && !grants.some(({ role }) => role === 'admin' || roles.includes(role)))
    return forbidden(roles, undefined)

  let value: unknown
  if (body) {
    const read = readJson(event)
    if ('fault' in read)
      return badRequest(read.fault, [{ path: 'body', reason: 'must be JSON', example: body.example }])
    const given =
      typeof read.json === 'object' && read.json !== null && body.with
        ? { ...read.json, ...body.with(request) }
        : read.json
    const checked = check(body.schema, given, body.example)
    if ('faults' in checked)
      return badRequest(`${checked.faults.length} things in the request are not right`, checked.faults)
    value = checked.value
  }
  const full = { ...request, body: value }
  if (roles !== 'anybody' && venueOf && !allows(grants, roles, venueOf(full))) return forbidden(roles, venueOf(full))
  return run(full)
}

const allows = (grants: readonly Grant[], roles: readonly Role[], venueId: string | undefined) =>
  mayDo(grants, roles, venueId)

const forbidden = (roles: readonly Role[], venueId: string | undefined): Answer => ({
  status: 403,
  body: {
    message: `This takes the role ${['admin', ...roles].join(' or ')}${venueId === undefined ? '' : ` for venue "${venueId}"`}`,
  },
})

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
