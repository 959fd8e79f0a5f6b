import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { venueExample } from '#shared/schemas/venue-example.ts'
import { type Laptop, pointerIsReadAgainAfterSeconds, startLaptop } from './laptop.ts'
import { currentTemplate } from './template.ts'
import { type OpenApi, type Reply, validatingClient } from './validating-client.ts'

let laptop: Laptop
let document: OpenApi
let client: ReturnType<typeof validatingClient>

beforeAll(async () => {
  laptop = await startLaptop()
  const response = await fetch(`${laptop.system.apiUrl}/openapi.json`)
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, max-age=300'])
  document = (await response.json()) as OpenApi
  client = validatingClient(document, laptop.system.apiUrl, (role) => laptop.system.tokenFor([role]))
})
afterAll(() => laptop.close())

const venueId = 'harbour'
const { floors, zones, pois, signs, beacons, gateways, presence: _, countsAnonymous: __, ...about } = venueExample
const parts = { floors, beacons, gateways, zones: zones.toReversed(), pois, signs }
type Kind = keyof typeof parts
const paramOf = (kind: Kind) => `${kind.slice(0, -1)}Id`
const itemOf = (kind: Kind) => `/venues/{venueId}/${kind}/{${paramOf(kind)}}`
const own = (part: object): object => Object.fromEntries(Object.entries(part).filter(([field]) => field !== 'id'))
const named = <T extends { id: string }>(list: readonly T[], id: string): T => {
  const found = list.find((one) => one.id === id)
  if (!found) throw new Error(`the example has no ${id}`)
  return found
}
const operator = (key: string, asked: Parameters<typeof client.call>[2] = {}) => client.call('operator', key, asked)
const putPart = <P extends { id: string }>(kind: Kind, part: P, headers: Record<string, string> = {}): Promise<Reply> =>
  operator(`PUT ${itemOf(kind)}`, { params: { venueId, [paramOf(kind)]: part.id }, body: own(part), headers })

test('the document is valid OpenAPI 3.1 and tells every route of the template, and no other', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  expect({ valid, errors, version: validator.version }).toEqual({ valid: true, errors: undefined, version: '3.1' })
  const { Resources }: { Resources: Record<string, { Type: string; Properties: { RouteKey?: string } }> } = JSON.parse(
    readFileSync(await currentTemplate(), 'utf8'),
  )
  const routes = Object.values(Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Route' ? (Properties.RouteKey ?? []) : [],
  )
  const told = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  // webhooks are spoken to in the engines' own languages
  expect(told.sort()).toEqual(routes.filter((key) => !key.startsWith('POST /webhooks/')).sort())
})

