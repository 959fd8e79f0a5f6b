import { describe, expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { badRequest, notFound } from '#shared/lambda/answers.ts'
import { httpHandler, type Request, route } from '#shared/lambda/http.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyExample } from '#shared/schemas/journey-example.ts'
import { parkedQueryExample, parkedQuerySchema } from '#shared/schemas/parked.ts'
import { venueSchema } from '#shared/schemas/venue.ts'
import { venueExample } from '#shared/schemas/venue-example.ts'
import { at } from '#test/support/builders.ts'
import { httpEvent, lambdaContext } from './http-event.ts'
import { printed } from './printed.ts'

const { drafts } = memoryPorts()
const seen: Request[] = []

/** Answers with what it was asked. */
const echo = async <B>(request: Request<B>) => {
  const { params, body, now } = request
  seen.push(request)
  return { status: 200, body: { params, body, now } }
}

const documented = { summary: 'A route of a test', answers: {} }

const handler = httpHandler({
  'GET /open': route({ ...documented, roles: 'anybody', run: echo }),
  'GET /parked': route({
    ...documented,
    roles: ['admin'],
    query: { schema: parkedQuerySchema, example: parkedQueryExample },
    run: async ({ query }) => ({ status: 200, body: query }),
  }),
  'GET /all': route({ ...documented, roles: ['operator', 'analyst'], run: echo }),
  'GET /lists': route({ ...documented, roles: ['operator'], venueOf: 'any', run: echo }),
  'GET /venues/{venueId}': route({
    ...documented,
    roles: ['operator'],
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '' } }) => {
      const draft = await drafts.findVenue(venueId)
      return draft ? { status: 200, body: draft.venue } : notFound('venue', venueId)
    },
  }),
  'PUT /venues/{venueId}': route({
    ...documented,
    roles: ['operator'],
    venueOf: ({ params }) => params.venueId,
    body: { schema: venueSchema, example: venueExample, with: ({ params }) => ({ id: params.venueId }) },
    run: echo,
  }),
  'PUT /journeys/{journeyId}': route({
    ...documented,
    roles: ['marketer'],
    venueOf: async ({ body }) => body.entrance.venueId,
    body: {
      schema: journeySchema,
      example: journeyExample,
      with: ({ params, now }) => ({ id: params.journeyId, createdAt: now }),
    },
    run: echo,
  }),
  'GET /broken': route({
    ...documented,
    roles: 'anybody',
    run: async () => {
      throw new Error('arn:aws:dynamodb:eu-central-1:000000000000:table/Ledgers said no')
    },
  }),
  'GET /refused': route({
    ...documented,
    roles: 'anybody',
    run: async () => badRequest('Not like this', [{ path: 'body', reason: 'is wrong', example: 5 }]),
  }),
})

const call = async (...asked: Parameters<typeof httpEvent>) => {
  const answer = await handler(httpEvent(...asked), lambdaContext)
  if (typeof answer !== 'object') throw new Error('no answer')
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? 'null') }
}

const putJourney = (body: unknown, journeyId = 'boots-offer', groups = 'marketer') =>
  call('PUT /journeys/{journeyId}', { body, params: { journeyId }, groups })
const putVenue = (body: unknown, venueId = 'harbour', groups = 'operator') =>
  call('PUT /venues/{venueId}', { body, params: { venueId }, groups })

test('a route is asked with its parameters, its body as the schema has it, and the time of the API', async () => {
  expect(await putJourney(journeyExample)).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json', etag: expect.stringMatching(/^"[\w-]{22}"$/) },
    body: { params: { journeyId: 'boots-offer' }, body: { ...journeyExample, createdAt: at(0) }, now: at(0) },
  })
})

test('what stands behind the ? is read as the schema has it, or refused with how it would be right', async () => {
  const ask = (query?: Record<string, string>) => call('GET /parked', { groups: 'admin', ...(query && { query }) })
  expect((await ask()).body).toEqual({ limit: 50 })
  expect((await ask({ day: '2026-11-21', limit: '7' })).body).toEqual({ day: '2026-11-21', limit: 7 })
  expect(await ask({ limit: '0' })).toMatchObject({
    status: 400,
    body: {
      message: 'What stands behind the ? is not right',
      issues: [{ path: 'limit', reason: 'must be a whole number from 1 to 200', example: '50' }],
    },
  })
})

test('what the address says wins over the body', async () => {
  const { body } = await putVenue({ ...venueExample, id: 'elsewhere' }, 'quay')
  expect(body.body.id).toBe('quay')
})

test('a body in base64 is read', async () => {
  const asked = { body: venueExample, params: { venueId: 'harbour' }, groups: 'admin', base64: true }
  expect((await call('PUT /venues/{venueId}', asked)).status).toBe(200)
})

