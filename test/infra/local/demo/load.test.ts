import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDemoApi } from '#infra/local/demo/demo-api.ts'
import { journeys } from '#infra/local/demo/journeys.ts'
import { loadDemo } from '#infra/local/demo/load.ts'
import { people } from '#infra/local/demo/people.ts'
import { store } from '#infra/local/demo/store.ts'
import { startApiServer } from './api-server.ts'

let server: Awaited<ReturnType<typeof startApiServer>>
beforeEach(async () => {
  server = await startApiServer()
})
afterEach(() => server.close())

const load = (kept = new Map()) =>
  loadDemo(createDemoApi(server.url, { admin: 'a', operator: 'o', marketer: 'm' }), server.url, kept)
const askedFor = (path: string) => server.asked.filter((asked) => asked.path === path)

test('the venue is put by an operator, journeys by a marketer, and published before anybody comes', async () => {
  await load()
  expect(server.asked[0]).toEqual({ method: 'PUT', path: '/venues/harbour', authorization: 'Bearer o', body: store })
  expect(askedFor('/journeys/boots-offer')).toEqual([
    {
      method: 'PUT',
      path: '/journeys/boots-offer',
      authorization: 'Bearer m',
      body: journeys.find(({ id }) => id === 'boots-offer'),
    },
  ])
  const published = server.asked.findIndex(({ path }) => path === '/publish')
  expect(published).toBe(1 + journeys.length)
  expect(server.asked[published]).toEqual({
    method: 'POST',
    path: '/publish',
    authorization: 'Bearer a',
    body: { venueId: 'harbour' },
  })
})

test('every person is a customer with what she said, her phone and her tag are bound to her', async () => {
  const { identities } = await load()
  expect(askedFor('/customers/mira').map(({ method, body }) => ({ method, body }))).toEqual([
    {
      method: 'PUT',
      body: {
        traits: { firstName: 'Mira', tier: 'gold', language: 'de', interests: ['watches', 'menswear'] },
        staff: false,
        consents: { location: 'granted', marketing: 'granted' },
      },
    },
  ])
  expect(askedFor('/devices/tag-mira').map(({ body }) => body)).toEqual([
    { kind: 'tag', customerId: 'mira', staff: false, hardwareAddress: 'f4006d697261' },
  ])
  const phone = identities.get('mira')?.deviceId
  expect(askedFor(`/devices/${phone}`).map(({ body }) => body)).toEqual([
    { kind: 'phone', customerId: 'mira', staff: false },
  ])
  expect([...identities.keys()].sort()).toEqual(
    people
      .filter(({ carriesPhone }) => carriesPhone)
      .map(({ id }) => id)
      .sort(),
  )
})

test('every gateway gets its token', async () => {
  const { gatewayTokens } = await load()
  expect([...gatewayTokens].sort()).toEqual(
    store.gateways.map(({ id }) => [id, `token of /venues/harbour/gateways/${id}/token`]).sort(),
  )
})

test('loading again asks the same and enrols nobody twice', async () => {
  const first = await load()
  const before = server.asked.splice(0).filter(({ path }) => path !== '/devices')
  const second = await load(new Map(first.identities))
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
  expect(second.identities).toEqual(first.identities)
  expect(server.asked.toSorted(byPath)).toEqual(before.toSorted(byPath))
})

test('a refusal says who asked for what and what is wrong', async () => {
  const fault = {
    message: 'The journey can not be read.',
    issues: [{ path: 'priority', reason: 'above 100', example: 50 }],
  }
  server.refuse('/journeys/boots-offer', 400, fault)
  await expect(load()).rejects.toThrow(
    `PUT /journeys/boots-offer as marketer was refused with 400: ${JSON.stringify(fault)}`,
  )
})

test('a gateway without a token is named', async () => {
  server.refuse('/venues/harbour/gateways/gw-cafe/token', 200, { tokne: 1 })
  await expect(load()).rejects.toThrow(
    'POST /venues/harbour/gateways/gw-cafe/token answered {"tokne":1}, expected { token }',
  )
})
