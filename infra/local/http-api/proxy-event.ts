import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { account } from '../aws.ts'
import type { JwtContext } from './jwt-authorizer.ts'

type ProxyEvent = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { jwt: JwtContext } } }

/**
 * The event of a Lambda proxy integration, payload format 2.0. `at` is the clock's time in milliseconds.
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export const proxyEvent = (given: {
  request: IncomingMessage
  body: Buffer
  routeKey: string
  pathParameters: Record<string, string>
  apiId: string
  jwt: JwtContext | undefined
  at: number
}): ProxyEvent => {
  const { request, body, routeKey, pathParameters, jwt, at } = given
  const { path, query } = splitUrl(request)
  const { cookie, ...headers } = joined(request.headersDistinct)
  const parameters = joined(
    Object.groupBy(new URLSearchParams(query), ([name]) => name),
    ([, value]: [string, string]) => value,
  )
  const domainName = headers.host ?? ''
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers,
    ...(query !== '' && { queryStringParameters: parameters }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: account,
      apiId: given.apiId,
      ...(jwt && { authorizer: { jwt } }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method ?? '',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: clfTime(at),
      timeEpoch: at,
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  }
}

/** A request's path and query, as they were sent. */
export const splitUrl = ({ url = '/' }: IncomingMessage) => {
  const [path = '/', ...query] = url.split('?')
  return { path, query: query.join('?') }
}

const joined = <T = string>(
  lists: Partial<Record<string, T[]>>,
  text: (one: T) => string = String,
): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values = []]) => [name, values.map(text).join(',')]))

const isText = (contentType = 'text/plain') =>
  /^(text\/|application\/(.*\+)?(json|xml|javascript)\b)/i.test(contentType)

/** `01/Jan/2026:00:00:00 +0000`, the time format of access logs. */
const clfTime = (at: number) => {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}
