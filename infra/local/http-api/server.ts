import type { IncomingMessage } from 'node:http'
import type { Clock, Invoke, Template } from '../contracts.ts'
import { type HttpAnswer, jsonAnswer, serveHttp } from '../http.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import { createJwtCheck, type TokenIssuer } from './jwt-authorizer.ts'
import { createRouteMatcher } from './match-route.ts'
import { proxyAnswer } from './proxy-answer.ts'
import { proxyEvent, splitUrl } from './proxy-event.ts'
import { readBody } from './read-body.ts'
import { type Route, readHttpApi } from './routes.ts'

/** One request and what became of it. `reason` says why the API itself refused it or the function failed. */
export type HandledRequest = {
  routeKey: string | undefined
  method: string
  path: string
  status: number
  reason?: string
}

export type LocalHttpApi = { url: string; close(): Promise<void> }

/**
 * Serves the template's HTTP API on 127.0.0.1 as API Gateway would: routes, JWT authorizers (tokens of the local issuer,
 * audience of the template), CORS, payload format 2.0, quotas. A port of 0 takes a free one.
 */
export const startHttpApi = async (options: {
  template: Template
  clock: Pick<Clock, 'now'>
  invoke: Invoke
  issuer: TokenIssuer
  port: number
  onRequest: (request: HandledRequest) => void
}): Promise<LocalHttpApi> => {
  const { invoke, clock, onRequest } = options
  const api = readHttpApi(options.template)
  const matchRoute = createRouteMatcher(api.routes)
  const checkJwt = createJwtCheck(options.issuer)

  const answer = async (request: IncomingMessage): Promise<Outcome> => {
    const { path } = splitUrl(request)
    if (api.cors && request.method === 'OPTIONS' && request.headers['access-control-request-method'])
      return {
        answer: { status: 204, headers: preflightHeaders(api.cors, request.headers.origin), body: Buffer.alloc(0) },
      }

    const match = matchRoute(request.method ?? '', path)
    if (!match) return refused(404, 'Not Found', `no route is ${request.method} ${path}`)
    const { route, pathParameters } = match
    const jwt = route.authorizer && (await checkJwt(request.headers.authorization, route.authorizer))
    if (jwt && 'refused' in jwt)
      return { ...refused(jwt.refused, jwt.refused === 401 ? 'Unauthorized' : 'Forbidden', jwt.reason), route }

    const body = await readBody(request)
    if (body === 'too large') return { ...refused(413, 'Request Entity Too Large', 'the body has over 10 MB'), route }
    const event = proxyEvent({
      request,
      body,
      routeKey: route.key,
      pathParameters,
      apiId: api.apiId,
      jwt,
      at: clock.now(),
    })
    return { ...(await callFunction(invoke, route, event)), route }
  }

  return serveHttp(options.port, async (request) => {
    const { answer: given, route, reason } = await answer(request)
    onRequest({
      routeKey: route?.key,
      method: request.method ?? '',
      path: splitUrl(request).path,
      status: given.status,
      ...(reason !== undefined && { reason }),
    })
    const allowed = api.cors ? corsHeaders(api.cors, request.headers.origin) : {}
    return { ...given, headers: { ...given.headers, ...allowed } }
  })
}

type Outcome = { answer: HttpAnswer; route?: Route; reason?: string }

const refused = (status: number, message: string, reason: string): Outcome => {
  const answer = jsonAnswer(status, { message })
  return { answer: status === 401 ? withChallenge(answer, reason) : answer, reason }
}

const withChallenge = (answer: HttpAnswer, reason: string): HttpAnswer => {
  const description = reason.replaceAll(/[^\x20-\x7e]|["\\]/g, "'")
  const challenge = `Bearer scope="" error="invalid_token" error_description="${description}"`
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } }
}

const callFunction = async (invoke: Invoke, route: Route, event: unknown): Promise<Outcome> => {
  const timeout = Promise.withResolvers<'timeout'>()
  const timer = setTimeout(timeout.resolve, route.timeoutMs, 'timeout')
  try {
    const returned = await Promise.race([invoke(route.functionArn, event), timeout.promise])
    if (returned === 'timeout') return refused(503, 'Service Unavailable', `no answer within ${route.timeoutMs} ms`)
    return { answer: proxyAnswer(returned) }
  } catch (error) {
    return refused(500, 'Internal Server Error', error instanceof Error ? error.message : String(error))
  } finally {
    clearTimeout(timer)
  }
}