describe('400 says where, why and how it would be right', () => {
  test('a field that nobody knows', async () => {
    const { entrance, ...rest } = journeyExample
    expect(await putJourney({ ...rest, entrance: { ...entrance, zoneID: 'boots' } })).toMatchObject({
      status: 400,
      body: {
        message: '1 thing in the request is not right',
        issues: [
          {
            path: 'entrance.zoneID',
            reason: '"zoneID" is not a field here; did you mean "zoneId"?',
            example: journeyExample.entrance,
          },
        ],
      },
    })
  })

  test('fields of a wrong type, and one that is missing', async () => {
    const { name: _, ...nameless } = journeyExample
    const { status, body } = await putJourney({ ...nameless, priority: 'high', frequencyCaps: {} })
    expect({ status, issues: body.issues }).toEqual({
      status: 400,
      issues: [
        { path: 'name', reason: 'must be text of 1 to 100 characters', example: '20 % off boots' },
        { path: 'priority', reason: 'must be a whole number from 0 to 100', example: 50 },
        { path: 'frequencyCaps', reason: 'must be a list, this is an object', example: journeyExample.frequencyCaps },
      ],
    })
  })

  test('a condition with an operator that nobody knows', async () => {
    const entrance = { ...journeyExample.entrance, audience: { 'customer.visits': { $greaterThan: 3 } } }
    const { status, body } = await putJourney({ ...journeyExample, entrance })
    expect({ status, issues: body.issues }).toEqual({
      status: 400,
      issues: [
        {
          path: 'entrance.audience.customer.visits.$greaterThan',
          reason: '$greaterThan is not an operator',
          example: expect.stringMatching(/^one of \$eq, \$ne, \$gt, /),
        },
      ],
    })
  })

  test('a venue whose zone has no area that could be', async () => {
    const [zone] = venueExample.zones
    const { status, body } = await putVenue({ ...venueExample, zones: [{ ...zone, area: { radius: 5 } }], floors: [] })
    expect({ status, issues: body.issues }).toEqual({
      status: 400,
      issues: [
        { path: 'floors', reason: 'must have one floor at least', example: venueExample.floors },
        {
          path: 'zones[0].area',
          reason:
            'must be { polygon: [{ x, y }, …], holes? } of 3 to 2000 corners, { centre: { x, y }, radiusMetres } of 3 to 10000 m, or { beaconIds: […], gatewayIds: […] }',
          example: zone?.area,
        },
      ],
    })
  })

  test('a body that is no JSON', async () => {
    expect(await putVenue('{"name": ')).toMatchObject({
      status: 400,
      body: {
        message: expect.stringMatching(/^The body is not JSON: /),
        issues: [{ path: 'body', reason: 'must be JSON', example: venueExample }],
      },
    })
  })

  test('no body at all', async () => {
    expect((await putVenue(undefined)).body.issues).toEqual([
      { path: 'body', reason: 'must be JSON', example: venueExample },
    ])
  })

  test.each([
    [[venueExample], 'a list'],
    [5, 'a number'],
    [null, 'null'],
  ])('a body that is no object: %#', async (given, kind) => {
    expect((await putVenue(JSON.stringify(given))).body.issues).toEqual([
      { path: 'body', reason: `must be an object, this is ${kind}`, example: venueExample },
    ])
  })

  test('an address that could reach further than itself', async () => {
    expect(await call('GET /venues/{venueId}', { params: { venueId: 'a/b' }, groups: 'operator' })).toMatchObject({
      status: 400,
      body: {
        message: 'The address is not right',
        issues: [
          {
            path: 'venueId',
            reason: 'must be 1 to 64 letters, digits and - _ . only, as it stands in topics and addresses',
            example: 'harbour',
          },
        ],
      },
    })
  })

  test('what a route itself refuses', async () => {
    expect(await call('GET /refused')).toMatchObject({
      status: 400,
      body: { message: 'Not like this', issues: [{ path: 'body', reason: 'is wrong', example: 5 }] },
    })
  })
})

describe('403 says which role it takes, and where', () => {
  test.each([undefined, '', '[]', 'shopper', 'marketer', '[marketer@store associate]', 'operators'])(
    'for groups %j',
    async (groups) => {
      const asked = groups === undefined ? {} : { groups }
      expect(await call('GET /all', asked)).toMatchObject({
        status: 403,
        body: { message: 'This takes the role admin or operator or analyst' },
      })
    },
  )

  test.each([
    ['GET /all', 'operator', 200],
    ['GET /all', '[marketer admin]', 200],
    ['GET /all', 'operator@store', 403],
    ['GET /all', 'admin@store', 403],
    ['GET /lists', 'operator@store', 200],
    ['GET /lists', 'analyst@store', 403],
    ['GET /open', '', 200],
  ])('%s by %s: %i', async (routeKey, groups, status) => {
    expect((await call(routeKey, { groups })).status).toBe(status)
  })

  test('a role in another venue is none', async () => {
    expect(await putVenue(venueExample, 'harbour', 'operator@quay')).toMatchObject({
      status: 403,
      body: { message: 'This takes the role admin or operator for venue "harbour"' },
    })
    expect((await putVenue(venueExample, 'harbour', 'operator@harbour')).status).toBe(200)
  })

  test('what is about no single venue takes the role in every venue', async () => {
    expect((await call('GET /all', { groups: 'operator@store' })).body).toEqual({
      message: 'This takes the role admin or operator or analyst for every venue',
    })
  })

  test('the venue may stand in the body', async () => {
    expect((await putJourney(journeyExample, 'boots-offer', 'marketer@quay')).status).toBe(403)
    expect((await putJourney(journeyExample, 'boots-offer', 'marketer@harbour')).status).toBe(200)
    const request = seen.at(-1)
    expect([request?.may('harbour'), request?.may('quay')]).toEqual([true, false])
  })
})

test('404 names what is not there', async () => {
  expect(await call('GET /venues/{venueId}', { params: { venueId: 'quay' }, groups: 'operator' })).toMatchObject({
    status: 404,
    body: { message: 'There is no venue "quay"' },
  })
  expect(await call('DELETE /venues/{venueId}')).toMatchObject({
    status: 404,
    body: { message: 'No route DELETE /venues/{venueId}' },
  })
})

test('500 says nothing of the inside, and the log says which route', async () => {
  const { lines } = printed()
  const answer = await call('GET /broken')
  expect(answer).toMatchObject({
    status: 500,
    body: { message: 'Something on our side failed. Try again: doing it twice does no harm.' },
  })
  expect(lines).toMatchObject([{ level: 'ERROR', route: 'GET /broken', error: { name: 'Error' } }])
})