test('a venue grows part by part, and is told whole', async () => {
  const params = { venueId }
  const made = await operator('PUT /venues/{venueId}', {
    params,
    body: { ...own(about), floors, zones: [], beacons: [], gateways: [] },
  })
  expect(made.status).toBe(201)
  expect((await putPart('floors', named(floors, 'ground'))).status).toBe(200)
  for (const kind of ['beacons', 'gateways', 'zones', 'pois', 'signs'] as const)
    for (const part of parts[kind]) expect((await putPart(kind, part)).status).toBe(201)
  for (const kind of Object.keys(parts) as Kind[]) {
    const listed = await client.call('analyst', `GET /venues/{venueId}/${kind}`, { params })
    expect(listed.body[kind]).toEqual(parts[kind].toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  }
  expect((await operator('GET /venues/{venueId}', { params })).body).toEqual({ ...about, ...parts })
})

test('a list is read page by page, and what is put meanwhile neither repeats nor hides anything', async () => {
  const page = (after?: string) =>
    operator('GET /venues/{venueId}/zones', { params: { venueId }, query: { limit: 2, ...(after && { after }) } })
  const first = await page()
  const idsOf = ({ body }: Reply) => (body.zones as { id: string }[]).map(({ id }) => id)
  expect(idsOf(first)).toEqual(['fashion', 'fountain'])
  const cinema = {
    ...named(zones, 'fountain'),
    id: 'cinema',
    name: 'Cinema',
    area: { centre: { x: 8, y: 30 }, radiusMetres: 5 },
  }
  await putPart('zones', cinema)
  const second = await page(String(first.body.next))
  expect([idsOf(second), second.body.next]).toEqual([['shoes'], undefined])
  expect(await operator(`DELETE ${itemOf('zones')}`, { params: { venueId, zoneId: 'cinema' } })).toMatchObject({
    status: 204,
  })
})

test('the same PUT twice changes nothing, and who has an etag already is told so', async () => {
  const again = await putPart('beacons', named(beacons, 'b1'))
  const params = { venueId, beaconId: 'b1' }
  const read = await operator(`GET ${itemOf('beacons')}`, { params })
  expect([again.status, again.etag]).toEqual([200, read.etag])
  const known = { headers: { 'if-none-match': read.etag ?? '' }, params }
  expect(await operator(`GET ${itemOf('beacons')}`, known)).toEqual({
    status: 304,
    etag: read.etag,
    body: undefined,
  })
})

test('of two who change one thing the slower is told what it is now, and what to do', async () => {
  const gateway = named(gateways, 'g1')
  const params = { venueId, gatewayId: 'g1' }
  const { etag = '' } = await operator(`GET ${itemOf('gateways')}`, { params })
  const moved = await putPart('gateways', { ...gateway, position: { x: 4, y: 4 } }, { 'if-match': etag })
  const late = await putPart('gateways', { ...gateway, position: { x: 5, y: 5 } }, { 'if-match': etag })
  expect(moved.status).toBe(200)
  expect(late).toEqual({
    status: 412,
    etag: moved.etag,
    body: {
      message: `The gateway "g1" is not what you have seen: its etag is ${moved.etag} now. GET it, make your change again, and send it with If-Match: ${moved.etag}`,
      etag: moved.etag,
    },
  })
  expect((await putPart('gateways', gateway, { 'if-none-match': '*' })).status).toBe(412)
  expect((await putPart('gateways', gateway, { 'if-match': moved.etag ?? '' })).status).toBe(200)
})

test('ten who put parts of one venue at the same moment all succeed', async () => {
  const ids = Array.from({ length: 10 }, (_, i) => `extra-${i}`)
  const put = await Promise.all(ids.map((id) => putPart('signs', { ...named(signs, 'welcome'), id })))
  expect(put.map(({ status }) => status)).toEqual(ids.map(() => 201))
  const { body } = await operator('GET /venues/{venueId}/signs', { params: { venueId } })
  expect((body.signs as object[]).length).toBe(11)
  for (const signId of ids) await operator(`DELETE ${itemOf('signs')}`, { params: { venueId, signId } })
})

test('every fault of a part is told at once, and what is needed by others is not removed', async () => {
  const { status, body } = await client.call(
    'operator',
    `PUT ${itemOf('zones')}`,
    {
      params: { venueId, zoneId: 'boots' },
      body: {
        name: '',
        floorId: 'cellar',
        area: { centre: { x: 0, y: 0 }, radiusMetres: 1 },
        openingHours: 'whenever',
        colour: 'red',
      },
    },
    true,
  )
  const paths = (body.issues as { path: string }[]).map(({ path }) => path)
  expect([status, paths.sort()]).toEqual([400, ['area.radiusMetres', 'colour', 'name', 'openingHours']])
  const lost = await putPart('zones', {
    ...named(zones, 'fountain'),
    id: 'boots',
    floorId: 'cellar',
    parentId: 'boots',
  })
  expect([lost.status, (lost.body.issues as { path: string }[]).map(({ path }) => path)]).toEqual([
    400,
    ['floorId', 'parentId'],
  ])
  const needed = await operator(`DELETE ${itemOf('zones')}`, { params: { venueId, zoneId: 'fashion' } })
  expect([needed.status, needed.body.referrers]).toEqual([
    409,
    [
      { kind: 'zones', id: 'shoes', field: 'parentId' },
      { kind: 'signs', id: 'welcome', field: 'zoneIds' },
    ],
  ])
})

test('marketers look and do not touch', async () => {
  const params = { venueId }
  expect((await client.call('marketer', 'GET /venues/{venueId}', { params })).status).toBe(200)
  const refused = await client.call('marketer', 'DELETE /venues/{venueId}', { params })
  expect(refused).toMatchObject({ status: 403, body: { message: 'This takes the role admin or operator' } })
})

test('a draft is validated, compared, published, found by a place, changed, and rolled back; the audit names who did it', async () => {
  const params = { venueId }
  const validated = await operator('POST /venues/{venueId}/validate', { params })
  expect(validated.body).toMatchObject({ isPublishable: true, faults: [] })
  const before = await operator('GET /diff', { query: { venueId } })
  expect(before.body.counts).toEqual({ added: 9, changed: 0, removed: 0 })
  await laptop.pass(1)
  const first = await operator('POST /publish', { body: { venueId } })
  expect(first.status).toBe(200)

  const monday = '2026-11-23T11:00:00Z'
  const at = (query: Record<string, string | number>) =>
    operator('GET /venues/{venueId}/zones/at', { params, query: { time: monday, ...query } })
  const inFashion = await at({ x: 20, y: 2 })
  expect(inFashion.body).toEqual({
    floorId: 'ground',
    position: { x: 20, y: 2 },
    zones: [{ id: 'fashion', name: 'Fashion', isPublic: true, parents: [] }],
  })
  const { lon, lat, metresPerLon, metresPerLat } = named(floors, 'ground').georeference
  const byDegrees = await at({ lon: lon + 45 / metresPerLon, lat: lat + 30 / metresPerLat, floor: 'map-4711' })
  expect((byDegrees.body.zones as { id: string }[]).map(({ id }) => id)).toEqual(['fountain'])
  expect((await at({ x: 45, y: 38 })).body.nearest).toMatchObject({ id: 'fountain', distanceMetres: 2 })
  expect((await at({ x: 1, y: 1, floor: 'roof' })).body.issues).toEqual([
    { path: 'floor', reason: 'there is no floor "roof"; known are ground', example: 'ground' },
  ])

  const fashion = named(zones, 'fashion')
  await laptop.pass(1)
  await putPart('zones', { ...fashion, name: 'Fashion & more', openingHours: 'Mo-Fr 10:00-20:00' })
  const drafted = await operator('GET /diff', { query: { venueId } })
  expect(drafted.body.changes).toEqual([
    {
      key: 'venues/harbour/zones/fashion',
      kind: 'zones',
      id: 'fashion',
      venueId,
      change: 'changed',
      fields: [
        { field: 'name', before: 'Fashion', after: 'Fashion & more' },
        { field: 'openingHours', after: 'Mo-Fr 10:00-20:00' },
      ],
    },
  ])
  await laptop.pass(1)
  const second = await operator('POST /publish', { body: { venueId } })
  await laptop.pass(pointerIsReadAgainAfterSeconds)
  expect((await at({ x: 20, y: 2 })).body.zones).toMatchObject([{ name: 'Fashion & more', isOpen: true }])
  expect((await at({ x: 20, y: 2, time: '2026-11-22T11:00:00Z' })).body.zones).toMatchObject([{ isOpen: false }])

  await laptop.pass(1)
  const rolledBack = await operator('POST /rollback', { body: { version: String(first.body.published) } })
  const versions = [rolledBack, second, first].map(({ body }) => String(body.published))
  const history = await operator('GET /releases')
  expect(history.body.releases).toMatchObject([
    { version: versions[0], restores: versions[2], isLive: true, by: { username: 'local-operator' } },
    { version: versions[1], isLive: false, changes: { added: 0, changed: 1, removed: 0 } },
    { version: versions[2], isLive: false, changes: { added: 9, changed: 0, removed: 0 } },
  ])
  const one = await operator('GET /releases/{version}', { params: { version: String(versions[1]) } })
  expect(one.body).toMatchObject({ previous: versions[2], counts: { venues: 1, zones: 3 } })
  const undone = await operator('GET /releases/{version}/diff', { params: { version: String(versions[0]) } })
  expect(undone.body.changes).toMatchObject([{ id: 'fashion', fields: [{ before: 'Fashion & more' }, {}] }])
  const none = await operator('GET /releases/{version}/diff', {
    params: { version: String(versions[0]) },
    query: { against: String(versions[2]) },
  })
  expect(none.body.changes).toEqual([])

  const trail = await operator('GET /audit', { query: { venueId, limit: 4 } })
  expect(trail.body.entries).toMatchObject([
    { action: 'rollback', what: `releases/${versions[0]}`, who: { username: 'local-operator' }, state: 'done' },
    { action: 'publish', what: `releases/${versions[1]}`, who: { username: 'local-operator' }, state: 'done' },
    { action: 'put', what: 'venues/harbour/zones/fashion', state: 'done' },
    { action: 'publish', what: `releases/${versions[2]}` },
  ])
})

test('a venue is removed, and publishing takes it off live', async () => {
  const params = { venueId }
  expect((await operator('DELETE /venues/{venueId}', { params })).status).toBe(204)
  expect((await operator('GET /venues/{venueId}', { params })).status).toBe(404)
  expect((await operator('GET /venues')).body).toEqual({ venues: [] })
  const { body } = await operator('POST /publish', { body: { venueId } })
  expect(body).toMatchObject({ venues: 0, changes: { added: 0, changed: 0, removed: 9 } })
})
