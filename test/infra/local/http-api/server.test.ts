import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LocalIssuer, startIssuer } from '#infra/local/http-api/issuer.ts'
import { readHttpApi, tokenAudience } from '#infra/local/http-api/routes.ts'
import { type HandledRequest, type LocalHttpApi, startHttpApi } from '#infra/local/http-api/server.ts'
import { aTemplate } from '../mqtt/fixtures.ts'
import { aRoute, functionArn, resources, v2 } from './an-api.ts'

let returns: unknown
const invoked: { fn: string; event: unknown }[] = []
const requests: HandledRequest[] = []
const at = Date.UTC(2026, 0, 2, 3, 4, 5)
let directory: string
let issuer: LocalIssuer
let api: LocalHttpApi

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-issuer-'))
  issuer = await startIssuer({ directory, port: 0, clientId: 'console' })
  api = await startHttpApi({
    template: aTemplate(resources),
    clock: { now: () => at },
    invoke: async (fn, event) => {
      invoked.push({ fn, event })
      return typeof returns === 'function' ? returns() : returns
    },
    issuer,
    port: 0,
    onRequest: (request) => requests.push(request),
  })
})
afterAll(async () => {
  await api.close()
  await issuer.close()
  await rm(directory, { recursive: true })
})
beforeEach(() => {
  returns = { statusCode: 200, body: 'ok' }
  invoked.length = 0
  requests.length = 0
})

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(api.url + path, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const bearer = async (...grants: string[]) => ({
  authorization: `Bearer ${await issuer.tokenFor(grants, { subject: 'u1' })}`,
})

describe('the event that a function gets', () => {
  test('is payload format 2.0 with the claims as text', async () => {
    const headers = {
      ...(await bearer('operator@mall', 'analyst')),
      'x-more': 'yes',
      cookie: 'a=1; b=2',
      'user-agent': 'test',
    }
    await call('/venues/m%20all?x=1&x=2&y=%C3%A4', { headers })
    const { host } = new URL(api.url)
    expect(invoked).toEqual([
      {
        fn: functionArn,
        event: {
          version: '2.0',
          routeKey: 'GET /venues/{venueId}',
          rawPath: '/venues/m%20all',
          rawQueryString: 'x=1&x=2&y=%C3%A4',
          cookies: ['a=1', 'b=2'],
          headers: expect.objectContaining({ host, 'x-more': 'yes', 'user-agent': 'test' }),
          queryStringParameters: { x: '1,2', y: 'ä' },
          pathParameters: { venueId: 'm all' },
          requestContext: {
            accountId: '000000000000',
            apiId: 'Api',
            authorizer: {
              jwt: {
                claims: {
                  sub: 'u1',
                  username: 'u1',
                  iss: issuer.url,
                  client_id: 'console',
                  token_use: 'access',
                  'cognito:groups': '[operator@mall analyst]',
                  iat: expect.stringMatching(/^\d+$/),
                  exp: expect.stringMatching(/^\d+$/),
                  jti: expect.any(String),
                },
                scopes: null,
              },
            },
            domainName: host,
            domainPrefix: '127',
            http: {
              method: 'GET',
              path: '/venues/m%20all',
              protocol: 'HTTP/1.1',
              sourceIp: '127.0.0.1',
              userAgent: 'test',
            },
            requestId: expect.any(String),
            routeKey: 'GET /venues/{venueId}',
            stage: '$default',
            time: '02/Jan/2026:03:04:05 +0000',
            timeEpoch: at,
          },
          isBase64Encoded: false,
        },
      },
    ])
    expect(requests).toEqual([
      { routeKey: 'GET /venues/{venueId}', method: 'GET', path: '/venues/m%20all', status: 200 },
    ])
  })

  test.each([
    ['application/json', '{"ä":1}', '{"ä":1}', false],
    ['application/octet-stream', 'ä', 'w6Q=', true],
  ])('has a body of %s', async (type, sent, body, isBase64Encoded) => {
    await call('/devices', { method: 'POST', body: sent, headers: { 'content-type': type } })
    expect(invoked).toEqual([{ fn: functionArn, event: expect.objectContaining({ body, isBase64Encoded }) }])
  })
})

describe('what a function returns', () => {
  test.each([
    ['a response', { statusCode: 201, headers: { 'X-A': 1 }, body: 'made' }, 201, 'text/plain;charset=UTF-8', 'made'],
    [
      'JSON',
      { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' },
      200,
      'application/json',
      '{}',
    ],
    ['bytes', { statusCode: 200, body: 'w6Q=', isBase64Encoded: true }, 200, 'text/plain;charset=UTF-8', 'ä'],
    ['a bare object', { venues: [] }, 200, 'application/json', '{"venues":[]}'],
    ['bare text', 'hello', 200, 'application/json', '"hello"'],
    ['nothing', undefined, 200, 'application/json', 'null'],
    [
      'a body that is no text',
      { statusCode: 200, body: {} },
      500,
      'application/json',
      '{"message":"Internal Server Error"}',
    ],
    [
      'an error',
      () => Promise.reject(new Error('boom')),
      500,
      'application/json',
      '{"message":"Internal Server Error"}',
    ],
    ['too late', () => sleep(1000), 503, 'application/json', '{"message":"Service Unavailable"}'],
  ])('%s', async (_, given, status, type, text) => {
    returns = given
    const answer = await call('/devices', { method: 'POST' })
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([status, type, text])
  })

  test('cookies are set one by one', async () => {
    returns = { statusCode: 204, cookies: ['a=1', 'b=2'] }
    expect((await call('/devices', { method: 'POST' })).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('a failure is told with its reason', async () => {
    returns = () => Promise.reject(new Error('boom'))
    await call('/devices', { method: 'POST' })
    expect(requests).toEqual([
      { routeKey: 'POST /devices', method: 'POST', path: '/devices', status: 500, reason: 'boom' },
    ])
  })
})

describe('who may call', () => {
  const forged = (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('x'.repeat(64)))

  test.each([
    ['no token', async () => ({})],
    ['nonsense', async () => ({ authorization: 'Bearer nonsense' })],
    [
      'a token that somebody else signed',
      async () => ({ authorization: `Bearer ${await forged({ client_id: 'console' })}` }),
    ],
    [
      'a token of another issuer',
      async () => {
        const other = await startIssuer({ directory, port: 0, clientId: 'console' })
        await other.close()
        return { authorization: `Bearer ${await other.tokenFor(['admin'])}` }
      },
    ],
    [
      'a token for another audience',
      async () => {
        const other = await startIssuer({ directory, port: 0, clientId: 'other' })
        const token = await other.tokenFor(['admin'])
        await other.close()
        return { authorization: token }
      },
    ],
  ])('%s: 401', async (_, headers) => {
    const answer = await call('/venues/mall', { headers: await headers() })
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}'])
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer scope="" error="invalid_token" error_description="/)
    expect(invoked).toEqual([])
  })

  test('a token without the scope that the route wants: 403', async () => {
    const answer = await call('/scoped', { headers: await bearer('admin') })
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}'])
  })

  test('the token works with and without the word Bearer', async () => {
    const { authorization } = await bearer('admin')
    for (const text of [authorization, authorization.slice('Bearer '.length)])
      expect((await call('/venues/mall', { headers: { authorization: text } })).status).toBe(200)
  })
})

describe('requests that get nowhere', () => {
  test.each(['/', '/nothing', '/devices/'])('%s: 404', async (path) => {
    const answer = await call(path)
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not Found"}'])
  })

  test('10 MB go through, more do not', async () => {
    const body = 'x'.repeat(10 * 1024 * 1024)
    expect((await call('/devices', { method: 'POST', body })).status).toBe(200)
    const answer = await call('/devices', { method: 'POST', body: `${body}x` })
    expect([answer.status, answer.text]).toEqual([413, '{"message":"Request Entity Too Large"}'])
    expect(invoked).toHaveLength(1)
  })
})

describe('clients that leave', () => {
  test('in the middle of a body harm nobody', async () => {
    const { hostname, port } = new URL(api.url)
    const socket = connect(Number(port), hostname)
    socket.write('POST /devices HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf')
    await sleep(20)
    socket.destroy()
    await sleep(20)
    expect((await call('/devices', { method: 'POST' })).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    call('/venues/mall', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } })

  test('may read what the template allows them', async () => {
    const answer = await preflight('https://console.example')
    expect(answer.status).toBe(204)
    expect(Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-')))).toEqual({
      'access-control-allow-origin': 'https://console.example',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '600',
    })
    const refused = await call('/venues/mall', { headers: { origin: 'https://console.example' } })
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://console.example')
  })

  test('others may not', async () => {
    const answer = await preflight('https://evil.example')
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, null])
  })
})

test('tokens are made for the audience of the template', () => {
  expect(tokenAudience(readHttpApi(aTemplate(resources)))).toBe('console')
  const open = { apiId: 'Api', cors: undefined, routes: [] }
  expect(() => tokenAudience(open)).toThrow('no route of the HTTP API has a JWT authorizer')
})

describe('a template that does not fit', () => {
  test.each([
    ['has no API', [], 'the template has 0 resources AWS::ApiGatewayV2::Api, one is run here'],
    [
      'has another stage',
      [...resources, v2('Beta', 'Stage', { StageName: 'beta' })],
      'Beta: ✖ only the stage $default runs here',
    ],
    [
      'misses an integration',
      [resources[0], aRoute('Lost', 'GET /x', { Target: 'integrations/Gone' })],
      "Lost refers to 'Gone', which the template does not have",
    ],
  ])('%s: says so at start', (_, given, reason) => {
    expect(() => readHttpApi(aTemplate(given.filter((one) => one !== undefined)))).toThrow(reason)
  })
})
